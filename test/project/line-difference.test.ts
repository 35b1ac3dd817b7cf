import { expect } from "chai";
import fc from "fast-check";
import { lineDifference } from "../../src/project/line-difference.js";

const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
const lines = fc.array(fc.constantFrom("a", "b", "c", "- d", "+ e", "\\ f", ""), { maxLength: 30 });
const behind = (sign: string, difference: readonly string[]) =>
  difference.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));

describe("the difference of two texts", () => {
  it("law: is nothing exactly where they are the same, however their lines end", () => {
    fc.assert(
      fc.property(lines, lines, (from, to) => {
        const isSame = textOf(from) === textOf(to);
        expect(lineDifference(textOf(from), textOf(to)).length === 0).to.equal(isSame);
        const other = textOf(from).replaceAll("\n", "\r\n");
        expect(lineDifference(textOf(from), other)).to.deep.equal([]);
      }),
    );
  });

  it("law: what has gone, and what has come, is what one text has more than the other", () => {
    const less = (all: readonly string[], some: readonly string[]) =>
      some.reduce((left, one) => left.toSpliced(left.indexOf(one), 1), [...all]).toSorted();
    fc.assert(
      fc.property(lines, lines, (from, to) => {
        const difference = lineDifference(textOf(from), textOf(to));
        expect(less(from, behind("-", difference))).to.deep.equal(
          less(to, behind("+", difference)),
        );
      }),
    );
  });

  it("of texts that share nothing is all of both, soon", () => {
    const [from, to] = ["a", "b"].map((name) =>
      Array.from({ length: 3000 }, (_, at) => `${name}${at}`),
    );
    const start = performance.now();
    const difference = lineDifference((from ?? []).join("\n"), (to ?? []).join("\n"));
    expect(performance.now() - start).to.be.lessThan(5_000);
    expect(behind("-", difference)).to.deep.equal(from);
    expect(behind("+", difference)).to.deep.equal(to);
  });
});
