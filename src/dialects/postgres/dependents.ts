import { inverse, type Operation } from "../../operations/index.js";
import type { Column, Index, Schema, Table, TableName } from "../../schema/model.js";
import { viewsOver } from "../../schema/views.js";
import { identifiers } from "./expression.js";

/** Names of columns, and of what else an expression may mention. */
export type Names = ReadonlySet<string>;

/** The computed columns of a table whose expression mentions one of the names. */
export const computedFrom = (table: Table, names: Names): readonly Column[] =>
  table.columns.filter(({ expression }) => expression !== null && mentionsAny(expression, names));

/**
 * What must step aside while something that is mentioned by these names changes its type, and while columns are
 * dropped and made again: as operations that drop it, in an order that works. The names include the columns.
 */
export function stepAside(
  schema: Schema,
  table: Table,
  names: Names,
  replaced: Names,
): readonly Operation[] {
  const { name } = table;
  const mentioning = ({ expression }: { readonly expression: string }) =>
    mentionsAny(expression, names);
  const key = table.primaryKey;
  return [
    ...foreignKeys(schema, table, names),
    ...table.exclusions
      .filter(mentioning)
      .map((was): Operation => ({ kind: "dropExclusion", table: name, name: was.name, was })),
    ...table.checks
      .filter(mentioning)
      .map((was): Operation => ({ kind: "dropCheck", table: name, name: was.name, was })),
    ...table.indexes
      .filter((index) => touches(index, names, replaced))
      .map((was): Operation => ({ kind: "dropIndex", table: name, name: was.name, was })),
    ...table.uniques
      .filter(({ columns }) => overlaps(columns, replaced))
      .map((was): Operation => ({ kind: "dropUnique", table: name, name: was.name, was })),
    ...(key && overlaps(key.columns, replaced)
      ? [{ kind: "dropPrimaryKey", table: name, name: key.name, was: key } as const]
      : []),
  ];
}

/** The views that read one of these tables or name one of these types, and those over them: they hold on to them, and to each other. */
export const viewsAside = (
  schema: Schema,
  tables: ReadonlySet<TableName>,
  types?: ReadonlySet<TableName>,
): readonly Operation[] =>
  viewsOver(schema, tables, { ...(types && { types }) })
    .toReversed()
    .map((was) => ({ kind: "dropView", name: was.name, materialized: was.materialized, was }));

/** Drops columns whose values can be computed again. */
export const dropColumns = (table: Table, columns: readonly Column[]): readonly Operation[] =>
  columns.map((was) => ({ kind: "dropColumn", table: table.name, column: was.name, was }));

/** The operations that bring back what others dropped. */
export const bringBack = (dropped: readonly Operation[]): readonly Operation[] =>
  dropped.toReversed().flatMap((op) => inverse(op) ?? []);

/** Those of the table itself and those that reference it. */
const foreignKeys = (schema: Schema, table: Table, names: Names): readonly Operation[] =>
  schema.tables.flatMap((other) =>
    other.foreignKeys
      .filter(
        ({ columns, references }) =>
          (other.name === table.name && overlaps(columns, names)) ||
          (references.table === table.name && overlaps(references.columns, names)),
      )
      .map((was): Operation => ({
        kind: "dropForeignKey",
        table: other.name,
        name: was.name,
        was,
      })),
  );

const touches = (index: Index, names: Names, replaced: Names): boolean =>
  overlaps(index.include, replaced) ||
  (index.where !== null && mentionsAny(index.where, names)) ||
  index.columns.some(
    ({ column, expression }) =>
      (column !== null && replaced.has(column)) ||
      (expression !== null && mentionsAny(expression, names)),
  );

const mentionsAny = (text: string, names: Names) => overlaps([...identifiers(text)], names);

const overlaps = (list: readonly string[], names: Names) => list.some((name) => names.has(name));
