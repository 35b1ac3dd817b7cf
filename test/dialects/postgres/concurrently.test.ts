import { expect } from "chai";
import { planDowngrade, planUpgrade, type Plan } from "../../../src/revisions/plan.js";
import { openEntries } from "../../../src/runtime/journal.js";
import { migrate } from "../../../src/runtime/migrate.js";
import type { Migration } from "../../../src/runtime/op.js";
import { loadSteps, type MigrationModule } from "../../../src/runtime/steps.js";
import { readVersions } from "../../../src/runtime/version-table.js";
import { EMPTY_SCHEMA } from "../../../src/schema/model.js";
import { eachServer } from "../../support/databases.js";
import { AUTHOR } from "../../support/footing.js";
import { graphOf } from "../../support/revisions.js";
import { runSql } from "../../support/run-sql.js";
import { meansFor, wholeScript } from "../../support/scripts.js";
import { createSchemaDatabase, type SchemaDatabase } from "../../support/schema-database.js";

const VERSIONS = { name: "mig_version", schema: null };
const concurrently = { concurrently: true };
const EMAIL = { name: "uq_email", columns: ["email"], unique: true };

/** A table with rows of one email, and then an index that is built while others write. */
const MIGRATIONS: Readonly<Record<string, MigrationModule>> = {
  aaaa1: {
    async upgrade(op) {
      await op.createTable({ name: "users", columns: [{ name: "email", type: "text" }] });
      await op.execute("INSERT INTO users VALUES ('a'), ('b')");
    },
    downgrade: (op) => op.dropTable("users"),
  },
  bbbb1: {
    async upgrade(op) {
      await op.addColumn("users", { name: "age", type: "integer", nullable: true });
      await op.createIndex("users", EMAIL, concurrently);
      await op.addColumn("users", { name: "size", type: "integer", nullable: true });
    },
    async downgrade(op) {
      await op.dropColumn("users", "size");
      await op.dropIndex("users", "uq_email", concurrently);
      await op.dropColumn("users", "age");
    },
  },
};

describe("an index built concurrently", () => {
  eachServer(() => {
    let database: SchemaDatabase;
    beforeEach(async () => {
      database = await createSchemaDatabase("postgres");
    });
    afterEach(() => database[Symbol.asyncDispose]());

    it("is made and dropped outside of the transaction of its revision", async () => {
      await go(database, up("bbbb1"));
      expect(await indexes(database)).to.deep.equal([{ name: "uq_email", valid: true }]);
      expect(await columns(database)).to.have.members(["email", "age", "size"]);
      await go(database, planDowngrade(GRAPH, ["bbbb1"], "aaaa1"));
      expect(await indexes(database)).to.deep.equal([]);
      expect(await columns(database)).to.deep.equal(["email"]);
    });

    it("that is left invalid by rows that repeat is made again by the next run", async () => {
      await go(database, up("aaaa1"));
      await database.test.query("INSERT INTO users VALUES ('a')");
      const second = planUpgrade(GRAPH, ["aaaa1"], "bbbb1");
      for (const _ of ["the first run", "the next one"]) {
        const error: unknown = await go(database, second).catch((it: unknown) => it);
        expect(String(error)).to.contain("could not create unique index");
        expect(await indexes(database)).to.deep.equal([{ name: "uq_email", valid: false }]);
        expect(await columns(database)).to.have.members(["email", "age"]);
        expect(await openEntries(database.connection, VERSIONS)).to.have.length(1);
      }
      await database.test.query("DELETE FROM users WHERE email = 'a'");
      await go(database, second);
      expect(await indexes(database)).to.deep.equal([{ name: "uq_email", valid: true }]);
      expect(await columns(database)).to.have.members(["email", "age", "size"]);
      expect(await readVersions(database.connection, VERSIONS)).to.deep.equal(["bbbb1"]);
    });

    it("that is left invalid may be another one in the next run", async () => {
      await go(database, up("aaaa1"));
      await database.test.query("INSERT INTO users VALUES ('a')");
      const second = planUpgrade(GRAPH, ["aaaa1"], "bbbb1");
      await go(database, second).catch(() => undefined);
      const upgrade: Migration = async (op) => {
        await op.addColumn("users", { name: "age", type: "integer", nullable: true });
        await op.createIndex("users", { ...EMAIL, unique: false }, concurrently);
      };
      await go(database, second, { ...MIGRATIONS, bbbb1: { upgrade } });
      expect(await indexes(database)).to.deep.equal([{ name: "uq_email", valid: true }]);
    });

    it("leaves a valid index and one of another table alone", async () => {
      await go(database, up("aaaa1"));
      await database.test.run(
        "CREATE TABLE others (email text); CREATE INDEX uq_email ON others (email)",
      );
      await database.test.query(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'uq_email'::regclass",
      );
      const error: unknown = await go(database, planUpgrade(GRAPH, ["aaaa1"], "bbbb1")).catch(
        (it: unknown) => it,
      );
      expect(String(error)).to.contain("already exists");
      expect(await indexes(database)).to.deep.equal([{ name: "uq_email", valid: false }]);
      await database.test.query("DROP TABLE others");
      await database.test.query("CREATE INDEX uq_email ON users (email)");
      const again: unknown = await go(database, planUpgrade(GRAPH, ["aaaa1"], "bbbb1")).catch(
        (it: unknown) => it,
      );
      expect(String(again)).to.contain("already exists");
      expect(await indexes(database)).to.deep.equal([{ name: "uq_email", valid: true }]);
    });

    it("is made by a script, also over what a failed one left", async () => {
      const script = await scriptFor(database, up("bbbb1"), []);
      await runSql(database.test, script);
      expect(await indexes(database)).to.deep.equal([{ name: "uq_email", valid: true }]);
      expect(await readVersions(database.connection, VERSIONS)).to.deep.equal(["bbbb1"]);
      const plan = planDowngrade(GRAPH, ["bbbb1"], "aaaa1");
      await runSql(database.test, await scriptFor(database, plan, ["aaaa1", "bbbb1"]));
      expect(await indexes(database)).to.deep.equal([]);

      await database.test.query("INSERT INTO users VALUES ('a')");
      await database.test
        .query("CREATE UNIQUE INDEX CONCURRENTLY uq_email ON users (email)")
        .catch(() => undefined);
      expect(await indexes(database)).to.deep.equal([{ name: "uq_email", valid: false }]);
      await database.test.query("DELETE FROM users WHERE email = 'a'");
      const second = planUpgrade(GRAPH, ["aaaa1"], "bbbb1");
      await runSql(database.test, await scriptFor(database, second, ["aaaa1"]));
      expect(await indexes(database)).to.deep.equal([{ name: "uq_email", valid: true }]);
    });
  }, ["postgres"]);
});

const GRAPH = graphOf("aaaa1", "bbbb1 < aaaa1");
const up = (target: string) => planUpgrade(GRAPH, [], target);

const load =
  (migrations: Readonly<Record<string, MigrationModule>>) =>
  async ({ id }: { readonly id: string }) =>
    migrations[id] ?? {};

async function go({ connection }: SchemaDatabase, plan: Plan, migrations = MIGRATIONS) {
  const run = {
    database: connection,
    versionTable: VERSIONS,
    author: AUTHOR,
    scope: { namespaces: "all", except: ["mig_version", "mig_journal"] },
    typeormMetadata: "typeorm_metadata",
  } as const;
  const steps = await loadSteps(plan, load(migrations));
  for await (const _ of migrate(run, steps));
}

/** The script of a plan for a database in which these revisions have run. */
async function scriptFor({ connection }: SchemaDatabase, plan: Plan, done: readonly string[]) {
  const means = await meansFor("postgres", connection.server.version);
  const steps = await loadSteps(plan, load(MIGRATIONS));
  return wholeScript(means, EMPTY_SCHEMA, steps, done.length === 0);
}

async function indexes({ test }: SchemaDatabase) {
  const rows = await test.query(
    "SELECT relname AS name, indisvalid AS valid FROM pg_index JOIN pg_class ON indexrelid = pg_class.oid WHERE relname LIKE 'uq%'",
  );
  return rows;
}

const columns = async ({ test }: SchemaDatabase) =>
  (
    await test.query(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'users'",
    )
  ).map(({ name }) => name);
