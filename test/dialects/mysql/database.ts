import type { Dialect, Query, Scope } from "../../../src/dialects/dialect.js";
import { mysql } from "../../../src/dialects/mysql/index.js";
import { statementText } from "../../../src/dialects/run.js";
import { mysqlServer } from "../../../src/dialects/mysql/server.js";
import { applyAll, type Operation } from "../../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import {
  createDatabase,
  eachServer,
  type ServerName,
  type TestDatabase,
} from "../../support/databases.js";

/** A database of one test's own with its dialect. */
export interface Opened extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly dialect: Dialect;
  readonly query: Query;
  /** Runs the operations; gives the schema they make of the given one. */
  run(ops: readonly Operation[], schema?: Schema): Promise<Schema>;
  /** Reads the catalog, of other databases too. */
  reflect(namespaces?: Scope["namespaces"]): Promise<Schema>;
}

/** The tests for MySQL and MariaDB. */
export const onBoth = (body: (server: ServerName) => void): void =>
  eachServer(body, ["mysql", "mariadb"]);

export async function open(server: ServerName): Promise<Opened> {
  const database = await createDatabase(server);
  const { query } = database;
  const dialect = mysql(await mysqlServer(query));
  return {
    database,
    dialect,
    query,
    async run(ops, schema = EMPTY_SCHEMA) {
      for (const statement of dialect.compile(ops, schema)) {
        const text = await statementText(query, statement);
        await query(text).catch((error: unknown) => {
          throw new Error(`${String(error)}\n  ${text}`, { cause: error });
        });
      }
      return applyAll(ops, schema);
    },
    reflect: (namespaces = []) => dialect.reflect(query, { namespaces, except: [] }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** The operations that make a schema: tables first, then what refers from one to another. */
export const making = ({ tables, namespaces }: Schema): readonly Operation[] => [
  ...namespaces.map(({ name }): Operation => ({ kind: "createSchema", name })),
  ...tables.map((table): Operation => ({
    kind: "createTable",
    table: { ...table, foreignKeys: [] },
  })),
  ...tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys.map((constraint): Operation => ({
      kind: "addForeignKey",
      table: name,
      constraint,
    })),
  ),
];
