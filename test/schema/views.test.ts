import { expect } from "chai";
import fc from "fast-check";
import type { View } from "../../src/schema/model.js";
import { view } from "../../src/schema/spec.js";
import { inReadingOrder, viewsOver } from "../../src/schema/views.js";
import { PURE_RUNS, REPLAY } from "../laws/runs.js";

/** Views that read tables and views before them, in any order: each is what it reads, by name. */
const families: fc.Arbitrary<readonly View[]> = fc
  .array(fc.record({ rank: fc.nat(), reads: fc.array(fc.nat(), { maxLength: 3 }) }), {
    maxLength: 8,
  })
  .chain((members) => {
    const name = (at: number) => `v${(members[at]?.rank ?? 0) % 97}_${at}`;
    const views = members.map(({ reads }, at) => {
      const sources = at === 0 ? ["t"] : reads.map((other) => name(other % at));
      return view({ name: name(at), query: `SELECT 1 FROM ${["t0", ...sources].join(", ")}` });
    });
    return fc.shuffledSubarray(views, { minLength: views.length });
  });

const reads = (one: View, other: View) => one.query.split(/[ ,]+/).includes(other.name);
const names = (views: readonly View[]) => views.map(({ name }) => name);

describe("the order of views", () => {
  it("law: each comes once, after all that it reads", () => {
    fc.assert(
      fc.property(families, (views) => {
        const ordered = inReadingOrder(views);
        expect(names(ordered).toSorted()).to.deep.equal(names(views).toSorted());
        ordered.forEach((one, at) => {
          for (const later of ordered.slice(at + 1)) expect(reads(one, later)).to.equal(false);
        });
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  it("law: it does not depend on the order they are given in", () => {
    fc.assert(
      fc.property(families, (views) => {
        expect(inReadingOrder(views.toReversed())).to.deep.equal(inReadingOrder(views));
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  it("law: what reads something is over it, and so is what reads that", () => {
    fc.assert(
      fc.property(families, fc.nat(), (views, at) => {
        const one = views[at % Math.max(views.length, 1)];
        if (!one) return;
        const over = viewsOver(views, new Set([one.name]));
        const below = new Set([one, ...over]);
        for (const other of views) {
          const isOver = other !== one && [...below].some((each) => reads(other, each));
          expect(over.includes(other), other.name).to.equal(isOver);
        }
        expect(over).to.deep.equal(inReadingOrder(views).filter((each) => over.includes(each)));
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  /** A query, and whether it reads the view or table `audit."Big Ones"` or `adults`. */
  const told: readonly (readonly [name: string, query: string, isRead: boolean])[] = [
    ["adults", "SELECT id FROM adults", true],
    ["adults", "SELECT id FROM ADULTS", true],
    ["adults", 'SELECT id FROM "adults" a', true],
    ["adults", "SELECT id FROM `shop`.`adults`", true],
    ["adults", "SELECT id FROM public.adults", true],
    ["adults", "SELECT id FROM adults_too", false],
    ["adults", "SELECT 'adults' FROM account", false],
    ['audit."Big Ones"', 'SELECT id FROM audit."Big Ones"', true],
    ['audit."Big Ones"', "SELECT big, ones FROM audit.log", false],
  ];
  for (const [name, query, isRead] of told)
    it(`${query} ${isRead ? "reads" : "does not read"} ${name}`, () => {
      const reader = view({ name: "a_reader", query });
      expect(viewsOver([reader], new Set([name]))).to.deep.equal(isRead ? [reader] : []);
      const read = view({ name, query: "SELECT 1" });
      const ordered = isRead ? [read, reader] : [reader, read];
      expect(inReadingOrder([reader, read])).to.deep.equal(ordered);
    });

  it("views that seem to read each other are in order of their names", () => {
    const one = view({ name: "one", query: "SELECT 1 AS other FROM t" });
    const other = view({ name: "other", query: "SELECT 1 AS one FROM t" });
    expect(names(inReadingOrder([one, other]))).to.deep.equal(names(inReadingOrder([other, one])));
  });
});
