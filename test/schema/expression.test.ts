import { expect } from "chai";
import fc from "fast-check";
import { hasValue, mentions, renameIn } from "../../src/schema/expression.js";

describe("columns in expressions", () => {
  for (const [from, to, before, after] of [
    ["a", "b", "a > 0 AND A < 10", "b > 0 AND b < 10"],
    ["a", "b", '("a" > 0)', '("b" > 0)'],
    ["a", "b c", "a>0", '"b c">0'],
    ["a b", "c", "`a b` > 0", "`c` > 0"],
    ["it's", 'quo"te', `"it's" <> 'it''s'`, `"quo""te" <> 'it''s'`],
    ["a", "b", "t.a = 'a' OR aa = a", "t.b = 'a' OR aa = b"],
    ["größe", "size", "größe > 0", '"size" > 0'],
    ["userName", "user_name", '"userName" <> username', '"user_name" <> user_name'],
  ] as const)
    it(`${before} with ${from} called ${to}`, () => {
      expect(mentions(before, from)).to.equal(true);
      expect(renameIn(before, from, to)).to.equal(after);
      expect(mentions(after, from)).to.equal(false);
      expect(renameIn(after, to, from).replaceAll('"', "").toLowerCase()).to.equal(
        before.replaceAll('"', "").toLowerCase(),
      );
    });

  for (const [column, text] of [
    ["lower", "lower(a) = 'x'"],
    ["text", "(a)::text = 'x'::text"],
    ["nocase", "a COLLATE nocase = 'x'"],
    ["a", "b = 'a' OR aa = 1"],
    ["t", "t.a > 0"],
    ["a", "b = 'it\\'s a'"],
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

describe("values in expressions", () => {
  for (const [text, value] of [
    ["'a'", "a"],
    ["'it''s'", "it's"],
    ["'{a,b}'", "b"],
    ["'{{a},{ b }}'", "b"],
    [`'{"so so",b}'`, "so so"],
    [`'{"back\\\\slash"}'`, "back\\slash"],
    [`'{"say \\"hi\\""}'`, 'say "hi"'],
    [`'{"it''s"}'`, "it's"],
    ["ARRAY['a'::mood, 'b'::mood]", "b"],
    ["('ok'::mood)::text", "ok"],
    ["'{a'", "{a"],
  ] as const)
    it(`${text} has ${value}`, () => {
      expect(hasValue(text, value)).to.equal(true);
    });

  for (const [text, value] of [
    ["'banana'", "a"],
    ["'{banana}'", "a"],
    ["'a,b'", "a"],
    [`'{"a,b"}'`, "a"],
    ["a", "a"],
    ["'b'::a", "a"],
    ["'{a,b}'", "a,b"],
    ["''", "a"],
  ] as const)
    it(`${text} does not have ${value}`, () => {
      expect(hasValue(text, value)).to.equal(false);
    });

  it("an array of values has each of them, and no other", () => {
    const values = fc.array(fc.string({ minLength: 1 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.string({ minLength: 1 }), (list, other) => {
        const item = (value: string) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
        const text = `'${`{${list.map(item).join(",")}}`.replaceAll("'", "''")}'`;
        for (const value of list) expect(hasValue(text, value), value).to.equal(true);
        const isWhole = text.slice(1, -1).replaceAll("''", "'") === other;
        expect(hasValue(text, other)).to.equal(list.includes(other) || isWhole);
      }),
    );
  });
});
