import { compare } from "../../src/autogenerate/compare.js";
import type { Traits } from "../../src/dialects/dialect.js";
import { summary } from "../../src/operations/index.js";
import { equal } from "../../src/schema/equal.js";
import type { Schema, Table } from "../../src/schema/model.js";
import { tableSpec } from "../../src/schema/spec.js";

/**
 * A schema without what a difference cannot see: the order of columns, which no database but MySQL can
 * change, and of everything that has a name; and the statement that a table was once made by.
 */
export const withoutOrder = (schema: Schema): Schema => ({
  namespaces: sorted(schema.namespaces),
  extensions: sorted(schema.extensions),
  enums: sorted(schema.enums),
  sequences: sorted(schema.sequences),
  views: sorted(schema.views).map((view) => ({ ...view, indexes: sorted(view.indexes) })),
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

/** Fails where two schemas are not the same, with what would have to be done and the tables as they are. */
export function expectSame(actual: Schema, wanted: Schema, traits: Traits): void {
  if (equal(actual, wanted)) return;
  const different = (one: Schema, other: Schema) =>
    one.tables.filter((table) => !other.tables.some((same) => equal(same, table)));
  throw new Error(
    [
      "the schemas differ",
      ...compare(actual, wanted, traits).map(summary),
      `  is     ${written({ ...actual, tables: different(actual, wanted) })}`,
      `  wanted ${written({ ...wanted, tables: different(wanted, actual) })}`,
    ].join("\n"),
  );
}

/** A schema as a person would write it. */
export const written = ({ tables, ...rest }: Schema): string =>
  JSON.stringify({ ...rest, tables: tables.map(tableSpec) });

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
