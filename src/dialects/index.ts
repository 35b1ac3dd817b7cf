import { MigError } from "../errors.js";
import type { Dialect, Flavor, Query, Server } from "./dialect.js";
import type { Session } from "./session.js";

/** What a TypeORM data source of some type connects to. */
export interface SourceType {
  /** What the server says it is; a MariaDB may be reached as a MySQL. */
  identify(query: Query): Promise<Server>;
  /** Whether a database of that name is the file of that path, which is made when it is opened. */
  isPath(database: string): boolean;
}

interface Parts {
  readonly session: () => Promise<Session>;
  readonly dialect: (server: Server) => Promise<Dialect>;
}

const MYSQL: Parts = {
  session: async () => (await import("./mysql/session.js")).session,
  dialect: async (server) => (await import("./mysql/index.js")).mysql(server),
};

/** Loads only what is asked for. */
const DIALECTS: { readonly [F in Flavor]: Parts } = {
  postgres: {
    session: async () => (await import("./postgres/session.js")).session,
    dialect: async (server) => (await import("./postgres/index.js")).postgres(server),
  },
  mysql: MYSQL,
  mariadb: MYSQL,
  sqlite: {
    session: async () => (await import("./sqlite/session.js")).session,
    dialect: async (server) => (await import("./sqlite/index.js")).sqlite(server),
  },
};

const MYSQL_TYPE: SourceType = {
  identify: async (query) => (await import("./mysql/server.js")).mysqlServer(query),
  isPath: () => false,
};
const SQLITE_TYPE: SourceType = {
  identify: async (query) => (await import("./sqlite/server.js")).sqliteServer(query),
  // A URI says for itself what is opened. https://www.sqlite.org/uri.html
  isPath: (database) => database !== "" && database !== ":memory:" && !database.startsWith("file:"),
};

/** By the type of a data source, as TypeORM calls it. */
const SOURCE_TYPES: ReadonlyMap<string, SourceType> = new Map([
  [
    "postgres",
    {
      identify: async (query) => (await import("./postgres/server.js")).postgresServer(query),
      isPath: () => false,
    },
  ],
  ["mysql", MYSQL_TYPE],
  ["mariadb", MYSQL_TYPE],
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
