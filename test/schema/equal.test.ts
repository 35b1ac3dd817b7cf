import { expect } from "chai";
import fc from "fast-check";
import { equal, fingerprint } from "../../src/schema/equal.js";

/** Data as a schema is made of, small enough that two of them are often the same. */
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, 1, "a", "b", ""),
    fc.array(tie("data"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b"), tie("data"), { maxKeys: 2, noNullPrototype: true }),
  ),
}));

describe("equal", () => {
  it("law: is as chai has it, and as the fingerprints say", () => {
    fc.assert(
      fc.property(data, data, (a, b) => {
        const same = isDeepEqual(a, b);
        expect(equal(a, b)).to.equal(same);
        expect(fingerprint(a) === fingerprint(b)).to.equal(same);
      }),
      { numRuns: 2000 },
    );
  });

  it("law: does not see in which order facets were written", () => {
    fc.assert(
      fc.property(data, (value) => {
        const other = reversed(value);
        expect(equal(value, other)).to.equal(true);
        expect(fingerprint(value)).to.equal(fingerprint(other));
      }),
      { numRuns: 2000 },
    );
  });

  it("sees the order of a list", () => {
    expect(equal(["a", "b"], ["b", "a"])).to.equal(false);
  });
});

function isDeepEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).to.deep.equal(b);
    return true;
  } catch {
    return false;
  }
}

/** The same data with the facets of every object written backwards. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]) => [key, reversed(part)]),
  );
}
