import type { Schema, Table, TableName } from "./model.js";

interface Named {
  readonly name: string | null;
}

/** The schema without what is carried along to make things again as they are, and never compared. */
export const withoutCarried = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.map((table) =>
    table.definition === null ? table : { ...table, definition: null },
  ),
  views: schema.views.map((view) => ({ ...view, attached: [] })),
});

/** The item of that name, or undefined. */
export const find = <T extends Named>(items: readonly T[], name: string): T | undefined =>
  items.find((item) => item.name === name);

export const add = <T>(items: readonly T[], item: T): readonly T[] => [...items, item];

/** The items with one more, unless there is one of that name. */
export const addMissing = <T extends Named>(items: readonly T[], item: T): readonly T[] =>
  items.some(({ name }) => name === item.name) ? items : [...items, item];

export const remove = <T extends Named>(items: readonly T[], name: string): readonly T[] =>
  items.filter((item) => item.name !== name);

export function replace<T extends Named>(
  items: readonly T[],
  name: string,
  edit: (item: T) => T,
): readonly T[] {
  const at = items.findIndex((item) => item.name === name);
  const item = items[at];
  return item === undefined ? items : items.with(at, edit(item));
}

/** The schema with one table changed; unchanged where there is no such table. */
export const editTable = (
  schema: Schema,
  name: TableName,
  edit: (table: Table) => Table,
): Schema => ({
  ...schema,
  tables: replace(schema.tables, name, edit),
});

/** The schema with every table changed. */
export const editTables = (schema: Schema, edit: (table: Table) => Table): Schema => ({
  ...schema,
  tables: schema.tables.map(edit),
});

/** The list with one string put in the place of another. */
export const rename = (names: readonly string[], from: string, to: string): readonly string[] =>
  names.map((name) => (name === from ? to : name));
