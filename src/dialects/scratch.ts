import type { Query } from "./dialect.js";

/** What it takes to try migrations in a database of their own. */
export interface Scratching {
  /** How a server makes one; null where a database in memory does. */
  readonly onServer: OnServer | null;
  /** Watches over statements that are about to run in such a database, over the connection to it. */
  watch(query: Query, place: Place): Promise<Watch>;
}

/** Where such a database is: made beside another one, or on a server that a person has given for that. */
export type Place = "beside" | "given";

/** Says how a statement reaches out of the database, before it runs; null where it does not, as far as its words tell. */
export type Watch = (sql: string, parameters?: readonly unknown[]) => Promise<string | null>;

/** A server that has databases beside each other. */
export interface OnServer {
  /** Makes a database like that of the connection, with nothing in it. */
  create(query: Query, name: string): Promise<void>;
  /** Drops it, whoever is still connected. It need not be there. */
  drop(query: Query, name: string): Promise<void>;
  /** The names of all databases that begin so. */
  named(query: Query, beginning: string): Promise<readonly string[]>;
  /** Which database the connection is to. */
  current(query: Query): Promise<string | null>;
  /** What is in it besides its schemas and extensions, as far as a name tells. */
  contents(query: Query): Promise<readonly string[]>;
  /** What a migration may take for granted that no revision makes; nothing where that cannot be. */
  supposed(query: Query): Promise<Supposed>;
  /** Makes that, where it is not there. */
  make(query: Query, supposed: Pick<Supposed, "schemas" | "extensions">): Promise<void>;
  /** Drops all that is in it but these schemas and extensions, which were there before. */
  empty(query: Query, before: Supposed): Promise<void>;
}

/** Schemas and extensions that are in a database; those on the search path first. */
export interface Supposed {
  readonly schemas: readonly string[];
  /** Those of the schemas that names without a schema are looked for in. */
  readonly searched: readonly string[];
  readonly extensions: readonly { readonly name: string; readonly schema: string }[];
}

export const NOTHING_SUPPOSED: Supposed = { schemas: [], searched: [], extensions: [] };
