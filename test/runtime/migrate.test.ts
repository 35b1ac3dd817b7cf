import { setTimeout } from "node:timers/promises";
import { inTransaction } from "../../src/dialects/session.js";
import { expect } from "chai";
import { MigError } from "../../src/errors.js";
import { connect, type Connection } from "../../src/project/connect.js";
import { planDowngrade, planUpgrade } from "../../src/revisions/plan.js";
import { migrate, stamp } from "../../src/runtime/migrate.js";
import type { Run } from "../../src/runtime/run.js";
import { loadSteps } from "../../src/runtime/steps.js";
import type { Migration, Op } from "../../src/runtime/op.js";
import { ensureVersionTable, holdVersions, readVersions } from "../../src/runtime/version-table.js";
import { eachServer, SERVERS, type ServerName } from "../support/databases.js";
import { AUTHOR } from "../support/footing.js";
import { graphOf } from "../support/revisions.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { tableNames } from "../support/table-names.js";

const VERSIONS = { name: "mig_version", schema: null };
const ROLL_BACK: readonly ServerName[] = ["postgres", "sqlite"];
const WITH_LOCKS = SERVERS.filter((server) => server !== "sqlite");

/** What takes some seconds and can be stopped. */
const SLEEP: Readonly<Record<string, string>> = {
  postgres: "SELECT pg_sleep(20)",
  mysql: "DO SLEEP(20)",
  mariadb: "DO SLEEP(20)",
};

const table = (name: string) => ({ name, columns: [{ name: "id", type: "integer" }] });

describe("running migrations", () => {
  eachServer((server) => {
    const rollsBack = ROLL_BACK.includes(server);
    let database: SchemaDatabase;
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
    });
    afterEach(() => database[Symbol.asyncDispose]());

    const rows = () => readVersions(database.connection, VERSIONS);

    it("what waits when a migration throws is refused, and so is all that comes later", async () => {
      const refusals: Promise<unknown>[] = [];
      const call = (op: Op, name: string) => {
        const made = op.createTable(table(name)).then(
          () => "made",
          (reason: unknown) => reason,
        );
        refusals.push(made);
        return made;
      };
      let kept: Op | undefined;
      const error = await refusalOf(database, async (op) => {
        kept = op;
        await op.createTable(table("one"));
        void op.createTable(table("begun"));
        void call(op, "waiting").then(() => call(op, "later"));
        throw new Error("thought better of it");
      });
      expect(error.code).to.equal("MIG401");
      expect(error.message).to.contain("The upgrade of aaaa1 threw: Error: thought better of it");
      if (kept) await call(kept, "long after");
      expect(refusals).to.have.length(3);
      for (const reason of await Promise.all(refusals))
        expect(reason).to.be.instanceOf(MigError).with.property("code", "MIG401");
      expect(await rows()).to.deep.equal([]);
      const stands = rollsBack ? ["mig_version"] : ["begun", "mig_version", "one"];
      expect(await tableNames(database.test)).to.deep.equal(stands);
      if (!rollsBack)
        expect(linesOf(error)).to.include.members([
          "  1. + table one (id) stands",
          "  2. + table begun (id) stands",
        ]);
    });

    it("rows that another run has moved since the plan stop a step before it begins", async () => {
      const steps = await stepsFor({ aaaa1: async (op) => op.createTable(table("one")) });
      await ensureVersionTable(database.connection, VERSIONS);
      await stamp(run(database.connection), [], { steps: [], rows: ["other"] });
      const error = await refused(all(migrate(run(database.connection), steps)));
      expect(error.code).to.equal("MIG208");
      expect(error.message).to.contain("from base to other").and.not.contain("rolled back");
      expect(error.message).to.contain(database.test.name).and.not.contain("operations ran");
      expect(await rows()).to.deep.equal(["other"]);
      expect(await tableNames(database.test)).to.deep.equal(["mig_version"]);
    });

    it("the rows of one step are held against those of the next one", async () => {
      const steps = await stepsFor({
        aaaa1: async (op) => op.createTable(table("one")),
        bbbb1: async (op) => op.createTable(table("two")),
      });
      const running = migrate(run(database.connection), steps);
      await running.next();
      await stamp(run(database.connection), ["aaaa1"], { steps: [], rows: [] });
      expect((await refused(all(running))).code).to.equal("MIG208");
      expect(await tableNames(database.test)).to.deep.equal(["mig_version", "one"]);
    });

    it("rows that another run moves while a step runs are not overwritten", async () => {
      await using other = await opened(database);
      await ensureVersionTable(database.connection, VERSIONS);
      const steps = await stepsFor({
        aaaa1: async (op) => {
          await op.createTable(table("one"));
          await stamp(run(other), [], { steps: [], rows: ["other"] });
        },
      });
      const error = await refused(all(migrate(run(database.connection), steps)));
      if (server === "sqlite") {
        // A transaction keeps every other from writing.
        expect(error.message).to.contain("database is locked");
        expect(await rows()).to.deep.equal([]);
        return;
      }
      expect(error.code).to.equal("MIG208");
      expect(error.message).to.contain("from base to other").and.not.contain("as before");
      expect(error.hint).to.contain("mig current").and.not.contain("stamp");
      if (rollsBack) expect(await tableNames(database.test)).to.deep.equal(["mig_version"]);
      else expect(linesOf(error)).to.include("  1. + table one (id) stands");
      expect(await rows()).to.deep.equal(["other"]);
    });

    it("an interrupt after the last operation is in time only where it can be rolled back", async () => {
      const controller = new AbortController();
      const steps = await stepsFor({
        aaaa1: async (op) => {
          await op.createTable(table("one"));
          controller.abort();
          await setTimeout(50);
        },
        bbbb1: async (op) => op.createTable(table("two")),
      });
      const error = await refused(all(migrate(run(database.connection, controller), steps)));
      expect(error.code).to.equal("MIG403");
      if (rollsBack) {
        expect(error.message).to.contain("aaaa1").and.contain("rolled back");
        expect(await rows()).to.deep.equal([]);
        expect(await tableNames(database.test)).to.deep.equal(["mig_version"]);
      } else {
        expect(error.message).to.contain("before upgrade of bbbb1");
        expect(await rows()).to.deep.equal(["aaaa1"]);
        expect(await tableNames(database.test)).to.deep.equal(["mig_version", "one"]);
      }
    });

    it("nothing of a user's runs a second time to tell of a failure", async () => {
      let times = 0;
      await refusalOf(database, async (op) => {
        times += 1;
        await op.execute("this is no SQL");
      });
      expect(times).to.equal(1);
    });

    it("a refusal of mig's own names the revision", async () => {
      const error = await refusalOf(database, async (op) => {
        await op.dropTable("x");
      });
      expect(error.message).to.contain("op.dropTable (- table x) failed in the upgrade of aaaa1");
      const other = await refusalOf(database, () => {
        throw new MigError("MIG404", "There is no such thing.", "Do without.");
      });
      expect(other.message).to.contain("In the upgrade of aaaa1: There is no such thing.");
      expect(other.hint).to.equal("Do without.");
    });

    it("a statement of the migration's own that fails is shown", async () => {
      const error = await refusalOf(database, async (op) => {
        await op.query("SELECT * FROM not_there");
      });
      expect(error.code).to.equal("MIG401");
      expect(error.message).to.match(/^op\.query failed in the upgrade of aaaa1: .*not_there/);
      expect(error.message).to.contain("\n  SELECT * FROM not_there\n");
    });
  });

  eachServer((server) => {
    it("a run waits for another one that holds the rows, and then finds them moved", async () => {
      await using database = await createSchemaDatabase(server);
      const other = await connect(await import("typeorm"), database.test.options, "write");
      try {
        await ensureVersionTable(database.connection, VERSIONS);
        await stamp(run(database.connection), [], { steps: [], rows: ["aaaa1"] });
        const steps = await stepsFor({ aaaa1: nothing, bbbb1: nothing }, ["aaaa1"]);
        let second: Promise<unknown> | undefined;
        let isWaiting = true;
        await inTransaction(other.dialect, other.query, async () => {
          await holdVersions(other, VERSIONS, ["aaaa1"]);
          second = refused(all(migrate(run(database.connection), steps)));
          void second.finally(() => (isWaiting = false)).catch(() => undefined);
          await setTimeout(300);
          expect(isWaiting).to.equal(true);
          await other.query("UPDATE mig_version SET version_num = 'moved'");
        });
        expect(await second).to.have.property("code", "MIG208");
        expect(await readVersions(other, VERSIONS)).to.deep.equal(["moved"]);
      } finally {
        await other.close();
      }
    });

    it("an interrupt stops the last statement and nothing after it", async () => {
      await using database = await createSchemaDatabase(server);
      const controller = new AbortController();
      const steps = await stepsFor({
        aaaa1: async (op) => {
          await op.createTable(table("one"));
          void setTimeout(300).then(() => controller.abort());
          await op.execute(SLEEP[server] ?? "");
        },
      });
      const start = performance.now();
      const running = all(migrate(run(database.connection, controller), steps));
      if (ROLL_BACK.includes(server)) expect((await refused(running)).code).to.equal("MIG403");
      else await running;
      expect(performance.now() - start).to.be.lessThan(10_000);
      const stands = ROLL_BACK.includes(server) ? [] : ["aaaa1"];
      expect(await readVersions(database.connection, VERSIONS)).to.deep.equal(stands);
    });
  }, WITH_LOCKS);

  eachServer(
    (server) => {
      let database: SchemaDatabase;
      beforeEach(async () => {
        database = await createSchemaDatabase(server);
      });
      afterEach(() => database[Symbol.asyncDispose]());

      it("a failure says how many operations ran, and which stand", async () => {
        const error = await refusalOf(database, async (op) => {
          await op.createTable(table("one"));
          await op.query("INSERT INTO one VALUES (1)");
          await op.execute("this is no SQL");
          await op.createTable(table("two"));
        });
        expect(linesOf(error)).to.include.members([
          "  this is no SQL",
          "1 of 3 operations ran, and this database cannot roll them back.",
          "  1. + table one (id) stands",
          "  What op.query changed in 1 statement stands",
        ]);
        expect(linesOf(error).at(-1)).to.match(
          /^By its version table the .* is at base, as before/,
        );
        expect(error.hint).to.match(/^Mend the migration .* It goes on after what stands\./);
      });

      it("a failure says no number that it does not know", async () => {
        const error = await refusalOf(database, async (op) => {
          for (const name of ["one", "one", "two"]) await op.createTable(table(name));
        });
        expect(linesOf(error)).to.include(
          "1 operation ran, and this database cannot roll them back.",
        );
      });

      it("a failure of the first statement says that nothing has changed", async () => {
        const error = await refusalOf(database, async (op) => {
          await op.execute("this is no SQL");
        });
        expect(linesOf(error)).to.include("0 of 1 operation ran; nothing has changed.");
        expect(error.hint).to.match(/^Mend the migration/);
      });

      it("a failure shows the statement that was sent, not how it was found", async () => {
        await database.test.query("CREATE TABLE one (id int)");
        const error = await refusalOf(database, async (op) => {
          await op.dropForeignKey("one", "fk_none");
        });
        const clause = server === "mysql" ? "" : ", DROP INDEX IF EXISTS `fk_none`";
        expect(linesOf(error)).to.include.members([
          `  ALTER TABLE \`one\` DROP FOREIGN KEY \`fk_none\`${clause}`,
          "0 of 1 operation ran; nothing has changed.",
        ]);
      });

      it("a failure shows what of the failed operation stands", async () => {
        await database.test.run(
          "CREATE TABLE one (name varchar(9), copy varchar(9) AS (name)); INSERT INTO one (name) VALUES ('x');",
        );
        const error = await refusalOf(database, async (op) => {
          const copy = {
            name: "copy",
            type: "varchar(9)",
            nullable: true,
            generated: "virtual" as const,
            expression: "name",
          };
          const plain = { type: "int", nullable: false, generated: null, expression: null };
          await op.alterColumn("one", copy, plain);
        });
        const stands = linesOf(error).filter((line) =>
          line.startsWith("  Of what failed, this stands"),
        );
        expect(stands).to.have.length(1);
        expect(stands[0]).to.contain("ALTER TABLE `one` DROP COLUMN `copy`, ADD COLUMN `copy`");
        expect(linesOf(error)).to.include(
          "0 of 1 operation ran, and this database cannot roll them back.",
        );
      });

      it("what ran and could not be recorded is recorded by the next run", async () => {
        const error = await refusalOf(database, async (op) => {
          await op.createTable(table("one"));
          await op.execute("ALTER TABLE mig_version ADD CONSTRAINT never CHECK (version_num = '')");
        });
        expect(error.message).to.match(
          /^Writing the version table .* failed in the upgrade of aaaa1: .*never/,
        );
        expect(linesOf(error)).to.include(
          "2 of 2 operations ran, and this database cannot roll them back.",
        );
        expect(error.hint).to.contain("Run the same command again to record it");
      });

      it("what was undone and could not be recorded is recorded by the next run", async () => {
        await ensureVersionTable(database.connection, VERSIONS);
        await stamp(run(database.connection), [], { steps: [], rows: ["aaaa1"] });
        const graph = graphOf("aaaa1");
        const steps = await loadSteps(planDowngrade(graph, ["aaaa1"], "base"), async () => ({
          downgrade: (op) =>
            op.execute("ALTER TABLE mig_version RENAME COLUMN version_num TO version_text"),
        }));
        const error = await refused(all(migrate(run(database.connection), steps)));
        expect(error.message).to.match(/version table .* failed in the downgrade of aaaa1/);
        expect(linesOf(error).at(-1)).to.contain("is at aaaa1, as before");
        expect(error.hint).to.contain("Run the same command again to record it");
        await database.test.query(
          "ALTER TABLE mig_version RENAME COLUMN version_text TO version_num",
        );
        await all(migrate(run(database.connection), steps));
        expect(await readVersions(database.connection, VERSIONS)).to.deep.equal([]);
      });
    },
    ["mysql", "mariadb"],
  );
});

/** A second connection to the same database. */
async function opened({ test }: SchemaDatabase): Promise<Connection & AsyncDisposable> {
  const options = { ...test.options, timeout: 100 };
  const connection = await connect(await import("typeorm"), options as never, "write");
  return { ...connection, [Symbol.asyncDispose]: () => connection.close() };
}

const nothing: Migration = () => undefined;

const linesOf = (error: MigError) => error.message.split("\n");

const run = (database: Connection, controller?: AbortController): Run => ({
  database,
  versionTable: VERSIONS,
  author: AUTHOR,
  scope: { namespaces: [], except: ["mig_version", "mig_journal"] },
  typeormMetadata: "typeorm_metadata",
  signal: controller?.signal,
});

/** Revisions one after another, as steps from these rows to the last. */
function stepsFor(upgrades: Readonly<Record<string, Migration>>, from: readonly string[] = []) {
  const ids = Object.keys(upgrades);
  const graph = graphOf(...ids.map((id, at) => (at === 0 ? id : `${id} < ${ids[at - 1]}`)));
  return loadSteps(planUpgrade(graph, from, "head"), async ({ id }) => {
    const upgrade = upgrades[id];
    return upgrade ? { upgrade } : {};
  });
}

/** What the only revision of a history is refused with. */
async function refusalOf(database: SchemaDatabase, upgrade: Migration): Promise<MigError> {
  return refused(all(migrate(run(database.connection), await stepsFor({ aaaa1: upgrade }))));
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function refused(work: Promise<unknown>): Promise<MigError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof MigError) return error;
  throw error ?? new Error("expected a refusal");
}
