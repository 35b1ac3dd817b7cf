import { expect } from "chai";
import type { MigError } from "../../src/errors.js";
import type { Options } from "../../src/project/migrate.js";
import type { Project } from "../../src/project/open.js";
import type { ServerName, TestDatabase } from "./databases.js";
import { revisionFile } from "./revision-file.js";
import type { Files } from "./user-project.js";

/** Which way a run of all revisions goes. */
export type Direction = "upgrade" | "downgrade";

const APART = "export const transaction = false;\n";

/** Revisions of every kind: what is done twice, or not, shows in their tables and rows. */
export function cutRevisions(server: ServerName): Files {
  const concurrently = server === "postgres" ? ", { concurrently: true }" : "";
  const count = (number: number) => `await op.execute("UPDATE one SET size = size + ${number}");`;
  return {
    "migrations/a.ts": revisionFile(
      "aaaa1",
      null,
      `await op.createTable({ name: "one", columns: [{ name: "id", type: "int" }, { name: "size", type: "int" }], primaryKey: ["id"] });
  await op.bulkInsert("one", [{ id: 1, size: 0 }, { id: 2, size: 0 }, { id: 3, size: 0 }]);
  ${count(1)}`,
      `await op.dropTable("one");`,
    ),
    "migrations/b.ts":
      APART +
      revisionFile(
        "bbbb1",
        "aaaa1",
        `await op.addColumn("one", { name: "age", type: "int", nullable: true });
  ${count(10)}
  await op.createIndex("one", { name: "one_age", columns: ["age"] });
  await op.query("SELECT size FROM one");
  ${count(100)}`,
        `await op.dropIndex("one", "one_age");
  ${count(10)}
  await op.dropColumn("one", "age");`,
      ),
    "migrations/c.ts": revisionFile(
      "cccc1",
      "bbbb1",
      `${count(1000)}
  await op.createIndex("one", { name: "one_size", columns: ["size"] }${concurrently});
  await op.backfill("one", { set: { size: "size + 10000" }, batchSize: 2 });
  await op.createTable({ name: "two", columns: [{ name: "id", type: "int" }] });`,
      `await op.dropTable("two");
  ${count(1000)}
  await op.dropIndex("one", "one_size"${concurrently});`,
    ),
    "migrations/d.ts": revisionFile(
      "dddd1",
      "cccc1",
      `await op.autocommit(async () => { ${count(100000)} });
  await op.renameTable("two", "three");
  await op.execute("INSERT INTO three (id) VALUES (1)");`,
      `await op.execute("DELETE FROM three");
  await op.renameTable("three", "two");`,
    ),
  };
}

/**
 * All of mig by one way of loading: what a test file imports and what mig imports by need are two copies in the tests, of which one does
 * not know the errors of the other.
 */
async function library() {
  return {
    ...(await import("../../src/project/open.js")),
    ...(await import("../../src/project/migrate.js")),
    ...(await import("../../src/project/resolve.js")),
    ...(await import("../../src/runtime/facts.js")),
    ...(await import("../../src/runtime/journal.js")),
  };
}

/** A project on that database, of the files in that folder. */
export async function openedProject(options: object, cwd: string): Promise<Project> {
  const { openProject } = await library();
  return openProject({ cwd, config: { dataSource: () => options as never, postWriteHooks: [] } });
}

/** Runs all revisions; gives those that this run has done. */
export async function go(
  project: Project,
  direction: Direction,
  options?: Options,
): Promise<readonly string[]> {
  const { upgrade, downgrade } = await library();
  const done: string[] = [];
  const steps =
    direction === "upgrade"
      ? upgrade(project, "head", options)
      : downgrade(project, "base", options);
  for await (const { revision } of steps) done.push(revision.id);
  return done;
}

/** The refusal of work that is cut, with what to do; null where it was through before. Anything else than a refusal fails, and so does a hang. */
export async function cutRefusal(work: Promise<unknown>): Promise<MigError | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error("it hangs"));
    }, 20_000);
  });
  try {
    await Promise.race([work, late]);
    return null;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    expect(error.hint, `${error.code} ${error.message}`).to.be.a("string").and.not.equal("");
    expect(error.hint, error.message).to.not.contain("Mend the migration");
    return error;
  } finally {
    clearTimeout(timer);
  }
}

/** By its name, as a test file has another copy of the class. */
const isRefusal = (error: unknown): error is MigError =>
  error instanceof Error && error.name === "MigError";

/** Runs the command until it is through, as a person does: where mig asks whether a statement has happened, looks and says it. */
export async function goOn(
  project: Project,
  database: TestDatabase,
  direction: Direction,
): Promise<readonly string[]> {
  const { openEntries, cutOffIn, resolve } = await library();
  for (let asked = 0; ; asked += 1)
    try {
      return await go(project, direction);
    } catch (error) {
      if (!isRefusal(error) || error.code !== "MIG210" || asked === 5) throw error;
      const [entry] = await openEntries(await project.link("read"), project.versionTable);
      const statement = entry && cutOffIn(entry)?.statement;
      if (!entry || !statement) throw error;
      const has = await hasHappened(database, statement);
      await resolve(project, entry.revision, has ? "happened" : "not happened");
    }
}

/** Whether the database is as it is after a statement. */
async function hasHappened(database: TestDatabase, statement: string): Promise<boolean> {
  const plain = statement.replaceAll(/[`"]/g, "");
  for (const [form, asks] of FORMS) {
    const found = form.exec(plain);
    if (found) return asks(await namesIn(database), found.slice(1));
  }
  // What clears the way for an index clears it once more, where that index is not there.
  if (statement.includes("one_size")) {
    await database.query("DROP INDEX IF EXISTS one_size");
    return false;
  }
  throw new Error(`Has this happened? ${statement}`);
}

type Asks = (names: ReadonlySet<string>, parts: readonly string[]) => boolean;

const FORMS: readonly (readonly [RegExp, Asks])[] = [
  [/^CREATE TABLE (\w+)/, (names, [table]) => names.has(`table ${table}`)],
  [/^DROP TABLE (\w+)/, (names, [table]) => !names.has(`table ${table}`)],
  [
    /^(?:ALTER TABLE \w+ RENAME TO|RENAME TABLE \w+ TO) (\w+)/,
    (names, [table]) => names.has(`table ${table}`),
  ],
  [/^ALTER TABLE \w+ ADD INDEX (\w+)/, (names, [index]) => names.has(`index ${index}`)],
  [/^ALTER TABLE \w+ DROP INDEX (\w+)/, (names, [index]) => !names.has(`index ${index}`)],
  [
    /^ALTER TABLE (\w+) ADD (?:COLUMN )?(\w+)/,
    (names, parts) => names.has(`column ${parts.join(".")}`),
  ],
  [
    /^ALTER TABLE (\w+) DROP (?:COLUMN )?(\w+)/,
    (names, parts) => !names.has(`column ${parts.join(".")}`),
  ],
  [/^CREATE INDEX (?:CONCURRENTLY )?(\w+)/, (names, [index]) => names.has(`index ${index}`)],
  [
    /^DROP INDEX (?:CONCURRENTLY )?(?:IF EXISTS )?(\w+)/,
    (names, [index]) => !names.has(`index ${index}`),
  ],
];

/** The tables, columns, and indexes that are valid. */
async function namesIn({ server, query }: TestDatabase): Promise<ReadonlySet<string>> {
  const schema = server === "postgres" ? "current_schema()" : "database()";
  const columns = await query(
    `SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = ${schema}`,
  );
  const indexes = await query(
    server === "postgres"
      ? "SELECT relname AS i FROM pg_index JOIN pg_class ON indexrelid = oid WHERE indisvalid"
      : `SELECT index_name AS i FROM information_schema.statistics WHERE table_schema = ${schema}`,
  );
  return new Set([
    ...columns.flatMap(({ t, c }) => [`table ${String(t)}`, `column ${String(t)}.${String(c)}`]),
    ...indexes.map(({ i }) => `index ${String(i)}`),
  ]);
}
