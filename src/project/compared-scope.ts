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
