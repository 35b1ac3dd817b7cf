import type { Column, ForeignKey, Index, IndexKey, Table } from "../../schema/model.js";
import { index } from "../../schema/spec.js";
import { tidy } from "./expression.js";
import { COUNTER_KEY, isForForeignKey, isServed, unkeyedCounter } from "./hidden-keys.js";
import { keyLengths, type KeyLength } from "./key-length.js";
import type { Settings } from "./settings.js";

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
  const { ofUnique, ofOthers } = keyLengths(table, columns, settings);
  const hidden = unkeyedCounter(table) === null ? null : COUNTER_KEY;
  return [...table.indexes, ...uniques]
    .map((index) => normalIndex(index, index.unique ? ofUnique : ofOthers, settings))
    .filter((index) => index.name !== hidden && !isForForeignKey(index, foreignKeys));
}

function normalIndex(index: Index, lengthOf: KeyLength, settings: Settings): Index {
  const method = METHODS.find((known) => known === index.method?.toLowerCase()) ?? null;
  return {
    name: index.name,
    columns: index.columns.map((key) => indexKey(key, method, lengthOf, settings)),
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
  lengthOf: KeyLength,
  settings: Settings,
): IndexKey {
  return {
    column,
    expression: expression === null ? null : tidy(expression),
    order: method === null && settings.descendingKeys ? order : "ASC",
    nulls: null,
    collation: null,
    opclass: null,
    length: method === null ? lengthOf(column, length) : null,
  };
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
