import { expect } from "chai";
import { planUpgrade } from "../../src/revisions/plan.js";
import { migrate } from "../../src/runtime/migrate.js";
import type { Migration } from "../../src/runtime/op.js";
import { openEntries } from "../../src/runtime/journal.js";
import { loadSteps } from "../../src/runtime/steps.js";
import { readVersions } from "../../src/runtime/version-table.js";
import { eachServer } from "../support/databases.js";
import { graphOf } from "../support/revisions.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { all, refusal, run, VERSIONS } from "../support/stopped-runs.js";

/** What another program does with the rows, which are `aaaa1` alone, and how it takes that back. */
const CHANGES = {
  "moves it": [
    "UPDATE mig_version SET version_num = 'other'",
    "UPDATE mig_version SET version_num = 'aaaa1'",
  ],
  "deletes it": ["DELETE FROM mig_version", "INSERT INTO mig_version VALUES ('aaaa1')"],
  "adds another": [
    "INSERT INTO mig_version VALUES ('other')",
    "DELETE FROM mig_version WHERE version_num = 'other'",
  ],
} as const;

const counting = (number: number) => `UPDATE deed SET size = size + ${number}`;

describe("rows of the version table that another changes under a run", function () {
  this.timeout(60_000);
  eachServer((server) => {
    let database: SchemaDatabase;
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
      await database.test.run(
        "CREATE TABLE deed (size integer NOT NULL); INSERT INTO deed VALUES (0);",
      );
    });
    afterEach(() => database[Symbol.asyncDispose]());

    const rows = () =>
      readVersions({ ...database.connection, session: database.connection.dialect }, VERSIONS);
    const open = () =>
      openEntries({ ...database.connection, session: database.connection.dialect }, VERSIONS);
    const size = async () => (await database.test.query("SELECT size FROM deed"))[0]?.["size"];
    const journal = async () =>
      (await database.test.query("SELECT revision FROM mig_journal WHERE outcome = 'done'"))
        .map(({ revision }) => revision)
        .toSorted();

    /** The steps of two revisions, from where the rows are. */
    const steps = async (from: readonly string[], second: Migration, transaction: boolean) =>
      loadSteps(planUpgrade(graphOf("aaaa1", "bbbb1 < aaaa1"), from, "head"), async ({ id }) =>
        id === "aaaa1"
          ? { upgrade: (op) => op.execute(counting(1)) }
          : { upgrade: second, transaction },
      );

    for (const [what, [change, back]] of Object.entries(CHANGES)) {
      it(`between two steps, and ${what}: the next one does not begin, and nothing is done twice`, async () => {
        const twice: Migration = (op) => op.execute(counting(10));
        const running = migrate(run(database.connection), await steps([], twice, true));
        await running.next();
        await database.test.query(change);
        const moved = await plainRows(database);
        expect((await refusal(all(running))).code).to.equal("MIG208");
        expect(await size()).to.equal(1);
        expect(await plainRows(database)).to.deep.equal(moved);
        expect(await open()).to.deep.equal([]);
        await database.test.query(back);
        await all(migrate(run(database.connection), await steps(["aaaa1"], twice, true)));
        expect(await size()).to.equal(11);
        expect(await journal()).to.deep.equal(["aaaa1", "bbbb1"]);
      });

      it(`in a step that is no transaction, and ${what}: it stays as it is, and the next run does nothing twice`, async () => {
        let isFirst = true;
        const work: Migration = async (op) => {
          await op.execute(counting(10));
          if (isFirst) await database.test.query(change);
          isFirst = false;
          await op.execute(counting(100));
        };
        await all(migrate(run(database.connection), (await steps([], work, false)).slice(0, 1)));
        const error = await refusal(
          all(migrate(run(database.connection), await steps(["aaaa1"], work, false))),
        );
        expect(error.code).to.equal("MIG208");
        expect(error.hint).to.contain("mig current");
        expect(await rows()).to.not.include("bbbb1");
        const [entry, ...others] = await open();
        expect(entry).to.deep.include({ revision: "bbbb1" });
        expect(others).to.deep.equal([]);
        await database.test.query(back);
        await all(migrate(run(database.connection), await steps(["aaaa1"], work, false)));
        expect(await size()).to.equal(111);
        expect(await rows()).to.deep.equal(["bbbb1"]);
        expect(await open()).to.deep.equal([]);
        expect(await journal()).to.deep.equal(["aaaa1", "bbbb1"]);
      });

      it(`in a step that is a transaction, and ${what}: none of both overwrites the other`, async () => {
        const work: Migration = async (op) => {
          await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }] });
          await database.test.query(change);
        };
        const before = (await steps([], work, true)).slice(0, 1);
        await all(migrate(run(database.connection), before));
        if (server === "postgres") await database.test.query("SET lock_timeout = 300");
        if (server === "sqlite") await database.test.query("PRAGMA busy_timeout = 300");
        const error: unknown = await all(
          migrate(run(database.connection), await steps(["aaaa1"], work, true)),
        ).then(
          () => null,
          (reason: unknown) => reason,
        );
        if (error === null) {
          // A row that comes beside those that are held.
          expect(await rows()).to.deep.equal(["bbbb1", "other"]);
          expect(await journal()).to.deep.equal(["aaaa1", "bbbb1"]);
          return;
        }
        // The change was kept out and is an error of the migration that called for it, or it is the other's and stays.
        expect(error).to.be.an("error").with.property("code").that.is.oneOf(["MIG208", "MIG401"]);
        const isKeptOut = Object(error).code === "MIG401";
        expect(await rows()).to.not.include("bbbb1");
        expect((await rows()).join()).to.equal(isKeptOut ? "aaaa1" : wanted(change));
        expect(await journal()).to.deep.equal(["aaaa1"]);
      });
    }

    /** What the rows come to by that change alone. */
    function wanted(change: string): string {
      return change.startsWith("UPDATE")
        ? "other"
        : change.startsWith("DELETE")
          ? ""
          : "aaaa1,other";
    }
  });
});

const plainRows = async ({ test }: SchemaDatabase) =>
  (await test.query("SELECT version_num FROM mig_version"))
    .map(({ version_num: id }) => id)
    .toSorted();
