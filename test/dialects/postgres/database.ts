import { postgres } from "../../../src/dialects/postgres/index.js";
import type { Dialect, Query, Scope } from "../../../src/dialects/dialect.js";
import { runAll } from "../../../src/dialects/run.js";
import { applyAll, type Operation } from "../../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { createDatabase, type TestDatabase } from "../../support/databases.js";

/** An empty PostgreSQL database and the dialect for its server. */
export interface PostgresDatabase extends AsyncDisposable {
  readonly options: TestDatabase["options"];
  readonly dialect: Dialect;
  readonly query: Query;
  /** Runs any number of statements with semicolons between. */
  readonly script: (script: string) => Promise<void>;
  readonly reflect: (scope?: Partial<Scope>) => Promise<Schema>;
  /** Runs operations as a migration does: one at a time, in one transaction. */
  readonly run: (ops: readonly Operation[], before?: Schema) => Promise<void>;
}

export async function openPostgres(): Promise<PostgresDatabase> {
  const database = await createDatabase("postgres");
  const query: Query = (sql, parameters) => database.query(sql, parameters);
  const dialect = postgres({
    flavor: "postgres",
    version: await versionOf(query),
    schema: "public",
    collations: null,
    lowerCaseTables: false,
    implicitTimes: false,
  });
  return {
    options: database.options,
    dialect,
    query,
    script: (script) => database.run(script),
    reflect: (scope) => dialect.reflect(query, { namespaces: [], except: [], ...scope }),
    async run(ops, before = EMPTY_SCHEMA) {
      await query("BEGIN");
      try {
        for (const [at, op] of ops.entries())
          await runAll(query, dialect.compile([op], applyAll(ops.slice(0, at), before)));
        await query("COMMIT");
      } catch (error) {
        await query("ROLLBACK");
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** The same database with nothing in it again: much faster than a new one. */
export async function empty({ query }: PostgresDatabase): Promise<void> {
  const rows = await query(
    "SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
  );
  for (const { name } of rows) await query(`DROP SCHEMA ${String(name)} CASCADE`);
  await query("CREATE SCHEMA public");
}

export async function versionOf(query: Query): Promise<readonly number[]> {
  const [row] = await query("SELECT current_setting('server_version_num')::int AS version");
  const version = Number(row?.["version"]);
  return [Math.floor(version / 10000), version % 10000];
}
