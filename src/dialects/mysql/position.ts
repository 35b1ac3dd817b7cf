import { MigError } from "../../errors.js";
import type { Column, Table, TableName } from "../../schema/model.js";
import type { Place } from "../../schema/place.js";
import type { Grammar } from "../../sql.js";

/** The words that put a column in its place; none where no place is said. */
export function placeText(
  place: Place | undefined,
  column: string,
  { name, table }: { readonly name: TableName; readonly table: Table | undefined },
  sql: Grammar,
): string {
  if (place === undefined) return "";
  if ("first" in place) return "FIRST";
  if ("after" in place) return `AFTER ${sql.name(place.after)}`;
  const others = (table?.columns ?? []).filter((other) => !isSame(other.name, column));
  const at = others.findIndex((other) => isSame(other.name, place.before));
  if (at < 0) missing(name, place.before);
  return behind(others[at - 1], sql);
}

/** The columns that have to move so that those listed come first, each with the words that put it there, one after another. */
export function moves(
  name: TableName,
  columns: readonly Column[],
  names: readonly string[],
  sql: Grammar,
): readonly { readonly column: Column; readonly where: string }[] {
  const found: { readonly column: Column; readonly where: string }[] = [];
  let state = columns;
  for (const [at, each] of names.entries()) {
    const column = state.find((one) => isSame(one.name, each)) ?? missing(name, each);
    if (state[at] === column) continue;
    state = state.filter((one) => one !== column).toSpliced(at, 0, column);
    found.push({ column, where: behind(state[at - 1], sql) });
  }
  return found;
}

function missing(table: TableName, column: string): never {
  throw new MigError(
    "MIG206",
    `The table ${table} has no such column ${column}.`,
    "Compare the migration with the table as it is in the database.",
  );
}

/** The words that put a column where it stands already; none where that is not known. */
export function samePlace({ name }: Column, table: Table | undefined, sql: Grammar): string {
  const at = table?.columns.findIndex((column) => column.name === name) ?? -1;
  return at < 0 ? "" : behind(table?.columns[at - 1], sql);
}

/** The words that put a column behind another one, or first. */
export const behind = (column: Column | undefined, sql: Grammar): string =>
  column ? `AFTER ${sql.name(column.name)}` : "FIRST";

/** https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html */
const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
