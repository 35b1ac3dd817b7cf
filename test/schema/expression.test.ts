import { expect } from "chai";
import fc from "fast-check";
import { inPlainWords, mentions, namesIn, renameIn } from "../../src/schema/expression.js";

describe("columns in expressions", () => {
  for (const [from, to, before, after] of [
    ["a", "b", "a > 0 AND A < 10", "b > 0 AND b < 10"],
    ["a", "b", '("a" > 0)', '("b" > 0)'],
    ["a", "b c", "a>0", '"b c">0'],
    ["a b", "c", "`a b` > 0", "`c` > 0"],
    ["it's", 'quo"te', `"it's" <> 'it''s'`, `"quo""te" <> 'it''s'`],
    ["a", "b", "t.a = 'a' OR aa = a", "t.b = 'a' OR aa = b"],
    ["größe", "size", "größe > 0", "size > 0"],
    ["qty", "order", "qty > 0", '"order" > 0'],
    ["owner", "user", "owner <> ''::text", `"user" <> ''::text`],
    ["qty", "order", "qty > `min`", "`order` > `min`"],
    ["email", "mail", "(email)::text ~ '^\\S+@\\S+$'", "(mail)::text ~ '^\\S+@\\S+$'"],
    ["a", "b", "a LIKE '%\\_%' ESCAPE '\\'", "b LIKE '%\\_%' ESCAPE '\\'"],
    ["a", "b", "a <> 'it\\'s' AND `c` = a", "b <> 'it\\'s' AND `c` = b"],
    ["date", "day", "cast(date AS date)", "cast(day AS date)"],
    ["date", "day", "date > date '2020-01-01'", "day > date '2020-01-01'"],
    ["year", "y", "extract(year from year) = year", "extract(year from y) = y"],
    ["day", "d", "a + interval (day + 1) day", "a + interval (d + 1) day"],
    ["userName", "user_name", '"userName" <> username', '"user_name" <> user_name'],
  ] as const)
    it(`${before} with ${from} called ${to}`, () => {
      expect(mentions(before, from)).to.equal(true);
      expect(renameIn(before, from, to)).to.equal(after);
      expect(mentions(after, from)).to.equal(false);
      const plain = (sql: string) => sql.replaceAll(/["`]/g, "").toLowerCase();
      expect(plain(renameIn(after, to, from))).to.equal(plain(before));
    });

  for (const [column, text] of [
    ["lower", "lower(a) = 'x'"],
    ["text", "(a)::text = 'x'::text"],
    ["nocase", "a COLLATE nocase = 'x'"],
    ["a", "b = 'a' OR aa = 1"],
    ["t", "t.a > 0"],
    ["date", "cast(`a` as date)"],
    ["year", "a + interval 1 year"],
    ["utf8mb4", "convert(a using utf8mb4)"],
    ["a", "b = 'it\\'s a'"],
    ["a", "b = 'it\\'s' OR a = 'it\\'s'"],
    ["A b", '"a b" > 0'],
  ] as const)
    it(`${text} does not name ${column}`, () => {
      expect(mentions(text, column)).to.equal(false);
      expect(renameIn(text, column, "other")).to.equal(text);
    });

  it("a column that is called the same again changes nothing but quotes and case", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("a", "b", "c d"), (text, name) => {
        const plain = (sql: string) => sql.replaceAll('"', "").toLowerCase();
        expect(plain(renameIn(text, name, name))).to.equal(plain(text));
      }),
    );
  });
});

describe("names in texts", () => {
  for (const [text, name] of [
    ["select 'it\\'s' AS `x` from `zeta` where `zeta`.`n` = 'z'", "zeta"],
    ["select 'back\\' from zeta where n = 'z'", "zeta"],
    ['SELECT "a""b" FROM t', 'a"b'],
  ] as const)
    it(`${text} names ${name}`, () => {
      expect([...namesIn(text)]).to.include(name);
    });
});

describe("expressions in plain words", () => {
  for (const [a, b, same] of [
    ["`name` <> 'x'", "name<>'x'", true],
    ['"a" IS  NOT\nnull', "A is not null", true],
    ["lower (a)", "lower(a)", true],
    ["name <> 'x'", "name <> 'X'", false],
    ["name <> ' x'", "name <> 'x'", false],
    ['"userName" > 0', "username > 0", false],
    ["a > 1", "a > 11", false],
    ["a - -1", "a + 1", false],
    ["a  ~ '^\\S'", "A ~ '^\\S'", true],
    ["a ~ '^\\D+$'", "a ~ '^\\d+$'", false],
    ["a = 'it\\'s'", "a  = 'it\\'s'", true],
    ["a = 'it\\'s' OR b = 'it\\'s'", "A = 'it\\'s' OR b = 'it\\'s'", false],
  ] as const)
    it(`${a} is ${same ? "" : "not "}${b}`, () => {
      expect(inPlainWords(a) === inPlainWords(b)).to.equal(same);
    });
});
