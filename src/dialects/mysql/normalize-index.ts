import type { Column, ForeignKey, Index, IndexKey, Table } from "../../schema/model.js";
import { index } from "../../schema/spec.js";
import { isCharacter } from "../../schema/type.js";
import { tidy } from "./expression.js";
import { COUNTER_KEY, isForForeignKey, isServed, unkeyedCounter } from "./hidden-keys.js";
import type { Settings } from "./settings.js";
import { parseType } from "./type.js";

/** The indexes, unique constraints among them, without those that only the server has asked for. */
export function indexesOf(
  table: Table,
  foreignKeys: readonly ForeignKey[],
  columns: readonly Column[],
  settings: Settings,
): readonly Index[] {
  const names = new Set(table.indexes.map(({ name }) => name));
  const uniques = table.uniques.flatMap(({ name, columns }) =>
    name === null || names.has(name) ? [] : [index({ name, columns, unique: true })],
  );
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const hidden = unkeyedCounter(table) === null ? null : COUNTER_KEY;
  return [...table.indexes, ...uniques]
    .map((index) => normalIndex(index, types, settings))
    .filter((index) => index.name !== hidden && !isForForeignKey(index, foreignKeys));
}

function normalIndex(index: Index, types: ReadonlyMap<string, string>, settings: Settings): Index {
  const method = METHODS.find((known) => known === index.method?.toLowerCase()) ?? null;
  return {
    name: index.name,
    columns: index.columns.map((key) => indexKey(key, method, types, settings)),
    unique: index.unique,
    method,
    where: null,
    include: [],
    nullsNotDistinct: false,
    parser: method === "fulltext" ? index.parser : null,
  };
}

/** Every other index is a B-tree in InnoDB, whatever was asked for. */
const METHODS = ["fulltext", "spatial"] as const;

function indexKey(
  { column, expression, order, length }: IndexKey,
  method: string | null,
  types: ReadonlyMap<string, string>,
  settings: Settings,
): IndexKey {
  return {
    column,
    expression: expression === null ? null : tidy(expression),
    order: method === null && settings.descendingKeys ? order : "ASC",
    nulls: null,
    collation: null,
    opclass: null,
    length: method === null && !isWhole(length, types.get(column ?? ""), settings) ? length : null,
  };
}

/** Whether a prefix of that length is the whole column, for which the server keeps no length. */
function isWhole(length: number | null, type: string | undefined, settings: Settings): boolean {
  if (length === null || type === undefined) return false;
  const { name, modifier } = parseType(type, settings);
  const sized = isCharacter(type) || name === "binary" || name === "varbinary";
  return sized && /^\d+$/.test(modifier ?? "") && Number(modifier) <= length;
}

/** The indexes that stand for foreign keys where the engine keeps none. */
export const indexesOfForeignKeys = (
  table: Table,
  keys: readonly ForeignKey[],
  settings: Settings,
): readonly Index[] =>
  keys.flatMap(({ name, columns }) =>
    name === null || isServed(table, columns, settings) ? [] : [index({ name, columns })],
  );
