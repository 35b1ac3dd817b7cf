import type { ForeignKey, Index, IndexKey, Table } from "../../schema/model.js";
import { isCounter } from "./grammar.js";
import type { Settings } from "./settings.js";

/**
 * A column with AUTO_INCREMENT must lead some key. While the schema gives it none, as between two operations that
 * change the primary key, an index of this name does, and is no part of the schema.
 */
export const COUNTER_KEY = "mig_auto_increment";

/** The column that needs the index above. */
export function unkeyedCounter(table: Table): string | null {
  const counter = table.columns.find(isCounter)?.name;
  if (counter === undefined) return null;
  const leads =
    table.primaryKey?.columns[0] === counter ||
    table.uniques.some(({ columns }) => columns[0] === counter) ||
    table.indexes.some((index) => index.name !== COUNTER_KEY && leadingColumn(index) === counter);
  return leads ? null : counter;
}

const leadingColumn = ({ method, columns: [first] }: Index) =>
  method === null && first?.length === null ? first.column : null;

/**
 * Whether the index is one the server makes for a foreign key that no other index serves, and drops again when one
 * does. https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
 */
export const isForForeignKey = (index: Index, keys: readonly ForeignKey[]): boolean =>
  !index.unique &&
  index.method === null &&
  keys.some(
    ({ name, columns }) =>
      name === index.name &&
      columns.length === index.columns.length &&
      index.columns.every((key, at) => isPlain(key) && key.column === columns[at]),
  );

const isPlain = ({ length, order }: IndexKey) => length === null && order === "ASC";

/** Whether an index or key of the schema serves foreign keys on these columns. */
export function isServed(table: Table, columns: readonly string[], settings: Settings): boolean {
  return (
    (table.primaryKey !== null && leads(table.primaryKey.columns, columns)) ||
    table.uniques.some((unique) => leads(unique.columns, columns)) ||
    table.indexes.some((index) => index.method === null && leads(usable(index, settings), columns))
  );
}

/** The columns of an index up to the first key that a foreign key cannot use. */
function usable({ columns }: Index, { descendingKeysServe }: Settings): readonly string[] {
  const end = columns.findIndex(
    ({ column, length, order }) =>
      column === null || length !== null || (order === "DESC" && !descendingKeysServe),
  );
  const keys = end < 0 ? columns : columns.slice(0, end);
  return keys.flatMap(({ column }) => (column === null ? [] : [column]));
}

/** Whether an index on the first list serves a foreign key on the second. */
export const leads = (index: readonly string[], columns: readonly string[]): boolean =>
  columns.every((column, at) => index[at] === column);
