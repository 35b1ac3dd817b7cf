import { expect } from "chai";
import fc from "fast-check";
import { parseTable } from "../../../src/dialects/sqlite/parse.js";
import { Unreadable } from "../../../src/dialects/sqlite/tokens.js";
import { anySchema } from "./arbitraries.js";
import { REPLAY, RUNS } from "../../laws/runs.js";
import { onBoth, open } from "./database.js";
import { agreesWithSqlite } from "./pragmas.js";
import { numbers, respell } from "./respell.js";
import { spelt } from "./spelt.js";
import { WRITTEN } from "./written.js";

describe("definitions that others have written", () => {
  onBoth((driver) => {
    for (const text of WRITTEN)
      it(`are read as SQLite reads them: ${text.slice(0, 70).replaceAll(/\s+/g, " ")}`, async () => {
        await using database = await open(driver);
        await database.script(text);
        const { tables } = await database.reflect();
        expect(tables).not.to.be.empty;
        for (const table of tables) await agreesWithSqlite(database, table);
      });

    it("are read the same in any layout, case and quotes, with comments anywhere", async () => {
      await fc.assert(
        fc.asyncProperty(anySchema, fc.integer(), async (schema, seed) => {
          await using plain = await open(driver);
          await using respelt = await open(driver);
          const statements = plain.dialect.compile(
            schema.tables.map((table) => ({ kind: "createTable", table })),
            schema,
          );
          const next = numbers(seed);
          for (const statement of statements) {
            await plain.query(statement);
            await respelt.query(respell(statement, next));
          }
          expect(spelt(await respelt.reflect())).to.deep.equal(spelt(await plain.reflect()));
        }),
        { numRuns: RUNS * 4, ...REPLAY },
      );
    });
  });

  it("have their strings in single quotes, where SQLite has taken double ones for strings", () => {
    const text = `CREATE TABLE t (a TEXT DEFAULT ("it's") CHECK (a IN ("x", "A", 'y') AND "t"."a" <> "z"), b DEFAULT "c")`;
    expect(parseTable(text).source).to.equal(
      `CREATE TABLE t (a TEXT DEFAULT ('it''s') CHECK (a IN ('x', "A", 'y') AND "t"."a" <> 'z'), b DEFAULT 'c')`,
    );
  });

  for (const text of [
    "CREATE TABLE t",
    "CREATE TABLE t (",
    "CREATE TABLE t ()",
    "CREATE TABLE t (a int",
    "CREATE TABLE t (a int,)",
    "CREATE TABLE t (a int CHECK)",
    "CREATE TABLE t (a int CHECK (a > 0)",
    "CREATE TABLE t (a int REFERENCES b ON DELETE EXPLODE)",
    "CREATE TABLE t (a int FROBNICATE KEY (1) 2)",
    "CREATE TABLE t (a int, PRIMARY KEY (a + 1))",
    "CREATE TABLE t (a int, UNIQUE (a), b int)",
    "CREATE TABLE t (a int) WITHOUT",
    "CREATE TABLE t (a int) COMPRESSED",
    "CREATE TABLE t (a int) STRICT WITHOUT ROWID",
    "CREATE TABLE t (a int) STRICT,",
    "CREATE TABLE t (a int DEFAULT 'open)",
    "CREATE TABLE t (a int \u0001)",
    "CREATE VIEW t AS SELECT 1",
  ])
    it(`are refused where they are none: ${JSON.stringify(text)}`, () => {
      expect(() => parseTable(text)).to.throw(Unreadable);
    });
});
