import { expect } from "chai";
import { connect, type Connection } from "../../src/project/connect.js";
import { MigError } from "../../src/errors.js";
import { planUpgrade } from "../../src/revisions/plan.js";
import { openEntries } from "../../src/runtime/journal.js";
import { migrate } from "../../src/runtime/migrate.js";
import type { Migration } from "../../src/runtime/op.js";
import type { Run } from "../../src/runtime/run.js";
import { loadSteps, type Ready } from "../../src/runtime/steps.js";
import { readVersions } from "../../src/runtime/version-table.js";
import type { ServerName } from "./databases.js";
import { AUTHOR } from "./footing.js";
import { graphOf } from "./revisions.js";
import { createSchemaDatabase, type SchemaDatabase } from "./schema-database.js";

/** Where the tests of runs keep where a database is. */
export const VERSIONS = { name: "mig_version", schema: null };

/**
 * Loses the connection before or after each statement of the second step, and runs the command again: every time it ends where one run
 * does.
 */
export async function expectToGoOn(
  server: ServerName,
  steps: readonly Ready[],
  when: "before" | "after",
): Promise<void> {
  await using whole = await begun(server, steps);
  const counted = counting(whole.connection);
  await all(migrate(run(counted.connection), steps.slice(1)));
  const wanted = await seen(whole);
  for (let at = 1; at <= counted.count(); at += 1) {
    await using database = await begun(server, steps);
    await stopped(database, steps.slice(1), at, when);
    await using other = await opened(database);
    await goOn(other, steps);
    expect(await seen(database), `stopped ${when} statement ${at}`).to.deep.equal(wanted);
    const session = { ...other, session: other.dialect };
    expect(await openEntries(session, VERSIONS)).to.deep.equal([]);
  }
}

/** How many statements the second step takes. */
export async function countOf(server: ServerName, steps: readonly Ready[]): Promise<number> {
  await using whole = await begun(server, steps);
  const counted = counting(whole.connection);
  await all(migrate(run(counted.connection), steps.slice(1)));
  return counted.count();
}

/** A database in which the first step has run. */
export async function begun(server: ServerName, steps: readonly Ready[]): Promise<SchemaDatabase> {
  const database = await createSchemaDatabase(server);
  await all(migrate(run(database.connection), steps.slice(0, 1)));
  return database;
}

/** Two steps: the first makes the table `deed`, the second is the one that is stopped. */
export function stepsOf(upgrade: Migration, transaction: boolean): Promise<readonly Ready[]> {
  const plan = planUpgrade(graphOf("aaaa1", "bbbb1 < aaaa1"), [], "head");
  return loadSteps(plan, async ({ id }) =>
    id === "bbbb1"
      ? { upgrade, transaction }
      : {
          upgrade: (op) =>
            op.createTable({ name: "deed", columns: [{ name: "what", type: "varchar(20)" }] }),
        },
  );
}

/** Runs the step over a connection that is lost before or after a statement, for good. */
export async function stopped(
  database: SchemaDatabase,
  steps: readonly Ready[],
  at: number,
  when: "before" | "after",
): Promise<void> {
  const connection = await opened(database);
  let count = 0;
  const lost = async () => {
    await connection.close();
    throw new Error("the connection is lost");
  };
  let last = "";
  const query: Connection["query"] = async (sql, parameters) => {
    count += 1;
    if (count === at) last = sql;
    if (count > at) throw new Error("the connection is lost");
    if (count === at && when === "before") return lost();
    const rows = await connection.query(sql, parameters);
    return count === at ? lost() : rows;
  };
  const running = all(migrate(run({ ...connection, query }), steps));
  // The settings of a connection that is lost need not be put back.
  if ((await isDone(running)) && RESTORES.test(last)) return;
  await refusal(running);
}

const RESTORES = /^(?:PRAGMA busy_timeout =|SET SESSION lock_wait_timeout)/;

const isDone = (running: Promise<unknown>) =>
  running.then(
    () => true,
    () => false,
  );

/** Runs the command again, unless nothing is left to do. Nobody is asked what has happened: the catalog tells. */
export async function goOn(connection: Connection, steps: readonly Ready[]): Promise<void> {
  const session = { ...connection, session: connection.dialect };
  if ((await readVersions(session, VERSIONS)).includes("bbbb1")) return;
  await all(migrate(run(connection), steps.slice(1)));
}

/** What is in the database: its schema, its rows, and where it is. */
export async function seen({ connection, test }: Pick<SchemaDatabase, "connection" | "test">) {
  const { dialect } = connection;
  const scope = { namespaces: [], except: ["mig_version", "mig_journal"] };
  const schema = dialect.normalize(await dialect.reflect(connection.query, scope));
  const rows: string[] = [];
  for (const { name } of schema.tables)
    for (const row of await test.query(`SELECT * FROM ${dialect.grammar.table(name)}`))
      rows.push(`${name}: ${JSON.stringify(Object.entries(row))}`);
  const journal = await test.query("SELECT revision, direction, outcome FROM mig_journal");
  return {
    schema,
    rows: rows.toSorted(),
    versions: await readVersions({ ...connection, session: dialect }, VERSIONS),
    journal: journal
      .map((row) => Object.values(row).join(" "))
      .filter((text) => text.endsWith(" done"))
      .sort(),
  };
}

/** The connection, with a count of what it is asked. */
export function counting(connection: Connection) {
  let count = 0;
  const query: Connection["query"] = (sql, parameters) => {
    count += 1;
    return connection.query(sql, parameters);
  };
  return { connection: { ...connection, query }, count: () => count };
}

/** Another connection to the same database. */
export async function opened({
  test,
}: Pick<SchemaDatabase, "test">): Promise<Connection & AsyncDisposable> {
  const connection = await connect(await import("typeorm"), test.options, "write");
  return { ...connection, [Symbol.asyncDispose]: () => connection.close() };
}

/** What running revisions takes. */
export const run = (database: Connection): Run => ({
  database,
  versionTable: VERSIONS,
  author: AUTHOR,
  scope: { namespaces: [], except: ["mig_version", "mig_journal"] },
  typeormMetadata: "typeorm_metadata",
});

/** What a generator gives. */
export async function all<T>(iterable: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of iterable) found.push(item);
  return found;
}

/** The error with which mig refuses. */
export async function refusal(running: Promise<unknown>): Promise<MigError> {
  const error: unknown = await running.then(
    () => new Error("nothing was refused"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof MigError)) throw error;
  return error;
}
