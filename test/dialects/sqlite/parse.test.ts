import { expect } from "chai";
import fc from "fast-check";
import { parseTable } from "../../../src/dialects/sqlite/parse.js";
import { tokenize, Unreadable, type Token } from "../../../src/dialects/sqlite/tokens.js";
import { anySchema } from "./arbitraries.js";
import { onBoth, open } from "./database.js";
import { agreesWithSqlite } from "./pragmas.js";
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
        { numRuns: 200 },
      );
    });
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

/** The same tokens, written otherwise. */
function respell(statement: string, next: (below: number) => number): string {
  const pick = <T>(items: readonly T[]): T => items[next(items.length)] as T;
  const spell = ({ kind, text, value }: Token): string => {
    if (kind === "word") return pick([text, text.toLowerCase(), text.toUpperCase()]);
    if (kind !== "name") return text;
    return pick([
      text,
      `\`${value.replaceAll("`", "``")}\``,
      ...(value.includes("]") ? [] : [`[${value}]`]),
      ...(PLAIN.has(value) ? [value] : []),
    ]);
  };
  // SQLite takes a comment before GENERATED ALWAYS for a part of the type.
  const gaps = ({ value }: Token) => (/^(?:GENERATED|ALWAYS)$/.test(value) ? [" "] : GAPS);
  return tokenize(statement).reduce((text, token) => text + pick(gaps(token)) + spell(token), "");
}

const PLAIN: ReadonlySet<string> = new Set(["id", "computed", "users"]);
const GAPS = [" ", " ", "\n", "\t \r\n", "/* , ) ' */", " -- ( \" '\n", "/**/"];

/** Numbers that look random and are the same for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
