import { expect } from "chai";
import fc from "fast-check";
import {
  hasValue,
  renameString,
  renameTypeIn,
  renameValueIn,
} from "../../src/operations/enum-expression.js";

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

describe("enum types that get another name", () => {
  for (const [from, to, before, after] of [
    ["mood", "temper", "s <> 'sad'::mood", "s <> 'sad'::temper"],
    ["mood", "app.mood", "'{a}'::mood[]", "'{a}'::app.mood[]"],
    ["app.mood", "Mood", "s = 'a'::app.mood", `s = 'a'::"Mood"`],
    ["Odd One", "mood", `s = ANY (ARRAY['a'::"Odd One"])`, "s = ANY (ARRAY['a'::mood])"],
    ["mood", "temper", "mood = 'mood'::text", "mood = 'mood'::text"],
    ["mood", "temper", "s = 'a'::app.mood", "s = 'a'::app.mood"],
  ] as const)
    it(`${before} with ${from} called ${to}`, () => {
      expect(renameTypeIn(before, from, to)).to.equal(after);
      expect(renameTypeIn(after, to, from)).to.equal(before);
    });
});

describe("enum values that get another name", () => {
  for (const [before, after] of [
    ["s <> 'sad'::mood", "s <> 'low'::mood"],
    ["s = ANY (ARRAY['sad'::mood, 'ok'::mood])", "s = ANY (ARRAY['low'::mood, 'ok'::mood])"],
    ["'{sad,ok}'::mood[]", "'{low,ok}'::mood[]"],
    ["name = 'sad'::text AND t = 'sad'", "name = 'sad'::text AND t = 'sad'"],
    ["s = 'sad'::app.mood", "s = 'sad'::app.mood"],
  ] as const)
    it(before, () => {
      expect(renameValueIn(before, "mood", "sad", "low")).to.equal(after);
      expect(renameValueIn(after, "mood", "low", "sad")).to.equal(before);
    });

  for (const [from, to, before, after] of [
    ["sad", "it's", "'sad'", "'it''s'"],
    ["a", "so so", "'{a,b}'", `'{"so so",b}'`],
    ["so so", "a", `'{"so so",b}'`, "'{a,b}'"],
    ["a", "{}", "'{a}'", `'{"{}"}'`],
    ["a", "b", "'aa'", "'aa'"],
    ["a", "null", "'{a,aa}'", `'{"null",aa}'`],
  ] as const)
    it(`${before} with ${from} called ${to}`, () => {
      expect(renameString(before, from, to)).to.equal(after);
      expect(hasValue(after, from)).to.equal(false);
    });
});
