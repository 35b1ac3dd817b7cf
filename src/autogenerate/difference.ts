import type { Dialect, Query } from "../dialects/dialect.js";
import { hazards, type Operation } from "../operations/index.js";
import type { Hazard } from "../operations/operation.js";
import { editTable, remove } from "../schema/edit.js";
import type { Schema, TableName } from "../schema/model.js";
import { qualifier } from "../schema/name.js";
import { compare } from "./compare.js";
import { settle, type Unsettled } from "./settle.js";

/** What separates a database from what the entities ask for. */
export interface Difference {
  readonly operations: readonly Operation[];
  /** What is in the database, in no entity, and not of the project's making: left alone. */
  readonly unknown: readonly Unknown[];
  /** What the server would not take of the entities' expressions, or could not be asked about. */
  readonly unsettled: readonly Unsettled[];
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
  const ours = withoutHosts(withoutKnown(actual, unknown), unknown, wanted);
  const settled = await settle(ours, wanted, given.dialect, given.query);
  return {
    operations: compare(ours, settled.wanted, given.dialect.traits),
    unsettled: settled.unsettled,
    unknown: [
      ...unknown.namespaces.map(({ name }): Unknown => ({ kind: "schema", name })),
      ...unknown.tables.map(({ name }): Unknown => ({ kind: "table", name })),
      ...unknown.enums.map(({ name }): Unknown => ({ kind: "enum", name })),
      ...unknown.extensions.map(({ name }): Unknown => ({ kind: "extension", name })),
    ],
  };
}

/** The hazard of each operation, but for those on tables that the same list creates and that hold no rows. */
export function hazardsOf(ops: readonly Operation[]): ReadonlyMap<Operation, readonly Hazard[]> {
  const fresh = new Set(ops.flatMap((op) => (op.kind === "createTable" ? [op.table.name] : [])));
  const found = ops.map((op): readonly [Operation, readonly Hazard[]] => [
    op,
    "table" in op && typeof op.table === "string" && fresh.has(op.table) ? [] : hazards(op),
  ]);
  return new Map(found.filter(([, list]) => list.length > 0));
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

/** Without the namespaces that would go, and in which there is something of others. */
function withoutHosts(ours: Schema, unknown: Schema, wanted: Schema): Schema {
  const hosts = new Set([...unknown.tables, ...unknown.enums].map(({ name }) => qualifier(name)));
  const wants = new Set(wanted.namespaces.map(({ name }) => name));
  return {
    ...ours,
    namespaces: ours.namespaces.filter(({ name }) => wants.has(name) || !hosts.has(name)),
  };
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
