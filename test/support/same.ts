import type { Schema, Table } from "../../src/schema/model.js";

/**
 * A schema without what a difference cannot see: the order of columns, which no database but MySQL can
 * change, and of everything that has a name; and the statement that a table was once made by.
 */
export const withoutOrder = (schema: Schema): Schema => ({
  namespaces: sorted(schema.namespaces),
  extensions: sorted(schema.extensions),
  enums: sorted(schema.enums),
  tables: sorted(schema.tables).map((table): Table => ({
    ...table,
    columns: sorted(table.columns),
    uniques: sorted(table.uniques),
    checks: sorted(table.checks),
    exclusions: sorted(table.exclusions),
    foreignKeys: sorted(table.foreignKeys),
    indexes: sorted(table.indexes),
    triggers: sorted(table.triggers),
    definition: null,
  })),
});

/** The value with every part of it frozen: what changes it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

function sorted<T extends { readonly name: string | null }>(items: readonly T[]): readonly T[] {
  const key = (item: T) => item.name ?? JSON.stringify(item);
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
