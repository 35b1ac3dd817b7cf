import type { Unknown } from "../autogenerate/difference.js";
import type { Dialect, Scope } from "../dialects/dialect.js";
import { qualifier } from "../schema/name.js";
import type { Schema, TableName } from "../schema/model.js";

/** Where the entities are, by name. */
export interface EntityPlaces extends Scope {
  readonly namespaces: readonly string[];
}

/** Whether a comparison reads all of the database, wherever the entities are. */
export const readsAll = ({ traits }: Dialect): boolean => !traits.namespacesAreDatabases;

/**
 * What a comparison reads: every schema of the database, so that the removal of the last entity of one is noticed. Other
 * databases of a server are other people's: of them only those are read that entities or the project's revisions name.
 */
export async function comparedScope(
  dialect: Dialect,
  places: EntityPlaces,
  owned: () => Promise<Schema>,
): Promise<Scope> {
  if (readsAll(dialect)) return { ...places, namespaces: "all" };
  return { ...places, namespaces: [...new Set([...places.namespaces, ...named(await owned())])] };
}

/** The schema without these tables. */
export function withoutTables(schema: Schema, names: readonly TableName[]): Schema {
  const left = new Set(names);
  return { ...schema, tables: schema.tables.filter(({ name }) => !left.has(name)) };
}

/** The schema without these objects, and without the foreign keys that would refer to them. */
export function withoutUnknown(schema: Schema, left: readonly Unknown[]): Schema {
  if (left.length === 0) return schema;
  const names = new Set(left.map(({ kind, name }) => `${kind} ${name}`));
  const stays =
    (kind: Unknown["kind"]) =>
    ({ name }: { readonly name: string }) =>
      !names.has(`${kind} ${name}`);
  return {
    namespaces: schema.namespaces.filter(stays("schema")),
    extensions: schema.extensions.filter(stays("extension")),
    enums: schema.enums.filter(stays("enum")),
    sequences: schema.sequences.filter(stays("sequence")),
    tables: schema.tables.filter(stays("table")).map((table) => ({
      ...table,
      foreignKeys: table.foreignKeys.filter(({ references }) =>
        stays("table")({ name: references.table }),
      ),
    })),
    views: schema.views.filter(stays("view")),
  };
}

/** The schema that was read, without the namespaces that are there for something else than what is compared. */
export function withoutHomes(actual: Schema, wanted: Schema, places: EntityPlaces): Schema {
  const homes = new Set([...places.namespaces, ...places.except.map(qualifier)]);
  const compared = new Set(wanted.namespaces.map(({ name }) => name));
  return {
    ...actual,
    namespaces: actual.namespaces.filter(({ name }) => compared.has(name) || !homes.has(name)),
  };
}

const named = ({ namespaces, tables, views }: Schema): readonly string[] => [
  ...namespaces.map(({ name }) => name),
  ...[...tables, ...views].flatMap(({ name }) => qualifier(name) ?? []),
];
