import { remove, rename, replace } from "./edit.js";
import { mentions, renameIn } from "./expression.js";
import type { Table } from "./model.js";

/** The table with each SQL expression in it changed, wherever one stands. */
export function editExpressions(table: Table, edit: (expression: string) => string): Table {
  const maybe = (text: string | null) => (text === null ? null : edit(text));
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      default: maybe(column.default),
      expression: maybe(column.expression),
    })),
    checks: table.checks.map((check) => ({ ...check, expression: edit(check.expression) })),
    exclusions: table.exclusions.map((one) => ({ ...one, expression: edit(one.expression) })),
    indexes: table.indexes.map((index) => ({
      ...index,
      columns: index.columns.map((key) => ({ ...key, expression: maybe(key.expression) })),
      where: maybe(index.where),
    })),
  };
}

/** The table with a column under another name, also in all that names it. */
export function withRenamedColumn(table: Table, from: string, to: string): Table {
  const renamed = <T extends { readonly columns: readonly string[] }>(item: T): T => ({
    ...item,
    columns: rename(item.columns, from, to),
  });
  const edited = editExpressions(table, (expression) => renameIn(expression, from, to));
  return {
    ...edited,
    columns: replace(edited.columns, from, (column) => ({ ...column, name: to })),
    primaryKey: table.primaryKey && renamed(table.primaryKey),
    uniques: table.uniques.map(renamed),
    foreignKeys: table.foreignKeys.map(renamed),
    indexes: edited.indexes.map((index) => ({
      ...index,
      columns: index.columns.map((key) => (key.column === from ? { ...key, column: to } : key)),
      include: rename(index.include, from, to),
    })),
  };
}

/** The table without a column. As PostgreSQL and the SQL standard do it, what mentions the column goes with it. */
export function withoutColumn(table: Table, name: string): Table {
  const spares = ({ columns }: { readonly columns: readonly string[] }) => !columns.includes(name);
  const sparesText = (text: string | null) => text === null || !mentions(text, name);
  const sparesExpression = ({ expression }: { readonly expression: string | null }) =>
    sparesText(expression);
  return {
    ...table,
    columns: remove(table.columns, name),
    primaryKey: table.primaryKey && spares(table.primaryKey) ? table.primaryKey : null,
    uniques: table.uniques.filter(spares),
    checks: table.checks.filter(sparesExpression),
    exclusions: table.exclusions.filter(sparesExpression),
    foreignKeys: table.foreignKeys.filter(spares),
    indexes: table.indexes.filter(
      ({ columns, include, where }) =>
        sparesText(where) &&
        !include.includes(name) &&
        columns.every((key) => key.column !== name && sparesExpression(key)),
    ),
  };
}
