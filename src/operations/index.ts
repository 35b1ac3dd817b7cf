import type { Schema, TableName } from "../schema/model.js";
import { alterTable } from "./alter-table.js";
import { backfill } from "./backfill.js";
import { bulkInsert } from "./bulk-insert.js";
import { addColumn, alterColumn, dropColumn, renameColumn } from "./column.js";
import {
  addCheck,
  addExclusion,
  addForeignKey,
  addUnique,
  dropCheck,
  dropExclusion,
  dropForeignKey,
  dropUnique,
} from "./constraint.js";
import { alterEnum, createEnum, dropEnum, renameEnum, renameEnumValue } from "./enum.js";
import { addEnumValue } from "./enum-value.js";
import { createExtension, dropExtension } from "./extension.js";
import { createSchema, dropSchema } from "./namespace.js";
import type { Naming } from "./naming.js";
import { STAGES, type Hazard, type Phase, type Summary, type ValueRules } from "./operation.js";
import { orderColumns } from "./order-columns.js";
import { validateConstraint } from "./not-valid.js";
import { addPrimaryKey, dropPrimaryKey } from "./primary-key.js";
import { execute } from "./raw.js";
import { renameConstraint, renameIndex } from "./rename.js";
import { run, definitionOf } from "./run.js";
import { createIndex, dropIndex } from "./table-index.js";
import { alterSequence, createSequence, dropSequence } from "./sequence.js";
import { createTable, dropTable, renameTable, setTableComment } from "./table.js";
import { createView, dropView, refreshView, replaceView } from "./view.js";

/** Every operation mig knows. A new operation is one module and one name here. */
export const operations = {
  createSchema,
  dropSchema,
  createExtension,
  dropExtension,
  createEnum,
  dropEnum,
  alterEnum,
  renameEnum,
  renameEnumValue,
  addEnumValue,
  createSequence,
  dropSequence,
  alterSequence,
  createTable,
  dropTable,
  renameTable,
  alterTable,
  setTableComment,
  addColumn,
  dropColumn,
  alterColumn,
  renameColumn,
  orderColumns,
  addPrimaryKey,
  dropPrimaryKey,
  addUnique,
  dropUnique,
  addCheck,
  dropCheck,
  addExclusion,
  dropExclusion,
  addForeignKey,
  dropForeignKey,
  validateConstraint,
  createIndex,
  dropIndex,
  renameIndex,
  renameConstraint,
  createView,
  dropView,
  replaceView,
  refreshView,
  execute,
  bulkInsert,
  backfill,
  run,
} as const;

export type Operations = typeof operations;
export type Kind = keyof Operations;
export type OperationOf<K extends Kind> = ReturnType<Operations[K]["of"]>;
export type Operation = { [K in Kind]: OperationOf<K> }[Kind];

/** Those that leave tables, columns and views as they are. */
type Beside =
  | `${"create" | "drop"}${"Schema" | "Extension" | "Enum" | "Sequence" | "Index"}`
  | `${"add" | "drop"}${"PrimaryKey" | "Unique" | "Check" | "Exclusion" | "ForeignKey"}`
  | `rename${"Enum" | "EnumValue" | "Index" | "Constraint"}`
  | `alter${"Enum" | "Sequence"}`
  | "orderColumns"
  | "addEnumValue"
  | "validateConstraint"
  | "refreshView"
  | "execute"
  | "bulkInsert"
  | "backfill"
  | "run";

/** What each operation on a table, a column or a view means for something; a new one counts as such until it is said to be none. */
export type OnContent<T> = {
  readonly [K in Exclude<Kind, Beside>]: (op: OperationOf<K>) => T;
};

/** What that table says of an operation; undefined of one that is beside it. */
export const onContent = <T>(table: OnContent<T>, op: Operation): T | undefined =>
  (table as { readonly [K in Kind]?: (op: never) => T })[op.kind]?.(op as never);

/** An operation on a table that is there. */
export type TableOperation = Extract<Operation, { readonly table: TableName }>;

/** Whether the operation changes a table that is there; what makes or drops one does not. */
export const isOnTable = (op: Operation): op is TableOperation =>
  "table" in op && typeof op.table === "string";

/** The table that the operation changes, makes or drops. */
export function tableOf(op: Operation): TableName | undefined {
  if (op.kind === "createTable") return op.table.name;
  if (op.kind === "dropTable") return op.name;
  return isOnTable(op) ? op.table : undefined;
}

/** The arguments that build the operation again: what the renderer prints. */
export const args = (op: Operation) => moduleOf(op).args(op);

/** Builds the operation, with the names that its arguments leave out. Refuses (MIG409) what they do not allow. */
export function build(kind: Kind, given: readonly unknown[], naming?: Naming): Operation {
  const { of, withNames } = operations[kind] as unknown as AnyModule;
  return of(...(naming && withNames && given.length > 0 ? withNames(given, naming) : given));
}

/** The schema after the operation. */
export const apply = (op: Operation, schema: Schema): Schema => moduleOf(op).apply(op, schema);

/** The schema after all of them. */
export const applyAll = (ops: readonly Operation[], schema: Schema): Schema =>
  ops.reduce((before, op) => apply(op, before), schema);

/** What undoes the operation, or `undefined` when nothing can. */
export const inverse = (op: Operation) => moduleOf(op).inverse(op);

/** Whether what the operation does stays, as nothing takes it back. */
export const isForGood = (op: Operation): boolean =>
  inverse(op) === undefined && !(op.kind === "run" && definitionOf(op).leavesNothing);

/** What can be lost or can fail when the operation meets rows, which depends on the database. */
export const hazards = (op: Operation, rules: ValueRules): readonly Hazard[] =>
  (moduleOf(op).hazards?.(op, rules) ?? []).map(({ code, message }) => ({
    code,
    message: inOneLine(message),
  }));

/** Whether a database refuses the operation within a transaction. */
export const runsOutsideTransaction = (op: Operation): boolean =>
  moduleOf(op).outsideTransaction?.(op) ?? false;

/** Whether a value is an operation: it says that it is of a kind that there is. */
export const isOperation = (value: unknown): value is Operation =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  typeof value.kind === "string" &&
  Object.hasOwn(operations, value.kind);

/** Whether its statements are those of the project, so that nobody knows whether they can run in a transaction. */
export const isInOwnWords = (op: Operation): boolean => op.kind === "execute" || op.kind === "run";

/** Whether only the database knows what the operation does to the schema. */
export const isOpaque = (op: Operation): boolean =>
  op.kind === "execute" || (op.kind === "run" && definitionOf(op).apply === null);

/** The line a person reads of the operation in a list: `+ users.age integer`. */
export const summary = (op: Operation): Summary => inOneLine(moduleOf(op).summary(op)) as Summary;

const inOneLine = (text: string) => text.replaceAll(/\s+/g, " ");

/**
 * The operations in the order in which they can run; equals keep their places. `together` puts foreign keys
 * beside the other changes of their table, for databases that make all of them in one rebuild; `freeing` names
 * operations that make room for others.
 */
export function inOrder(
  ops: readonly Operation[],
  { together, freeing }: { readonly together: boolean; readonly freeing: ReadonlySet<Operation> },
): readonly Operation[] {
  const tables = new Map<string, number>();
  for (const op of ops)
    if (isOnTable(op) && !tables.has(op.table)) tables.set(op.table, tables.size);
  const place = (op: Operation): readonly number[] => {
    const phase = freeing.has(op) ? "freeNames" : phaseOf(op);
    const isKey = phase === "dropForeignKeys" || phase === "addForeignKeys";
    const stage = together && isKey ? TABLE_STAGE : stageOf(phase);
    const table = isOnTable(op) ? (tables.get(op.table) ?? 0) : 0;
    return stage === TABLE_STAGE ? [stage, table, PHASES.indexOf(phase)] : [stage, 0, 0];
  };
  return ops
    .map((op) => ({ op, place: place(op) }))
    .toSorted((a, b) => byPlace(a.place, b.place))
    .map(({ op }) => op);
}

function phaseOf(op: Operation): Phase {
  const { phase } = moduleOf(op);
  return typeof phase === "function" ? phase(op) : phase;
}

const PHASES: readonly Phase[] = STAGES.flat();
const stageOf = (phase: Phase) =>
  STAGES.findIndex((stage) => (stage as readonly Phase[]).includes(phase));
const TABLE_STAGE = stageOf("alterColumns");

const byPlace = (a: readonly number[], b: readonly number[]) =>
  a.map((number, at) => number - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0;

/** The module of an operation, seen without its specific types. */
interface AnyModule {
  readonly of: (...args: readonly unknown[]) => Operation;
  readonly withNames?: (args: readonly unknown[], naming: Naming) => readonly unknown[];
  readonly phase: Phase | ((op: Operation) => Phase);
  readonly args: (op: Operation) => readonly unknown[];
  readonly apply: (op: Operation, schema: Schema) => Schema;
  readonly inverse: (op: Operation) => Operation | undefined;
  readonly hazards?: (op: Operation, rules: ValueRules) => readonly Hazard[];
  readonly outsideTransaction?: (op: Operation) => boolean;
  readonly summary: (op: Operation) => Summary;
}

const moduleOf = (op: Operation) => operations[op.kind] as unknown as AnyModule;
