import { createRequire } from "node:module";
import pg from "pg";
import * as typeorm from "typeorm";
import type { Query } from "../src/dialects/dialect.js";
import { connect } from "../src/project/connect.js";
import type { ConnectionOptions } from "../test/support/databases.js";
import { measureWork, timed, type Measurement } from "./measure.js";
import type { Database } from "./tables.js";

/** The queries by which mig reads a catalog, sent by a bare client on a fresh connection, and nothing done with their rows. */
export async function measureCatalog(
  kind: Database,
  options: ConnectionOptions,
  runs: number,
): Promise<Measurement> {
  const asked = await catalogQueries(options);
  const send = async () => {
    const client = await OPEN[kind](options);
    try {
      return await timed(async () => {
        for (const { sql, parameters } of asked) await client.query(sql, parameters);
      });
    } finally {
      await client.close();
    }
  };
  const what = asked.length === 1 ? "query" : `${asked.length} queries`;
  return await measureWork(`the ${what} of the catalog alone`, send, runs);
}

interface Asked {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What the dialect sends to read the whole database. */
async function catalogQueries(options: ConnectionOptions): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  const connection = await connect(typeorm, options as typeorm.DataSourceOptions, "read");
  try {
    const recording: Query = (sql, parameters = []) => {
      asked.push({ sql, parameters });
      return connection.query(sql, parameters);
    };
    await connection.dialect.reflect(recording, { namespaces: [], except: [] });
  } finally {
    await connection.close();
  }
  return asked;
}

interface Client {
  query(sql: string, parameters: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

const OPEN: { readonly [D in Database]: (options: ConnectionOptions) => Promise<Client> } = {
  async postgres(options) {
    if (options.type !== "postgres") throw new Error(`Not PostgreSQL: ${options.type}`);
    const { host, port, username, password, database } = options;
    const client = new pg.Client({ host, port, user: username, password, database });
    await client.connect();
    return {
      query: (sql, parameters) => client.query(sql, [...parameters]),
      close: () => client.end(),
    };
  },
  async sqlite({ database }) {
    const file = new Sqlite(database, { readonly: true });
    return {
      query: async (sql, parameters) => file.prepare(sql).all(...parameters),
      close: async () => file.close(),
    };
  },
};

/** The part of better-sqlite3 that is used here: the package has no types. */
const Sqlite = createRequire(import.meta.url)("better-sqlite3") as new (
  path: string,
  options: { readonly: boolean },
) => {
  prepare(sql: string): { all(...parameters: readonly unknown[]): unknown };
  close(): void;
};
