import { createRequire } from "node:module";
import type { Dialect, Query, Server } from "../../../src/dialects/dialect.js";
import type { Statement } from "../../../src/sql.js";
import { sqlite } from "../../../src/dialects/sqlite/index.js";
import { session } from "../../../src/dialects/sqlite/session.js";
import type { Operation } from "../../../src/operations/index.js";
import type { Schema } from "../../../src/schema/model.js";
import { inTransaction, standardBegin } from "../../../src/dialects/session.js";

/** The two packages that bring SQLite, each with a version and settings of its own. */
export const DRIVERS = ["better-sqlite3", "sqlite3"] as const;
export type Driver = (typeof DRIVERS)[number];

export type Row = Readonly<Record<string, unknown>>;

/** An empty database in memory, with its dialect. */
export interface Opened extends AsyncDisposable {
  readonly driver: Driver;
  readonly query: Query;
  readonly server: Server;
  readonly dialect: Dialect<Statement>;
  /** Runs any number of statements with semicolons between. */
  script(text: string): Promise<void>;
  /** All there is, tables with their definitions. */
  reflect(): Promise<Schema>;
  /** Runs operations as one revision, and gives the statements they became. */
  run(...ops: readonly Operation[]): Promise<readonly string[]>;
  /** The rows of a query, as texts. */
  rows(sql: string): Promise<readonly string[]>;
  /** The statements of all tables, indexes, triggers and views, by name. */
  catalog(): Promise<Readonly<Record<string, string>>>;
}

/** A `describe` for each of the two packages. */
export function onBoth(body: (driver: Driver) => void): void {
  for (const driver of DRIVERS) describe(driver, () => body(driver));
}

export async function open(driver: Driver = "better-sqlite3"): Promise<Opened> {
  const { query, script, close } = await CONNECT[driver]();
  const [row] = await query("SELECT sqlite_version() AS version");
  const version = String(row?.["version"]).split(".").map(Number);
  const server: Server = {
    flavor: "sqlite",
    version,
    schema: null,
    collations: null,
    lowerCaseTables: false,
    implicitTimes: false,
  };
  const dialect = sqlite(server);
  const reflect = () => dialect.reflect(query, { namespaces: [], except: [] });
  return {
    ...{ driver, query, server, dialect, script, reflect },
    async run(...ops) {
      const statements = dialect.compile(ops, await reflect());
      await inTransaction(session, query, async () => {
        for (const statement of statements)
          await query(statement).catch((error: unknown) => {
            throw new Error(`${String(error)}\n  ${statement}`, { cause: error });
          });
      });
      return statements;
    },
    async rows(sql) {
      return (await query(sql)).map((row) => JSON.stringify(Object.values(row)));
    },
    async catalog() {
      const found = await query(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name",
      );
      return Object.fromEntries(found.map(({ name, sql }) => [String(name), String(sql)]));
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Runs work and takes back what it has done. */
export async function undone<T>({ query }: Opened, work: () => Promise<T>): Promise<T> {
  let result: { readonly value: T } | undefined;
  await inTransaction({ begin: (open) => standardBegin(open) }, query, async () => {
    result = { value: await work() };
    throw UNDO;
  }).catch((error: unknown) => {
    if (error !== UNDO) throw error;
  });
  if (!result) throw new Error("nothing was done");
  return result.value;
}

const UNDO = new Error("undo");

interface Connection {
  readonly query: Query;
  readonly script: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const CONNECT: { readonly [D in Driver]: () => Promise<Connection> } = {
  "better-sqlite3": async () => {
    const file = new BetterSqlite(":memory:");
    return {
      async query(sql, parameters = []) {
        const statement = file.prepare(sql);
        if (statement.reader) return statement.all(...parameters);
        statement.run(...parameters);
        return [];
      },
      script: async (text) => file.exec(text),
      close: async () => file.close(),
    };
  },
  sqlite3: async () => {
    const file = await new Promise<Sqlite3File>((resolve, reject) => {
      const opening = new Sqlite3.Database(":memory:", (error) =>
        error ? reject(error) : resolve(opening),
      );
    });
    return {
      query: (sql, parameters = []) =>
        new Promise((resolve, reject) =>
          file.all(sql, parameters, (error, rows) => (error ? reject(error) : resolve(rows))),
        ),
      script: (text) =>
        new Promise((resolve, reject) =>
          file.exec(text, (error) => (error ? reject(error) : resolve())),
        ),
      close: () =>
        new Promise((resolve, reject) =>
          file.close((error) => (error ? reject(error) : resolve())),
        ),
    };
  },
};

// Neither package has types; these are the parts that are used here.
interface BetterSqliteFile {
  prepare(sql: string): {
    reader: boolean;
    all(...parameters: unknown[]): Row[];
    run(...parameters: unknown[]): void;
  };
  exec(script: string): void;
  close(): void;
}
type Done = (error: Error | null) => void;
interface Sqlite3File {
  all(
    sql: string,
    parameters: readonly unknown[],
    done: (error: Error | null, rows: Row[]) => void,
  ): void;
  exec(script: string, done: Done): void;
  close(done: Done): void;
}
const require = createRequire(import.meta.url);
const BetterSqlite = require("better-sqlite3") as new (path: string) => BetterSqliteFile;
const Sqlite3 = require("sqlite3") as {
  Database: new (path: string, done: Done) => Sqlite3File;
};
