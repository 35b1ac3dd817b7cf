import { MigError } from "../errors.js";
import type { Dialect, Flavor, Query, Server } from "./dialect.js";
import type { Scratching } from "./scratch.js";
import { atUrl, inMemory } from "./scratch-options.js";
import type { Locking } from "./lock.js";
import type { Scripting } from "./scripting.js";
import type { Session } from "./session.js";
import {
  mysqlTenant,
  postgresTenant,
  sqliteTenant,
  type TenantOptions,
  type TenantPlace,
} from "./tenant.js";

/** What a TypeORM data source of some type connects to. */
export interface SourceType {
  /** What the server says it is; a MariaDB may be reached as a MySQL. */
  identify(query: Query): Promise<Server>;
  /** The server as it is taken to be where none is asked: of this version, or a usual one. */
  imagine(asked: Imagined): Promise<Server>;
  /** Whether a database of that name is the file of that path, which is made when it is opened. */
  isPath(database: string): boolean;
  /** Whether only the connection that has made it sees a database of that name. */
  isUnshared(database: string): boolean;
  /** The options of a data source, for one tenant of it. */
  tenant(options: object, place: TenantPlace): TenantOptions;
  /** What it calls a schema is another database of the server. */
  readonly schemasAreDatabases: boolean;
  /** The options of a data source, for an empty database in memory; null where there is none without a server. */
  inMemory(options: object): object | null;
  /** The same, for the database of a URL, to which nothing goes of how to get to another server; null where the URL is none of this kind. */
  atUrl(options: object, url: URL): object | null;
}

/** What is known of a server that is not asked. */
export interface Imagined {
  /** As the server itself writes it: `16.2`, `10.11.6-MariaDB`. */
  readonly version: string | null;
  /** The database of the connection. */
  readonly database: string | null;
}

interface Parts {
  readonly session: () => Promise<Session>;
  readonly scripting: () => Promise<Scripting>;
  readonly scratching: () => Promise<Scratching>;
  readonly locking: () => Promise<Locking>;
  readonly dialect: (server: Server) => Promise<Dialect>;
}

const MYSQL: Parts = {
  session: async () => (await import("./mysql/session.js")).session,
  scripting: async () => (await import("./mysql/scripting.js")).scripting,
  scratching: async () => (await import("./mysql/scratch.js")).scratching,
  locking: async () => (await import("./mysql/lock.js")).locking,
  dialect: async (server) => (await import("./mysql/index.js")).mysql(server),
};

/** Loads only what is asked for. */
const DIALECTS: { readonly [F in Flavor]: Parts } = {
  postgres: {
    session: async () => (await import("./postgres/session.js")).session,
    scripting: async () => (await import("./postgres/scripting.js")).scripting,
    scratching: async () => (await import("./postgres/scratch.js")).scratching,
    locking: async () => (await import("./postgres/lock.js")).locking,
    dialect: async (server) => (await import("./postgres/index.js")).postgres(server),
  },
  mysql: MYSQL,
  mariadb: {
    ...MYSQL,
    session: async () => (await import("./mysql/session.js")).mariadbSession,
  },
  sqlite: {
    session: async () => (await import("./sqlite/session.js")).session,
    scripting: async () => (await import("./sqlite/scripting.js")).scripting,
    scratching: async () => (await import("./sqlite/scratch.js")).scratching,
    locking: async () => (await import("./sqlite/lock.js")).locking,
    dialect: async (server) => (await import("./sqlite/index.js")).sqlite(server),
  },
};

const mysqlType = (flavor: "mysql" | "mariadb", usual: string): SourceType => ({
  identify: async (query) => (await import("./mysql/server.js")).mysqlServer(query),
  imagine: async ({ version, database }) =>
    (await import("./mysql/server.js")).imaginedMysql(version ?? usual, database, flavor),
  isPath: () => false,
  isUnshared: () => false,
  tenant: mysqlTenant,
  schemasAreDatabases: true,
  inMemory: () => null,
  atUrl: (options, url) => atUrl(options, url, ["mysql:", "mariadb:"], 3306),
});
// https://www.sqlite.org/inmemorydb.html
const isUnshared = (database: string) => database === "" || database === ":memory:";

const SQLITE_TYPE: SourceType = {
  identify: async (query) => (await import("./sqlite/server.js")).sqliteServer(query),
  imagine: async ({ version }) =>
    (await import("./sqlite/server.js")).imaginedSqlite(version ?? "3.45"),
  // A URI says for itself what is opened. https://www.sqlite.org/uri.html
  isPath: (database) => !isUnshared(database) && !database.startsWith("file:"),
  isUnshared,
  tenant: sqliteTenant,
  schemasAreDatabases: false,
  inMemory,
  atUrl: () => null,
};

/** By the type of a data source, as TypeORM calls it. */
const SOURCE_TYPES: ReadonlyMap<string, SourceType> = new Map([
  [
    "postgres",
    {
      identify: async (query) => (await import("./postgres/server.js")).postgresServer(query),
      imagine: async ({ version }) =>
        (await import("./postgres/server.js")).imaginedPostgres(version ?? "16"),
      isPath: () => false,
      isUnshared: () => false,
      tenant: postgresTenant,
      schemasAreDatabases: false,
      inMemory: () => null,
      atUrl: (options, url) => atUrl(options, url, ["postgres:", "postgresql:"], 5432),
    },
  ],
  ["mysql", mysqlType("mysql", "8.4.0")],
  ["mariadb", mysqlType("mariadb", "10.11.0")],
  ["sqlite", SQLITE_TYPE],
  ["better-sqlite3", SQLITE_TYPE],
]);

/** The dialect of a server: the only place that knows them all. */
export async function dialectFor(server: Server): Promise<Dialect & Session> {
  const { dialect } = DIALECTS[server.flavor];
  return { ...(await dialect(server)), ...(await sessionFor(server)) };
}

/** The small part of a dialect that talks to a database without knowing what is in it. */
export const sessionFor = ({ flavor }: Server): Promise<Session> => DIALECTS[flavor].session();

/** How a script for such a database is written. */
export const scriptingFor = ({ flavor }: Server): Promise<Scripting> =>
  DIALECTS[flavor].scripting();

/** How migrations are tried on such a server. */
export const scratchingFor = ({ flavor }: Server): Promise<Scratching> =>
  DIALECTS[flavor].scratching();

/** How such a database keeps the others out while one writes. */
export const lockingFor = ({ flavor }: Server): Promise<Locking> => DIALECTS[flavor].locking();

/** What a data source of that type connects to; a type that no dialect is for is refused (MIG508). */
export function sourceType(type: string): SourceType {
  const known = SOURCE_TYPES.get(type);
  if (known) return known;
  throw new MigError(
    "MIG508",
    `mig does not know the database type ${JSON.stringify(type)}.`,
    `It knows ${[...SOURCE_TYPES.keys()].join(", ")}.`,
  );
}
