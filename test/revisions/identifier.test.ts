import { expect } from "chai";
import fc from "fast-check";
import { parseIdentifier, parseRange } from "../../src/revisions/identifier.js";
import { expectRefusal } from "../support/revisions.js";

describe("revisions/identifier", () => {
  const cases: readonly [
    typed: string,
    branch: string | null,
    name: string | null,
    offset: number,
  ][] = [
    ["1da977fd3e6e", null, "1da977fd3e6e", 0],
    ["head", null, "head", 0],
    [" heads\n", null, "heads", 0],
    ["+2", null, null, 2],
    ["-2", null, null, -2],
    ["1da9+2", null, "1da9", 2],
    ["1da9-12", null, "1da9", -12],
    ["1da9+0", null, "1da9", 0],
    ["head-1", null, "head", -1],
    ["current-1", null, "current", -1],
    ["shop@head", "shop", "head", 0],
    ["shop@-1", "shop", null, -1],
    ["shop@1da9-1", "shop", "1da9", -1],
    ["new-shop@head", "new-shop", "head", 0],
    ["new-shop", null, "new-shop", 0],
    ["new-shop+1", null, "new-shop", 1],
    ["größe 🎈", null, "größe 🎈", 0],
  ];
  for (const [typed, branch, name, offset] of cases) {
    it(JSON.stringify(typed), () => {
      expect(parseIdentifier(typed)).to.deep.equal({ text: typed.trim(), branch, name, offset });
    });
  }

  it("says the same of what it read, put together again", () => {
    const name = fc.constantFrom("1da9", "head", "base", "shop", "new-shop");
    const branch = fc.option(fc.constantFrom("shop", "1da9", "new-shop"));
    fc.assert(
      fc.property(
        branch,
        fc.option(name),
        fc.integer({ min: -9, max: 9 }),
        (branch, name, offset) => {
          fc.pre(name !== null || offset !== 0);
          const count = offset === 0 ? "" : offset > 0 ? `+${offset}` : `${offset}`;
          const text = `${branch === null ? "" : `${branch}@`}${name ?? ""}${count}`;
          expect(parseIdentifier(text)).to.deep.equal({ text, branch, name, offset });
        },
      ),
    );
  });

  const wrong: readonly [typed: string, says: string][] = [
    ["", "nothing in it"],
    ["  ", "nothing in it"],
    ["@head", "nothing before the @"],
    ["shop@", "nothing after the @"],
    ["a@b@c", "more than one @"],
    ["head@1da9", "`head` is not a branch"],
    ["shop+1@head", "after the @"],
    ["1da9+", "no number after the +"],
    ["-", "no number after the -"],
    ["1da9--1", "no number after the -"],
    ["1da9+1-1", "two numbers of steps"],
    ["-1-1", "two numbers of steps"],
    ["1da9+two", "after a + stands a number"],
    ["+0", "counts no steps"],
    ["-99999999999999999999", "too large"],
    ["shop@current", "not one branch's"],
    ["1da9:head", "a range cannot stand here"],
  ];
  for (const [typed, says] of wrong) {
    it(`${JSON.stringify(typed)} is refused`, () =>
      expectRefusal(() => parseIdentifier(typed), "MIG104", says));
  }

  it("ranges have two ends, of which either may be left out", () => {
    const { lower, upper } = parseRange("1da9-1:shop@head");
    expect([lower?.name, lower?.offset, upper?.branch, upper?.name]).to.deep.equal([
      "1da9",
      -1,
      "shop",
      "head",
    ]);
    expect(parseRange(":")).to.deep.equal({ text: ":", lower: null, upper: null });
    expect(parseRange("-3:").lower?.offset).to.equal(-3);
    expectRefusal(() => parseRange("1da9"), "MIG104", "no colon", "1da9:head");
    expectRefusal(() => parseRange("a:b:c"), "MIG104", "more than one colon");
    expectRefusal(() => parseRange("a+:b"), "MIG104", "no number");
  });
});
