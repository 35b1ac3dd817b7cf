import type { Dialect, Query } from "../dialects/dialect.js";
import type { Operation } from "../operations/index.js";
import { editTable, remove } from "../schema/edit.js";
import type { Schema, TableName } from "../schema/model.js";
import { compare } from "./compare.js";
import { settle } from "./settle.js";

/** What separates a database from what the entities ask for. */
export interface Difference {
  readonly operations: readonly Operation[];
  /** What is in the database, in no entity, and not of the project's making: left alone. */
  readonly unknown: readonly Unknown[];
}
export interface Unknown {
  readonly kind: "table" | "enum" | "extension" | "schema";
  readonly name: string;
}

/**
 * Compares a database with the entities, both in normal form. `owned` is asked for what the project's own
 * revisions have made, and only when the database has something no entity knows.
 */
export async function difference(
  given: { readonly dialect: Dialect; readonly query: Query },
  actual: Schema,
  wanted: Schema,
  owned: () => Promise<Schema>,
): Promise<Difference> {
  const strangers = withoutKnown(actual, wanted);
  const unknown = isEmpty(strangers) ? strangers : withoutKnown(strangers, await owned());
  const ours = withoutKnown(actual, unknown);
  const settled = await settle(ours, wanted, given.dialect, given.query);
  return {
    operations: compare(ours, settled, given.dialect.traits),
    unknown: [
      ...unknown.tables.map(({ name }): Unknown => ({ kind: "table", name })),
      ...unknown.enums.map(({ name }): Unknown => ({ kind: "enum", name })),
      ...unknown.extensions.map(({ name }): Unknown => ({ kind: "extension", name })),
      ...unknown.namespaces.map(({ name }): Unknown => ({ kind: "schema", name })),
    ],
  };
}

/** The schema without some of its indexes, which then are never compared. */
export function withoutIndexes(
  schema: Schema,
  indexes: readonly { readonly table: TableName; readonly name: string }[],
): Schema {
  return indexes.reduce(
    (rest, { table, name }) =>
      editTable(rest, table, (before) => ({ ...before, indexes: remove(before.indexes, name) })),
    schema,
  );
}

/** What of the first schema the second does not name. */
function withoutKnown(schema: Schema, known: Schema): Schema {
  const rest = <T extends { readonly name: string }>(items: readonly T[], other: readonly T[]) => {
    const names = new Set(other.map(({ name }) => name));
    return items.filter(({ name }) => !names.has(name));
  };
  return {
    namespaces: rest(schema.namespaces, known.namespaces),
    extensions: rest(schema.extensions, known.extensions),
    enums: rest(schema.enums, known.enums),
    tables: rest(schema.tables, known.tables),
  };
}

const isEmpty = (schema: Schema) =>
  Object.values(schema).every((items: readonly unknown[]) => items.length === 0);
