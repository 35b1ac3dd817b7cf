import { expect } from "chai";
import fc from "fast-check";
import type { View } from "../../src/schema/model.js";
import { table, view } from "../../src/schema/spec.js";
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

const ordered = (views: readonly View[]) => inReadingOrder({ tables: [], views });
const reads = (one: View, other: View) => one.query.split(/[ ,]+/).includes(other.name);
const names = (views: readonly View[]) => views.map(({ name }) => name);

describe("the order of views", () => {
  it("law: each comes once, after all that it reads", () => {
    fc.assert(
      fc.property(families, (views) => {
        const all = ordered(views);
        expect(names(all).toSorted()).to.deep.equal(names(views).toSorted());
        all.forEach((one, at) => {
          for (const later of all.slice(at + 1)) expect(reads(one, later)).to.equal(false);
        });
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  it("law: it does not depend on the order they are given in", () => {
    fc.assert(
      fc.property(families, (views) => {
        expect(ordered(views.toReversed())).to.deep.equal(ordered(views));
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });

  it("law: what reads something is over it, and so is what reads that", () => {
    fc.assert(
      fc.property(families, fc.nat(), (views, at) => {
        const one = views[at % Math.max(views.length, 1)];
        if (!one) return;
        const over = viewsOver({ tables: [], views }, new Set([one.name]));
        const below = new Set([one, ...over]);
        for (const other of views) {
          const isOver = other !== one && [...below].some((each) => reads(other, each));
          expect(over.includes(other), other.name).to.equal(isOver);
        }
        expect(over).to.deep.equal(ordered(views).filter((each) => over.includes(each)));
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
      const tables = [table({ name, columns: [] })];
      const over = viewsOver({ tables, views: [reader] }, new Set([name]));
      expect(over).to.deep.equal(isRead ? [reader] : []);
      const read = view({ name, query: "SELECT 1" });
      expect(ordered([reader, read])).to.deep.equal(isRead ? [read, reader] : [reader, read]);
    });

  it("a name is first of all that of what has it", () => {
    const one = view({ name: "users", query: "SELECT id FROM audit.users" });
    const other = view({ name: "audit.users", query: "SELECT id FROM app.users" });
    expect(ordered([one, other])).to.deep.equal([other, one]);
    const tables = [table({ name: "app.users", columns: [] })];
    expect(viewsOver({ tables, views: [one, other] }, new Set(["users"]))).to.deep.equal([]);
    const over = viewsOver({ tables, views: [one, other] }, new Set(["app.users"]));
    expect(over).to.deep.equal([other, one]);
  });

  it("what a query calls as it calls what it reads is read", () => {
    const query = "WITH users AS (SELECT * FROM users) SELECT * FROM users";
    const one = view({ name: "active", query });
    const tables = [table({ name: "users", columns: [] })];
    expect(viewsOver({ tables, views: [one] }, new Set(["users"]))).to.deep.equal([one]);
  });

  it("what has the name of a column is not read", () => {
    const query = "SELECT u.id, count(*) AS orders FROM purchase u GROUP BY u.id";
    const stats = view({ name: "a_stats", query });
    const orders = view({ name: "orders", query: "SELECT * FROM a_stats" });
    expect(ordered([orders, stats])).to.deep.equal([stats, orders]);
  });

  it("a view is over the types that it names", () => {
    const one = view({ name: "one", query: "SELECT 1 FROM t WHERE mood = 'sad'::mood" });
    const two = view({ name: "two", query: "SELECT 1 FROM one" });
    const three = view({ name: "three", query: "SELECT 1 FROM t" });
    const views = [two, three, one];
    const over = viewsOver({ tables: [], views }, new Set(), { types: new Set(["mood"]) });
    expect(over).to.deep.equal([one, two]);
  });

  it("views that read each other are in order of their names", () => {
    const one = view({ name: "one", query: "SELECT 1 FROM other" });
    const other = view({ name: "other", query: "SELECT 1 FROM one" });
    expect(names(ordered([one, other]))).to.deep.equal(names(ordered([other, one])));
  });
});
