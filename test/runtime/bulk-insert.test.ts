import { expect } from "chai";
import { operations } from "../../src/operations/index.js";
import type { Op } from "../../src/runtime/op.js";
import { runMigration } from "../../src/runtime/op.js";
import { recording } from "../../src/runtime/sinks.js";
import { eachServer } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

describe("putting rows into a table", function () {
  this.timeout(60_000);
  eachServer((server) => {
    let database: SchemaDatabase;
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
      await database.run([
        operations.createTable.of({
          name: "t",
          columns: [
            { name: "id", type: server === "sqlite" ? "integer" : "int", generated: "increment" },
            { name: "a", type: "varchar(40)", default: "'of itself'" },
            { name: "b", type: "int", nullable: true },
          ],
          primaryKey: ["id"],
        }),
      ]);
    });
    afterEach(() => database[Symbol.asyncDispose]());
    const rows = () => database.test.query("SELECT id, a, b FROM t ORDER BY id");

    it("what a row leaves out has the default of its column, and null is null", async () => {
      await database.migrate((op) =>
        op.bulkInsert("t", [{ a: "x", b: 1 }, {}, { b: null }, { b: 2, a: undefined }, { id: 9 }]),
      );
      expect(await rows()).to.deep.equal([
        { id: 1, a: "x", b: 1 },
        { id: 2, a: "of itself", b: null },
        { id: 3, a: "of itself", b: null },
        { id: 4, a: "of itself", b: 2 },
        { id: 9, a: "of itself", b: null },
      ]);
    });

    it("rows that come once are not taken for none where a migration runs again", async () => {
      const source = numbered(3);
      const put = () => database.migrate((op) => op.bulkInsert("t", source));
      await put();
      const error: unknown = await put().catch((reason: unknown) => reason);
      expect(error).to.have.property("code", "MIG409");
      expect(await rows()).to.have.lengthOf(3);
    });

    for (const [kind, make] of Object.entries({
      "a list": (count: number) => [...numbered(count)],
      "a generator": numbered,
      "an asynchronous generator": slowly,
    }))
      it(`${kind}: no statement has more rows than it may, and a generator is never ahead`, async () => {
        for (const count of [0, 1, 3, 4, 10]) {
          await database.test.query("DELETE FROM t");
          const inserts: string[] = [];
          let given = 0;
          const source = make(count);
          const watched = Array.isArray(source)
            ? source
            : (async function* () {
                for await (const row of source) {
                  given += 1;
                  expect(given).to.be.at.most(inserts.length * 3 + 3);
                  yield row;
                }
              })();
          await database.migrate(
            (op) => op.bulkInsert("t", watched, { batchSize: 3 }),
            (text) => void (/^INSERT/.test(text) && inserts.push(text)),
          );
          expect(inserts).to.have.lengthOf(Math.ceil(count / 3));
          expect((await rows()).map(({ b }) => b)).to.deep.equal(
            Array.from({ length: count }, (_, at) => at + 1),
          );
        }
      });

    it("long rows are cut into statements that a server takes", async () => {
      const lengths: number[] = [];
      await database.migrate(
        (op) => op.bulkInsert("t", [...numbered(20_000)], { batchSize: 20_000 }),
        (text) => void (/^INSERT/.test(text) && lengths.push(text.length)),
      );
      expect(lengths.length).to.be.greaterThan(1);
      expect(Math.max(...lengths)).to.be.at.most(251_000);
      expect(await database.test.query("SELECT COUNT(*) AS n FROM t WHERE b > 0")).to.satisfy(
        ([row]: readonly Record<string, unknown>[]) => Number(row?.["n"]) === 20_000,
      );
    });
  });

  it("what runs nothing does not ask for the rows", async () => {
    const sink = recording();
    await runMigration((op: Op) => op.bulkInsert("t", never()), sink);
    expect(sink.operations.map(({ kind }) => kind)).to.deep.equal(["bulkInsert"]);
  });

  it("what is no rows is refused at the call", async () => {
    for (const wrong of [null, 5, "rows", [1], [[1]], { id: 1 }]) {
      const error: unknown = await runMigration(
        (op: Op) => op.bulkInsert("t", wrong as never),
        recording(),
      ).catch((reason: unknown) => reason);
      expect(error, JSON.stringify(wrong)).to.have.property("code", "MIG409");
    }
  });
});

function* numbered(count: number) {
  for (let b = 1; b <= count; b += 1) yield { id: b, b };
}

async function* slowly(count: number) {
  for (const row of numbered(count)) yield await Promise.resolve(row);
}

function* never(): Generator<Record<string, unknown>> {
  throw new Error("the rows were asked for");
}
