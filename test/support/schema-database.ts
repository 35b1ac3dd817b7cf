import { difference } from "../../src/autogenerate/difference.js";
import { inTransaction } from "../../src/dialects/session.js";
import { settle } from "../../src/autogenerate/settle.js";
import type { Query, Scope } from "../../src/dialects/dialect.js";
import { args, type Operation } from "../../src/operations/index.js";
import { connect, type Connection } from "../../src/project/connect.js";
import { runMigration, type Migration } from "../../src/runtime/op.js";
import { executing } from "../../src/runtime/sinks.js";
import type { Schema } from "../../src/schema/model.js";
import { plainFooting } from "./footing.js";
import { createDatabase, type ServerName, type TestDatabase } from "./databases.js";

/** A database of one test's own, connected as mig connects, and spoken to in schemas and operations. */
export interface SchemaDatabase extends AsyncDisposable {
  readonly server: ServerName;
  readonly connection: Connection;
  readonly test: TestDatabase;
  /** Runs operations as a migration does that was written to a file: without what they remember. */
  run(ops: readonly Operation[]): Promise<void>;
  /** Runs a migration; each of its statements is heard before it runs. */
  migrate(migration: Migration, hear?: (sql: string) => void): Promise<void>;
  /** What is in the database, in normal form. */
  reflect(): Promise<Schema>;
  /** The operations that autogenerate would write for what is wanted; everything there is counts as the project's. */
  difference(wanted: Schema): Promise<readonly Operation[]>;
  /** What is wanted, each expression spelt as the database does where it takes it for the same. */
  settled(actual: Schema, wanted: Schema): Promise<Schema>;
}

/** An empty database on the server. */
export async function createSchemaDatabase(server: ServerName): Promise<SchemaDatabase> {
  const test = await createDatabase(server);
  const typeorm = await import("typeorm");
  const connection = await connect(typeorm, test.options, "write");
  const { dialect, query } = connection;
  // MySQL's other databases are those of other tests.
  const scope: Scope = { namespaces: server === "postgres" ? "all" : [], except: [] };
  const reflect = async () => dialect.normalize(await dialect.reflect(query, scope));
  const migrate: SchemaDatabase["migrate"] = async (migration, hear = () => undefined) => {
    const heard: Query = (sql, parameters) => {
      hear(sql);
      return query(sql, parameters);
    };
    const work = () => runMigration(migration, executing(dialect, scope, plainFooting(heard)));
    if (dialect.traits.transactionalDdl) await inTransaction(dialect, query, work);
    else await work();
  };
  return {
    server,
    connection,
    test,
    run: (ops) => migrate(saying(ops)),
    migrate,
    reflect,
    async difference(wanted) {
      const actual = await reflect();
      const found = await difference(
        connection,
        actual,
        dialect.normalize(wanted),
        async () => actual,
      );
      return found.operations;
    },
    settled: async (actual, wanted) =>
      (await settle(actual, dialect.normalize(wanted), dialect, query)).wanted,
    async [Symbol.asyncDispose]() {
      await connection.close();
      await test[Symbol.asyncDispose]();
    },
  };
}

/** What was written to a file: without what the operations remember. */
export const saying =
  (ops: readonly Operation[]): Migration =>
  async (op) => {
    const calls = op as unknown as Readonly<Record<string, Call>>;
    for (const each of ops) await calls[each.kind]?.(...args(each));
  };

type Call = (...list: readonly unknown[]) => Promise<void>;
