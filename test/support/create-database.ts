import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createConnection } from "mysql2/promise";
import pg from "pg";
import type { ServerName } from "./servers/index.js";

/** What a TypeORM DataSource takes to connect. */
export type ConnectionOptions =
  | {
      readonly type: "postgres" | "mysql" | "mariadb";
      readonly host: string;
      readonly port: number;
      readonly username: string;
      readonly password: string;
      readonly database: string;
    }
  | { readonly type: "better-sqlite3"; readonly database: string };

export type Row = Readonly<Record<string, unknown>>;

/** A database of one test's own. */
export interface TestDatabase<Options extends object = ConnectionOptions> {
  readonly server: ServerName;
  /** Its name on the server; for SQLite its file. */
  readonly name: string;
  readonly options: Options;
  /** Runs one statement through the database's plain driver, with that driver's placeholders. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs any number of statements with semicolons between. */
  run(script: string): Promise<void>;
  /** Drops it, whoever is still connected. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** How each server makes an empty database of a name, given the server's address. */
export const CREATE: {
  readonly [Name in ServerName]: (url: URL, name: string) => Promise<TestDatabase>;
} = {
  postgres: createPostgres,
  mysql: (url, name) => createMysql("mysql", url, name),
  mariadb: (url, name) => createMysql("mariadb", url, name),
  sqlite: createSqlite,
};

async function createPostgres(url: URL, name: string): Promise<TestDatabase> {
  await asAdministrator(url, (client) =>
    client.query(`CREATE DATABASE "${name}" TEMPLATE template0`),
  );
  const client = new pg.Client(Object.assign(new URL(url), { pathname: name }).href);
  await client.connect();
  return {
    server: "postgres",
    name,
    options: { type: "postgres", ...network(url), database: name },
    query: async (sql, parameters = []) => (await client.query<Row>(sql, [...parameters])).rows,
    run: async (script) => void (await client.query(script)),
    async [Symbol.asyncDispose]() {
      await client.end();
      await asAdministrator(url, async (administrator) => {
        await administrator.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
          [name],
        );
        await administrator.query(`DROP DATABASE "${name}"`);
      });
    },
  };
}

async function asAdministrator(
  url: URL,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client(url.href);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function createMysql(
  server: "mysql" | "mariadb",
  url: URL,
  name: string,
): Promise<TestDatabase> {
  const connection = await createConnection({ uri: url.href, multipleStatements: true });
  await connection.query(`CREATE DATABASE \`${name}\``);
  await connection.query(`USE \`${name}\``);
  return {
    server,
    name,
    options: { type: server, ...network(url), database: name },
    async query(sql, parameters = []) {
      const [rows] = await connection.query(sql, [...parameters]);
      return Array.isArray(rows) ? (rows as Row[]) : [];
    },
    run: async (script) => void (await connection.query(script)),
    async [Symbol.asyncDispose]() {
      // Another connection may hold a lock that DROP DATABASE would wait for.
      // The table of the catalog with the same fails while any connection runs a statement with an emoji.
      const [rows] = await connection.query("SHOW PROCESSLIST");
      for (const { Id, db } of rows as { Id: number; db: string | null }[])
        if (db === name && Id !== connection.threadId)
          await connection.query("KILL ?", [Id]).catch(() => undefined);
      await connection.query(`DROP DATABASE \`${name}\``);
      await connection.end();
    },
  };
}

async function createSqlite(url: URL, name: string): Promise<TestDatabase> {
  const path = fileURLToPath(new URL(`${name}.sqlite`, url));
  const file = new Sqlite(path);
  return {
    server: "sqlite",
    name: path,
    options: { type: "better-sqlite3", database: path },
    async query(sql, parameters = []) {
      const statement = file.prepare(sql);
      if (statement.reader) return statement.all(...parameters);
      statement.run(...parameters);
      return [];
    },
    run: async (script) => file.exec(script),
    async [Symbol.asyncDispose]() {
      file.close();
      for (const suffix of ["", "-journal", "-wal", "-shm"])
        await rm(path + suffix, { force: true });
    },
  };
}

/** The part of better-sqlite3 that is used here: the package has no types. */
export interface SqliteFile {
  prepare(sql: string): {
    reader: boolean;
    all(...parameters: unknown[]): Row[];
    run(...parameters: unknown[]): void;
  };
  exec(script: string): void;
  close(): void;
}

export const Sqlite = createRequire(import.meta.url)("better-sqlite3") as new (
  path: string,
) => SqliteFile;

function network({ hostname, port, username, password }: URL) {
  const decoded = {
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
  return { host: hostname, port: Number(port), ...decoded };
}
