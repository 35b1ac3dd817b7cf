import type { Kind, Operation, OperationOf } from "../../operations/index.js";
import type { Place } from "../../schema/place.js";
import { isCounter } from "./grammar.js";
import type { Settings } from "./settings.js";

/** Whether the spelling of the operation reads the schema. */
export const readsSchema = (op: Operation, settings: Settings): boolean =>
  (READS[op.kind] as (op: Operation, settings: Settings) => boolean)(op, settings);

const always = () => true;
const never = () => false;
/** Which column stands there now, that the new one is to follow. */
const isBefore = (place: Place | undefined) => place !== undefined && "before" in place;
/** Those that can change which indexes the server needs, or restate what the operation does not carry. */
const READS: {
  readonly [K in Kind]: (op: OperationOf<K>, settings: Settings) => boolean;
} = {
  createSchema: never,
  dropSchema: always,
  createExtension: never,
  dropExtension: never,
  createEnum: never,
  dropEnum: never,
  alterEnum: never,
  renameEnum: never,
  renameEnumValue: never,
  addEnumValue: never,
  createSequence: never,
  dropSequence: never,
  alterSequence: never,
  createView: never,
  dropView: always, // what was attached to it comes back with it
  replaceView: always, // what was attached to it stays only where it is said again
  refreshView: never,
  createTable: ({ ifNotExists = false }) => ifNotExists,
  dropTable: never,
  renameTable: never,
  alterTable: never,
  setTableComment: never,
  addColumn: ({ column, place }) => isCounter(column) || isBefore(place),
  dropColumn: always,
  alterColumn: ({ change, values, place }, { columnChecks }) =>
    columnChecks || change.generated !== undefined || values !== undefined || isBefore(place),
  renameColumn: (_, { renamesInExpressions }) => !renamesInExpressions,
  orderColumns: always,
  addPrimaryKey: always,
  dropPrimaryKey: always,
  addUnique: always,
  dropUnique: always,
  addCheck: never,
  dropCheck: (_, { columnChecks }) => columnChecks,
  addExclusion: never,
  dropExclusion: never,
  addForeignKey: never,
  dropForeignKey: always,
  validateConstraint: never,
  createIndex: always,
  dropIndex: always,
  renameIndex: never,
  renameConstraint: always,
  bulkInsert: never,
  backfill: never,
  execute: never,
  run: never,
};
