import { expect } from "chai";
import { MigError } from "../../src/errors.js";
import { defineOperation } from "../../src/operations/define.js";
import { connect, type Connection } from "../../src/project/connect.js";
import { planUpgrade } from "../../src/revisions/plan.js";
import { openEntries } from "../../src/runtime/journal.js";
import { refuseHalfDone, settle } from "../../src/runtime/half-done.js";
import { migrate } from "../../src/runtime/migrate.js";
import type { Run } from "../../src/runtime/run.js";
import type { Migration, Op } from "../../src/runtime/op.js";
import { loadSteps, type Ready } from "../../src/runtime/steps.js";
import { readVersions } from "../../src/runtime/version-table.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { AUTHOR } from "../support/footing.js";
import { graphOf } from "../support/revisions.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

const VERSIONS = { name: "mig_version", schema: null };

/** Of two steps, what the second one does in one of several ways. */
const WAYS: Readonly<
  Record<string, { readonly upgrade: Migration; readonly transaction: boolean }>
> = {
  "in one transaction": { upgrade: (op) => work(op), transaction: true },
  "without a transaction": { upgrade: (op) => work(op), transaction: false },
  "with a part outside of its transaction": {
    async upgrade(op) {
      await op.execute("INSERT INTO deed (what) VALUES ('before')");
      await op.autocommit(async () => {
        await work(op);
      });
      await op.execute("INSERT INTO deed (what) VALUES ('after')");
      await op.createTable(table("last"));
    },
    transaction: true,
  },
};

const table = (name: string) => ({
  name,
  columns: [
    { name: "id", type: "int" },
    { name: "size", type: "int", nullable: true },
  ],
});

/** Changes of the schema, of rows, a question and a change by one, a table that SQLite makes anew. */
async function work(op: Op) {
  await op.createTable(table("one"));
  await op.execute("INSERT INTO deed (what) VALUES ('first')");
  await op.query("SELECT what FROM deed");
  await op.addColumn("one", { name: "age", type: "int", nullable: true });
  await op.createIndex("one", { name: "one_age", columns: ["age"] });
  await op.addUnique("one", { name: "one_size", columns: ["size"] });
  await op.execute("INSERT INTO deed (what) VALUES ('second')");
  await op.dropColumn("one", "age");
  await op.renameTable("one", "two");
}

describe("running a revision that is stopped", function () {
  this.timeout(240_000);
  eachServer((server) => {
    for (const [way, { upgrade, transaction }] of Object.entries(WAYS))
      for (const when of ["before", "after"] as const)
        it(`law: ${way}, the connection lost ${when} any statement: the next run goes on, and ends where one run does`, async () => {
          const steps = await stepsOf(upgrade, transaction);
          await using whole = await begun(server, steps);
          const counted = counting(whole.connection);
          await all(migrate(run(counted.connection), steps.slice(1)));
          const wanted = await seen(whole);
          for (let at = 1; at <= counted.count(); at += 1) {
            await using database = await begun(server, steps);
            const ran = await stopped(database, steps.slice(1), at, when);
            await using other = await opened(database);
            await goOn(other, steps, ran);
            expect(await seen(database), `stopped ${when} statement ${at}`).to.deep.equal(wanted);
            const session = { ...other, session: other.dialect };
            expect(await openEntries(session, VERSIONS)).to.deep.equal([]);
          }
        });
  });

  eachServer((server) => {
    let database: SchemaDatabase;
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
      await database.test.query("CREATE TABLE deed (what varchar(20))");
    });
    afterEach(() => database[Symbol.asyncDispose]());
    const open = () =>
      openEntries({ ...database.connection, session: database.connection.dialect }, VERSIONS);
    const doing = (what: string) => `INSERT INTO deed (what) VALUES ('${what}')`;
    const deeds = async () =>
      (await database.test.query("SELECT what FROM deed")).map(({ what }) => what);
    const steps = (upgrade: Migration) =>
      loadSteps(planUpgrade(graphOf("aaaa1"), [], "head"), async () => ({
        upgrade,
        transaction: false,
      }));
    const failed = async (upgrade: Migration) =>
      refusal(all(migrate(run(database.connection), await steps(upgrade))));

    it("a failure keeps what was done, and the mended migration goes on after it", async () => {
      const error = await failed(async (op) => {
        await op.execute(doing("one"));
        await op.execute("this is no SQL");
      });
      expect(error.message).to.contain("1 of 2 operations ran").and.contain("stands");
      expect(error.hint).to.contain("It goes on after what stands.");
      const mended = await steps(async (op) => {
        await op.execute(doing("one"));
        await op.execute(doing("two"));
      });
      const [applied] = await all(migrate(run(database.connection), mended));
      expect(applied).to.have.property("operations", 2);
      expect(await deeds()).to.have.members(["one", "two"]);
      expect(await open()).to.deep.equal([]);
    });

    it("a migration that was changed in what is done already is refused", async () => {
      await failed(async (op) => {
        await op.execute(doing("one"));
        await op.execute("this is no SQL");
      });
      for (const upgrade of [(op: Op) => op.execute(doing("other")), () => undefined]) {
        const error = await failed(upgrade);
        expect(error.code).to.equal("MIG211");
        expect(error.hint).to.contain("mig resolve aaaa1 --rolled-back");
      }
      expect(await deeds()).to.deep.equal(["one"]);
    });

    it("a statement that op.query has run is not run again", async () => {
      const asking: Migration = async (op) => {
        await op.query(doing("asked"));
        await op.execute("this is no SQL");
      };
      await failed(asking);
      const error = await failed(asking);
      expect(error.code).to.equal("MIG211");
      expect(error.message).to.contain(doing("asked"));
      expect(await deeds()).to.deep.equal(["asked"]);
    });

    for (const says of [true, false])
      it(`an operation of the project that runs in no transaction ${says ? "says so itself" : "is in op.autocommit"}`, async () => {
        const tidy = defineOperation({
          name: "tidy",
          from: "tidy",
          of: () => ({}),
          sql: { postgres: () => "VACUUM deed", mysql: () => [], sqlite: () => "VACUUM" },
          outsideTransaction: () => says,
        });
        const upgrade: Migration = async (op) => {
          await op.execute(doing("one"));
          if (says) await op.run(tidy());
          else await op.autocommit(() => op.run(tidy()));
          await op.execute(doing("two"));
        };
        const plan = planUpgrade(graphOf("aaaa1"), [], "head");
        const [applied] = await all(
          migrate(run(database.connection), await loadSteps(plan, async () => ({ upgrade }))),
        );
        expect(applied).to.have.property("operations", 3);
        expect(await deeds()).to.have.members(["one", "two"]);
      });

    it("nothing else begins while a revision is half done", async () => {
      await failed(async (op) => {
        await op.execute(doing("one"));
        await op.execute("this is no SQL");
      });
      const [entry] = await open();
      if (!entry) throw new Error("nothing is open");
      expect(() => refuseHalfDone([entry], undefined))
        .to.throw(MigError, "The upgrade of aaaa1 is half done")
        .with.property("code", "MIG210");
      await settle(run(database.connection), entry, "rolled back", {
        rowsBefore: [],
        rowsAfter: [],
      });
      expect(await open()).to.deep.equal([]);
    });
  });
});

/** A database in which the first step has run. */
async function begun(server: ServerName, steps: readonly Ready[]): Promise<SchemaDatabase> {
  const database = await createSchemaDatabase(server);
  await all(migrate(run(database.connection), steps.slice(0, 1)));
  return database;
}

function stepsOf(upgrade: Migration, transaction: boolean): Promise<readonly Ready[]> {
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
async function stopped(
  database: SchemaDatabase,
  steps: readonly Ready[],
  at: number,
  when: "before" | "after",
): Promise<readonly string[]> {
  const connection = await opened(database);
  const ran: string[] = [];
  let count = 0;
  const lost = async () => {
    await connection.close();
    throw new Error("the connection is lost");
  };
  const query: Connection["query"] = async (sql, parameters) => {
    count += 1;
    if (count > at) throw new Error("the connection is lost");
    if (count === at && when === "before") return lost();
    const rows = await connection.query(sql, parameters);
    ran.push(sql);
    return count === at ? lost() : rows;
  };
  await refusal(all(migrate(run({ ...connection, query }), steps)));
  return ran;
}

/** Runs the command again; says what has become of a statement that it cannot know about. */
async function goOn(
  connection: Connection,
  steps: readonly Ready[],
  ran: readonly string[],
): Promise<void> {
  const session = { ...connection, session: connection.dialect };
  if ((await readVersions(session, VERSIONS)).includes("bbbb1")) return;
  try {
    await all(migrate(run(connection), steps.slice(1)));
  } catch (error) {
    if (!(error instanceof MigError) || error.code !== "MIG210") throw error;
    const [entry] = await openEntries(session, VERSIONS);
    if (!entry) throw error;
    const { next = 0, statements = [] } = entry.position.inHand ?? {};
    const statement = statements[next];
    const isDone =
      typeof statement === "string"
        ? ran.includes(statement)
        : ran.slice(0, -1).includes(`SELECT ${statement?.expression} AS statement`);
    await settle(run(connection), entry, isDone ? "happened" : "not happened", {
      rowsBefore: ["aaaa1"],
      rowsAfter: ["bbbb1"],
    });
    await all(migrate(run(connection), steps.slice(1)));
  }
}

/** What is in the database: its schema, its rows, and where it is. */
async function seen(database: SchemaDatabase) {
  const { connection, test } = database;
  const { dialect } = connection;
  const scope = { namespaces: [], except: ["mig_version", "mig_journal"] };
  const rows = await test.query("SELECT what FROM deed");
  const journal = await test.query("SELECT revision, direction, outcome FROM mig_journal");
  return {
    schema: dialect.normalize(await dialect.reflect(connection.query, scope)),
    deeds: rows.map(({ what }) => String(what)).sort(),
    versions: await readVersions({ ...connection, session: dialect }, VERSIONS),
    journal: journal
      .map((row) => Object.values(row).join(" "))
      .filter((text) => text.endsWith(" done"))
      .sort(),
  };
}

/** The connection, with a count of what it is asked. */
function counting(connection: Connection) {
  let count = 0;
  const query: Connection["query"] = (sql, parameters) => {
    count += 1;
    return connection.query(sql, parameters);
  };
  return { connection: { ...connection, query }, count: () => count };
}

async function opened({ test }: SchemaDatabase): Promise<Connection & AsyncDisposable> {
  const connection = await connect(await import("typeorm"), test.options, "write");
  return { ...connection, [Symbol.asyncDispose]: () => connection.close() };
}

const run = (database: Connection): Run => ({
  database,
  versionTable: VERSIONS,
  author: AUTHOR,
  scope: { namespaces: [], except: ["mig_version", "mig_journal"] },
  typeormMetadata: "typeorm_metadata",
});

async function all<T>(iterable: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of iterable) found.push(item);
  return found;
}

async function refusal(running: Promise<unknown>): Promise<MigError> {
  const error: unknown = await running.then(
    () => new Error("nothing was refused"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof MigError)) throw error;
  return error;
}
