import { expect } from "chai";
import { MigError } from "../../src/errors.js";
import { defineOperation } from "../../src/operations/define.js";
import { planUpgrade } from "../../src/revisions/plan.js";
import { change, openEntries, write } from "../../src/runtime/journal.js";
import { refuseOther, settle } from "../../src/runtime/half-done.js";
import { migrate } from "../../src/runtime/migrate.js";
import type { Migration, Op } from "../../src/runtime/op.js";
import { loadSteps } from "../../src/runtime/steps.js";
import { eachServer } from "../support/databases.js";
import { graphOf } from "../support/revisions.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import {
  all,
  begun,
  countOf,
  expectToGoOn,
  goOn,
  opened,
  refusal,
  run,
  stepsOf,
  stopped,
  VERSIONS,
} from "../support/stopped-runs.js";

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
          await expectToGoOn(server, await stepsOf(upgrade, transaction), when);
        });
  });

  eachServer(
    (server) => {
      it("law: what op.query changes by itself is never run twice, the connection lost before or after any statement", async () => {
        const steps = await stepsOf(
          async (op) => void (await op.query("ALTER TABLE deed ADD COLUMN age int")),
          true,
        );
        const count = await countOf(server, steps);
        for (const when of ["before", "after"] as const)
          for (let at = 1; at <= count; at += 1) {
            await using database = await begun(server, steps);
            await stopped(database, steps.slice(1), at, when);
            await using other = await opened(database);
            const going = goOn(other, steps).then(
              () => "done",
              ({ code }: MigError) => code,
            );
            // Its rows are not kept: where it has run, the revision cannot go on by itself.
            expect(await going, `${when} ${at}`).to.be.oneOf(["done", "MIG211"]);
            const [table] = (await database.reflect()).tables.filter(({ name }) => name === "deed");
            expect(table?.columns.map(({ name }) => name)).to.deep.equal(["what", "age"]);
          }
      });
    },
    ["mysql", "mariadb"],
  );

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
    const running = async (upgrade: Migration, connection = database.connection) =>
      all(migrate(run(connection), await steps(upgrade)));
    const failed = (upgrade: Migration) => refusal(running(upgrade));

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

    it("a run that does not know that another has taken over writes nothing any more", async () => {
      await failed(async (op) => {
        await op.execute(doing("one"));
        await op.execute("this is no SQL");
      });
      const [entry] = await open();
      if (!entry) throw new Error("nothing is open");
      await running(async (op) => op.execute(doing("one")));
      const { query, dialect } = database.connection;
      const late = change(dialect, VERSIONS, entry.id, { ...entry, outcome: "failed" });
      await write(query, VERSIONS, late);
      expect(await open()).to.deep.equal([]);
      expect(await deeds()).to.deep.equal(["one"]);
    });

    if (server !== "sqlite")
      it("a statement that the driver has not waited for is looked for in the catalog", async () => {
        const apart: Migration = (op) =>
          op.createIndex(
            "deed",
            { name: "deed_what", columns: ["what"] },
            {
              concurrently: server === "postgres",
            },
          );
        const { query } = database.connection;
        const impatient: typeof query = async (sql, parameters) => {
          const rows = await query(sql, parameters);
          if (/^(?:CREATE|ALTER)\b.*deed_what/.test(sql)) throw new Error("Query read timeout");
          return rows;
        };
        await refusal(running(apart, { ...database.connection, query: impatient }));
        expect((await open())[0]).to.have.property("outcome", "running");
        await running(apart);
        expect(await open()).to.deep.equal([]);
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
      expect(() => refuseOther([entry], undefined))
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
