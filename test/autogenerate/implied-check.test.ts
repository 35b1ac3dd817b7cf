import { expect } from "chai";
import { impliesCheck } from "../../src/autogenerate/implied-check.js";

describe("a check that rows keep to as they kept to another", () => {
  for (const [given, wanted, isImplied] of [
    ["a > 0", "((a>0))", true],
    ["a > 0", "a > 1", false],
    ["score >= 0 AND score < 100", "score >= 0", true],
    ["(score >= 0) AND (score < 100)", "score<100 AND score >= 0", true],
    ["score >= 0", "score >= 0 AND score < 100", false],
    ["score >= 0 OR score < 100", "score >= 0", false],
    ["a BETWEEN 1 AND b", "b", false],
    ["(a > 0 OR b) AND c", "c", false],
    [`"kind" IN ('a','b')`, `kind IN ('b', 'c', 'a')`, true],
    [`"kind" IN ('a','b')`, `"kind" IN ('a')`, false],
    [`"kind" IN ('a')`, `"sort" IN ('a', 'b')`, false],
    ["kind NOT IN ('a')", "kind NOT IN ('a', 'b')", false],
    ["NOT kind IN ('a')", "NOT kind IN ('a', 'b')", false],
    ["a || b AND c", "c", false],
    ["a XOR b AND c", "c", false],
    ["kind IN ('a')", "kind IN (b)", false],
    ["kind IN (SELECT 1)", "kind IN (SELECT 1, 2)", false],
    ["kind IN ('a') AND size > 0", "kind IN ('a', 'b')", true],
  ] as const)
    it(`${given} ${isImplied ? "implies" : "does not imply"} ${wanted}`, () => {
      expect(impliesCheck(given, wanted)).to.equal(isImplied);
    });
});
