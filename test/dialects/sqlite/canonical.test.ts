import { expect } from "chai";
import fc from "fast-check";
import { canonical } from "../../../src/dialects/sqlite/canonical.js";
import { tokenize } from "../../../src/dialects/sqlite/tokens.js";
import type { Expression } from "../../../src/dialects/dialect.js";
import { table } from "../../../src/schema/spec.js";
import { REPLAY, RUNS } from "../../laws/runs.js";
import { open, type Opened } from "./database.js";
import { anyExpression } from "./expressions.js";

const TABLE = table({
  name: "users",
  columns: [
    { name: "a", type: "text", collation: "NOCASE" },
    { name: "b", type: "integer" },
    { name: "C c", type: "real" },
  ],
});

const spell = (text: string, place: Expression["place"] = "check") =>
  canonical({ table: TABLE, place, column: null, text });

const SAME: Readonly<Record<string, string>> = { "==": "=", "<>": "!=" };

describe("expressions in one spelling", () => {
  let database: Opened;
  before(async () => {
    database = await open();
    await database.script(`
      CREATE TABLE users (a TEXT COLLATE NOCASE, b INTEGER, "C c" REAL);
      INSERT INTO users VALUES ('x', 1, 1.5), ('X', 0, -2.0), ('', -3, 0.0), (NULL, NULL, NULL), ('10', 10, 10.0);`);
  });
  after(() => database[Symbol.asyncDispose]());

  const values = (text: string) =>
    database.rows(`SELECT quote(${text}), typeof(${text}) FROM users`).catch(() => "refused");

  it("give the same values as before", async () => {
    await fc.assert(
      fc.asyncProperty(anyExpression, async (text) => {
        expect(await values(spell(text) ?? "null")).to.deep.equal(await values(text));
      }),
      { numRuns: RUNS * 15, ...REPLAY },
    );
  });

  it("are fixed points", () => {
    fc.assert(
      fc.property(anyExpression, (text) => {
        const once = spell(text) ?? "";
        expect(spell(once)).to.equal(once);
      }),
      { numRuns: RUNS * 15, ...REPLAY },
    );
  });

  it("keep every token but parentheses, in its place", () => {
    fc.assert(
      fc.property(anyExpression, (text) => {
        const kept = (sql: string) =>
          tokenize(sql)
            .map(({ value }) => SAME[value] ?? value.toLowerCase())
            .filter((value) => value !== "(" && value !== ")");
        expect(kept(spell(text) ?? "")).to.deep.equal(kept(text));
      }),
      { numRuns: RUNS * 15, ...REPLAY },
    );
  });

  it("do not depend on layout, comments, the case of words or the quotes of columns", () => {
    fc.assert(
      fc.property(
        anyExpression,
        fc.constantFrom(" ", "\n\t", " /* ( */ ", " -- ' \n"),
        (text, gap) => {
          const other = tokenize(text)
            .map(({ kind, value, text }) => {
              if (kind === "name") return `[${value}]`;
              return kind === "word" ? text.toUpperCase() : text;
            })
            .join(gap);
          expect(spell(other)).to.equal(spell(text));
        },
      ),
      { numRuns: RUNS * 15, ...REPLAY },
    );
  });

  for (const [one, other] of [
    ["a > 0", '("a" > 0)'],
    ["a>0", "A\n>\t0 -- positive"],
    ["users.a > 0", "[a] > 0"],
    ["a == 1 AND b <> 2", "`a` = 1 and b != 2"],
    ["lower(a) = 'x'", "LOWER (A) = ('x')"],
    ["(a > 0) AND (b > 0)", "a > 0 AND b > 0"],
    ["((a)) IN (('x'), 'y')", "a IN ('x', 'y')"],
    ["b = x'0aFF' OR b = 1E3", "b = X'0Aff' or b = 1e3"],
    ["a COLLATE nocase = 'x'", 'a COLLATE "NOCASE" = "x"'],
    ["f(((a > 0)))", "f(a > 0)"],
  ] as const)
    it(`takes for the same: ${one} | ${other}`, () => {
      expect(spell(one)).to.be.a("string").and.equal(spell(other));
    });

  for (const [one, other] of [
    ["(a OR b) AND c", "a OR (b AND c)"],
    ["a OR b AND c", "(a OR b) AND c"],
    ["NOT (a = b)", "(NOT a) = b"],
    ["NOT (a AND b)", "NOT a AND b"],
    ["b - (1 - 2)", "b - 1 - 2"],
    ["-(b) * 2", "(-b) * 2"],
    ["-(9223372036854775808)", "-9223372036854775808"],
    ["b BETWEEN 1 AND (2 AND a)", "b BETWEEN 1 AND 2 AND a"],
    ["b BETWEEN 1 AND (a > 0)", "b BETWEEN 1 AND a > 0"],
    ["a = (b > 0)", "a = b > 0"],
    ["(a = b) > 0", "a = b > 0"],
    ["a IN ((SELECT 1))", "a IN (SELECT 1)"],
    ["a IN ((1, 2))", "a IN (1, 2)"],
    ["a IN ('A', 'B')", "a IN ('a', 'b')"],
    ["a IN ('a', 'b')", "a IN ('b', 'a')"],
    ["a = 'b'", "a = b"],
    ["a = 'x y'", "a = 'x  y'"],
    ["a = '--'", "a = ''"],
    ["a = '/* x */'", "a = ' '"],
    ["a = 1", "a = 1.0"],
    ["a = '1'", "a = 1"],
    ["a || b COLLATE NOCASE", "(a || b) COLLATE NOCASE"],
    ["a = 'it''s'", "a = 'its'"],
    ["a = x'00'", "a = '00'"],
    ['a = "A"', "a = 'A'"],
    ["CASE WHEN a THEN (b) END", "CASE WHEN a THEN b ELSE 0 END"],
    ["other.a > 0", "a > 0"],
    ['"C c" > 0', '"C  c" > 0'],
  ] as const)
    it(`tells apart: ${one} | ${other}`, () => {
      expect(spell(one)).to.be.a("string").and.not.equal(spell(other));
    });

  for (const [one, other] of [
    ["('x')", "'x'"],
    ["TRUE", "1"],
    ["(false)", "0"],
    ["current_timestamp", "(CURRENT_TIMESTAMP)"],
    ["datetime('now')", "DateTime( 'now' )"],
    ["- 1", "-1"],
    ["+1", "1"],
  ] as const)
    it(`takes for the same default: ${one} | ${other}`, () => {
      expect(spell(one, "default")).to.be.a("string").and.equal(spell(other, "default"));
    });

  it("are null where SQLite reads nothing", () => {
    expect(["a = 'open", "a = \u0001", "a = 1x"].map((text) => spell(text))).to.deep.equal([
      null,
      null,
      null,
    ]);
  });

  it("are refused in the words of SQLite, which makes and evaluates nothing", async () => {
    const asked = (place: Expression["place"], column: string | null, ...texts: string[]) =>
      texts.map((text): Expression => ({ table: TABLE, place, column, text }));
    const prints = await database.dialect.canonical(
      database.query,
      [
        ...asked("check", null, "a > 0", "missing > 0", "f(a)", "a >", "(SELECT 1)"),
        ...asked("default", "a", "'x'", "random()", "a", "g()"),
        ...asked("generated", "a", "b + 1", "random()"),
        ...asked("index key", null, "lower(a)", "random()"),
        ...asked("index predicate", null, "a IS NOT NULL", "(SELECT 1)"),
      ],
      [],
    );
    expect(
      prints.map(({ problem }) => problem && `${problem.kind}: ${problem.words}`),
    ).to.deep.equal([
      null,
      "unknown name: no such column: missing",
      "unknown name: no such function: f",
      'refused: near ")": syntax error',
      "refused: subqueries prohibited in CHECK constraints",
      null,
      null,
      "refused: default value of column [mig_0] is not constant",
      "unknown name: no such function: g",
      null,
      "refused: non-deterministic functions prohibited in generated columns",
      null,
      "refused: non-deterministic functions prohibited in generated columns",
      null,
      "refused: subqueries prohibited in generated columns",
    ]);
    expect(await database.query("SELECT * FROM sqlite_temp_master")).to.deep.equal([]);
  });

  it("come quickly, all in one call and one statement", async () => {
    const texts = Array.from(
      { length: 500 },
      (_, at) => `(a = '${at}') AND ((b) > ${at} OR NOT (b))`,
    );
    let queries = 0;
    const found = await database.dialect.canonical(
      (sql) => {
        queries += 1;
        return database.query(sql);
      },
      texts.map((text) => ({ table: TABLE, place: "check", column: null, text })),
      [],
    );
    expect(new Set(found.map(({ text }) => text)).size).to.equal(500);
    expect(queries).to.equal(1);
  });
});
