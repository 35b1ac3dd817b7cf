import { expect } from "chai";
import { planUpgrade } from "../../src/revisions/plan.js";
import type { RowProgress } from "../../src/runtime/batching.js";
import { openEntries } from "../../src/runtime/journal.js";
import { migrate } from "../../src/runtime/migrate.js";
import type { Migration, Op } from "../../src/runtime/op.js";
import { loadSteps } from "../../src/runtime/steps.js";
import { eachServer } from "../support/databases.js";
import { graphOf } from "../support/revisions.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { all, expectToGoOn, refusal, run, stepsOf, VERSIONS } from "../support/stopped-runs.js";

const TABLE = {
  name: "item",
  columns: [
    { name: "id", type: "int" },
    { name: "size", type: "int" },
    { name: "note", type: "varchar(40)", nullable: true },
  ],
  primaryKey: ["id"],
};

function* rows(count: number) {
  for (let id = 1; id <= count; id += 1) yield { id, size: id };
}

/** Each row is changed in a way that shows if it happens twice. */
async function work(op: Op) {
  await op.createTable(TABLE);
  await op.bulkInsert("item", rows(5), { batchSize: 2 });
  await op.backfill("item", { set: { size: "size + 100" }, batchSize: 2 });
  await op.backfill("item", {
    columns: ["size", "note"],
    where: "id <> 3",
    batchSize: 2,
    each: (items) =>
      items.map((item) => ({
        ...item,
        note: `${String(item["note"] ?? "")}${String(item["size"])}!`,
      })),
  });
  await op.execute("INSERT INTO deed (what) VALUES ('after')");
}

describe("operations that go through rows", function () {
  this.timeout(300_000);
  eachServer((server) => {
    for (const transaction of [true, false])
      for (const when of ["before", "after"] as const)
        it(`law: ${transaction ? "in" : "outside of"} a transaction, the connection lost ${when} any statement: the next run goes on after the last batch`, async () => {
          await expectToGoOn(server, await stepsOf(work, transaction), when);
        });
  });

  eachServer((server) => {
    let database: SchemaDatabase;
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
      await all(
        migrate(
          run(database.connection),
          await steps(async (op) => {
            await op.createTable(TABLE);
            await op.bulkInsert("item", rows(10));
          }, "aaaa1"),
        ),
      );
    });
    afterEach(() => database[Symbol.asyncDispose]());
    const steps = (upgrade: Migration, id: string) =>
      loadSteps(
        planUpgrade(graphOf("aaaa1", "bbbb1 < aaaa1"), id === "aaaa1" ? [] : ["aaaa1"], id),
        async () => ({ upgrade }),
      );
    const sizes = async () =>
      (await database.test.query("SELECT size FROM item ORDER BY id")).map(({ size }) =>
        Number(size),
      );
    const upgraded = async (upgrade: Migration, more = {}) =>
      all(migrate({ ...run(database.connection), ...more }, await steps(upgrade, "bbbb1")));

    it("keep the batches before one that fails, say how many rows they are, and go on in other batches", async () => {
      let isBroken = true;
      const seen: unknown[] = [];
      const upgrade =
        (batchSize: number): Migration =>
        (op) =>
          op.backfill("item", {
            columns: ["size"],
            batchSize,
            each(items) {
              if (isBroken && items.some(({ id }) => id === 5)) throw new Error("not this one");
              seen.push(...items.map(({ id }) => id));
              return items.map(({ id, size }) => ({ id, size: Number(size) * 10 }));
            },
          });
      const error = await refusal(upgraded(upgrade(2)));
      expect(error.message)
        .to.contain("not this one")
        .and.contain("Of what failed, 4 rows are done");
      expect(error.message).not.to.contain("rolled back:");
      expect(error.hint).to.contain("It goes on after what stands.");
      expect(await sizes()).to.deep.equal([10, 20, 30, 40, 5, 6, 7, 8, 9, 10]);
      isBroken = false;
      await upgraded(upgrade(3));
      expect(await sizes()).to.deep.equal([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
      expect(seen).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it("refuse to go on where the migration says something else now", async () => {
      const failing: Migration = (op) =>
        op.backfill("item", { set: { size: "size + 1" }, batchSize: 4, pauseMs: 1 });
      const stop = new AbortController();
      let told = 0;
      const progress = () => void (++told === 2 && stop.abort());
      const error = await refusal(upgraded(failing, { signal: stop.signal, progress }));
      expect(error.code).to.equal("MIG403");
      expect(await sizes()).to.deep.equal([2, 3, 4, 5, 5, 6, 7, 8, 9, 10]);
      for (const other of [
        (op: Op) => op.backfill("item", { set: { size: "size + 2" } }),
        (op: Op) => op.execute("UPDATE item SET size = 0"),
      ]) {
        const { code, message } = await refusal(upgraded(other));
        expect(code).to.equal("MIG211");
        expect(message).to.contain("4 rows");
      }
      await upgraded(failing);
      expect(await sizes()).to.deep.equal([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });

    it("tell how far they have come", async () => {
      const told: RowProgress[] = [];
      await upgraded(
        async (op) => {
          await op.bulkInsert("item", rowsFrom(11, 15), { batchSize: 3 });
          await op.backfill("item", { set: { size: "0" }, where: "id > 10", batchSize: 2 });
        },
        { progress: (progress: RowProgress) => void told.push(progress) },
      );
      const summaries = told.map(({ operation, done, total }) => [operation, done, total]);
      expect(summaries).to.deep.equal([
        ["+ 3 rows of item", 3, null],
        ["+ 5 rows of item", 5, null],
        ...[0, 2, 4, 5].map((done) => ["~ rows of item where id > 10", done, 5]),
      ]);
    });

    it("let the code that gives rows read, and refuse that it changes anything", async () => {
      await upgraded(async (op) => {
        await op.bulkInsert(
          "item",
          (async function* () {
            const found = await op.query("SELECT id FROM item ORDER BY id");
            for (const { id } of found) yield { id: Number(id) + 10, size: 0 };
          })(),
          { batchSize: 3 },
        );
        await op.backfill("item", {
          columns: ["size"],
          where: "id > 10",
          batchSize: 4,
          async each(items) {
            const [row] = await op.query("SELECT MAX(id) AS last FROM item");
            return items.map(({ id }) => ({ id, size: Number(row?.["last"]) }));
          },
        });
      });
      expect((await sizes()).slice(8)).to.deep.equal([
        9,
        10,
        ...Array.from({ length: 10 }, () => 20),
      ]);
    });

    for (const [what, change] of Object.entries({
      "an operation": (op: Op) => op.execute("DELETE FROM item"),
      "a query that changes rows": (op: Op) => op.query("DELETE FROM item"),
      "a batch": (op: Op) => op.autocommit(() => undefined),
    }))
      it(`refuse ${what} in there, rather than wait for ever`, async () => {
        const ways: Migration[] = [
          (op) =>
            op.backfill("item", {
              columns: ["size"],
              async each() {
                await change(op);
                return [];
              },
            }),
          (op) =>
            op.bulkInsert(
              "item",
              (async function* () {
                await change(op);
                yield { id: 11, size: 1 };
              })(),
            ),
        ];
        for (const way of ways) {
          const { code, message } = await refusal(upgraded(way));
          expect(code).to.equal("MIG409");
          expect(message).to.contain("waits for its rows");
        }
        expect(await sizes()).to.have.lengthOf(10);
        const open = { ...database.connection, session: database.connection.dialect };
        expect(await openEntries(open, VERSIONS)).to.deep.equal([]);
      });

    it("refuse a key by which not every row is found, before anything has run", async () => {
      for (const key of [["note"], ["size"]]) {
        const { code } = await refusal(
          upgraded((op) => op.backfill("item", { set: { note: "'x'" }, key })),
        );
        expect(code).to.equal("MIG409");
      }
      const { message } = await refusal(
        upgraded((op) => op.backfill("item", { set: { id: "id + 1" } })),
      );
      expect(message).to.contain("a part of the key");
    });
  });
});

function* rowsFrom(first: number, last: number) {
  for (let id = first; id <= last; id += 1) yield { id, size: id };
}
