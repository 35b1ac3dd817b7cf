import { existsSync } from "node:fs";
import type { DataSource, DataSourceOptions } from "typeorm";
import type * as TypeOrm from "typeorm";
import { dialectFor, sessionFor } from "../dialects/index.js";
import { mysqlServer } from "../dialects/mysql/server.js";
import type { Query, Server } from "../dialects/dialect.js";
import type { Session } from "../dialects/session.js";
import { MigError } from "../errors.js";
import type { Database } from "../runtime/database.js";
import { connectionError, databaseTitle } from "./connection-error.js";

/** A connection, over which to ask where the database is. */
export interface Link extends Omit<Database, "dialect"> {
  readonly server: Server;
  readonly session: Session;
  /** TypeORM's data source behind it, never initialized: its driver is connected and nothing else. */
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

/** A connection, over which to do everything. */
export interface Connection extends Link, Database {}

/** Connects and loads the dialect. */
export async function connect(...given: Parameters<typeof link>): Promise<Connection> {
  return withDialect(await link(...given));
}

/** The same connection, with all that is known of its database. */
export async function withDialect(link: Link): Promise<Connection> {
  return { ...link, dialect: await dialectFor(link.server) };
}

/**
 * Connects with the user's own options, through TypeORM's driver, so that passwords as functions, TLS, sockets
 * and replication work as in the application. Only the driver connects: `DataSource.initialize` would create
 * extensions. To read a SQLite file that does not exist is to read an empty database.
 */
export async function link(
  typeorm: typeof TypeOrm,
  options: DataSourceOptions,
  mode: "read" | "write",
): Promise<Link> {
  const identify = SERVERS[options.type as keyof typeof SERVERS];
  if (!identify)
    throw new MigError(
      "MIG508",
      `mig does not know the database type ${JSON.stringify(options.type)}.`,
      `It knows ${Object.keys(SERVERS).join(", ")}.`,
    );
  const title = databaseTitle(options);
  const used =
    mode === "read" && isMissingFile(options) ? { ...options, database: ":memory:" } : options;
  try {
    const dataSource = new typeorm.DataSource(used as DataSourceOptions);
    await dataSource.driver.connect();
    // The query runner of TypeORM 0.3 for sqlite3 asks for this before each statement.
    Object.assign(dataSource, { isInitialized: true });
    const runner = dataSource.createQueryRunner("master");
    const query: Query = async (sql, parameters) => {
      const { records } = await runner.query(sql, parameters && [...parameters], true);
      return (records ?? []) as readonly Record<string, unknown>[];
    };
    const server = await identify(query);
    const session = await sessionFor(server);
    const connectionId = await session.connectionId(query);
    return {
      server,
      dataSource,
      session,
      query,
      title,
      async cancel() {
        if (connectionId === null) return;
        const other = dataSource.createQueryRunner("master");
        await session
          .cancel(
            (sql, parameters) => other.query(sql, parameters && [...parameters]),
            connectionId,
          )
          .catch(() => undefined); // then the statement simply runs to its end
        await other.release();
      },
      async close() {
        await runner.release();
        await dataSource.driver.disconnect();
      },
    };
  } catch (error) {
    throw connectionError(error, title);
  }
}

/** What the server says it is; a MariaDB may be reached through `type: "mysql"`. */
const SERVERS = {
  postgres: identifyPostgres,
  mysql: mysqlServer,
  mariadb: mysqlServer,
  sqlite: identifySqlite,
  "better-sqlite3": identifySqlite,
} as const;

async function identifyPostgres(query: Query): Promise<Server> {
  const [row] = await query(
    "SELECT current_setting('server_version_num') AS version, current_schema() AS schema",
  );
  const version = Number(row?.["version"]);
  return {
    flavor: "postgres",
    version: [Math.floor(version / 10000), version % 10000],
    schema: String(row?.["schema"] ?? "public"),
  };
}

async function identifySqlite(query: Query): Promise<Server> {
  const [row] = await query("SELECT sqlite_version() AS version");
  return { flavor: "sqlite", version: versionNumbers(String(row?.["version"])), schema: null };
}

const versionNumbers = (text: string) => (/^[\d.]+/.exec(text)?.[0] ?? "0").split(".").map(Number);

const isMissingFile = (options: DataSourceOptions) =>
  (options.type as string).includes("sqlite") &&
  typeof options.database === "string" &&
  options.database !== ":memory:" &&
  !existsSync(options.database);
