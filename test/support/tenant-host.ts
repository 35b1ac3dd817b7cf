import { existsSync } from "node:fs";
import { join } from "node:path";
import { createDatabase, type Row, type ServerName } from "./databases.js";
import { Sqlite } from "./create-database.js";
import { temporaryFolder } from "./temporary-folder.js";

/** Where the tenants of one test are: schemas of a database, databases of a server, or files in a folder. */
export interface TenantHost extends AsyncDisposable {
  /** What the data source takes to connect beside them. */
  readonly options: object;
  /** What a tenant of this short name is called in the configuration. */
  name(short: string): string;
  /** Makes an empty one. */
  make(short: string): Promise<void>;
  /** Runs a statement for one; `null` is where the data source itself is. */
  query(short: string | null, sql: string): Promise<readonly Row[]>;
  /** The tables of one, sorted, without mig's journal; null where it is not there. */
  tables(short: string): Promise<readonly string[] | null>;
}

/** A place for tenants on that server. */
export const tenantHost = (server: ServerName): Promise<TenantHost> => HOSTS[server]();

const HOSTS: Readonly<Record<ServerName, () => Promise<TenantHost>>> = {
  postgres: schemas,
  mysql: () => databases("mysql"),
  mariadb: () => databases("mariadb"),
  sqlite: files,
};

async function schemas(): Promise<TenantHost> {
  const database = await createDatabase("postgres");
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  return {
    options: database.options,
    name: (short) => short,
    make: async (short) => void (await database.query(`CREATE SCHEMA ${quoted(short)}`)),
    async query(short, sql) {
      await database.query(`SET search_path TO ${quoted(short ?? "public")}`);
      return database.query(sql);
    },
    async tables(short) {
      const there = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
      if ((await database.query(there, [short])).length === 0) return null;
      const tables = "SELECT tablename AS name FROM pg_tables WHERE schemaname = $1";
      return namesOf(await database.query(tables, [short]));
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

async function databases(server: "mysql" | "mariadb"): Promise<TenantHost> {
  const database = await createDatabase(server);
  // Databases of other tests are on the server, too.
  const name = (short: string) => `${database.name}_${short}`;
  const quoted = (text: string) => `\`${text.replaceAll("`", "``")}\``;
  return {
    options: database.options,
    name,
    make: async (short) => void (await database.query(`CREATE DATABASE ${quoted(name(short))}`)),
    async query(short, sql) {
      await database.query(`USE ${quoted(short === null ? database.name : name(short))}`);
      return database.query(sql);
    },
    async tables(short) {
      const of = "WHERE TABLE_SCHEMA = ?";
      const there = "SELECT 1 AS one FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?";
      if ((await database.query(there, [name(short)])).length === 0) return null;
      const tables = `SELECT TABLE_NAME AS name FROM information_schema.TABLES ${of}`;
      return namesOf(await database.query(tables, [name(short)]));
    },
    async [Symbol.asyncDispose]() {
      const all = "SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA";
      for (const other of namesOf(await database.query(all)))
        if (other.startsWith(name(""))) await database.query(`DROP DATABASE ${quoted(other)}`);
      await database[Symbol.asyncDispose]();
    },
  };
}

async function files(): Promise<TenantHost> {
  const folder = await temporaryFolder();
  const path = (short: string) => join(folder.path, `${short}.sqlite`);
  const query = (short: string, sql: string): readonly Row[] => {
    const file = new Sqlite(path(short));
    try {
      const statement = file.prepare(sql);
      if (statement.reader) return statement.all();
      statement.run();
      return [];
    } finally {
      file.close();
    }
  };
  return {
    options: { type: "better-sqlite3", database: path("main") },
    name: (short) => short,
    make: async (short) => void query(short, "VACUUM"),
    query: async (short, sql) => query(short ?? "main", sql),
    tables: async (short) =>
      existsSync(path(short))
        ? namesOf(
            query(
              short,
              "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            ),
          )
        : null,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const namesOf = (rows: readonly Row[]) =>
  rows
    .map(({ name }) => String(name))
    .filter((name) => name !== "mig_journal")
    .sort();
