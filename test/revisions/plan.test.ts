import { expect } from "chai";
import fc from "fast-check";
import { MigError } from "../../src/errors.js";
import { createGraph, linksOf, needsOf, type Graph } from "../../src/revisions/graph.js";
import { ancestors, normalizedDependencies } from "../../src/revisions/lineage.js";
import { planDowngrade, planStamp, planUpgrade, type Plan } from "../../src/revisions/plan.js";
import type { RevisionId } from "../../src/revisions/revision.js";
import { applied } from "../../src/revisions/rows.js";
import {
  anyHistory,
  anyRevisions,
  expectRefusal,
  graphOf,
  idsOf,
  picked,
} from "../support/revisions.js";
import { brokenEdge } from "../support/vectors.js";

describe("revisions/plan: what holds for every history", () => {
  it("up to any revision and back to base leaves no row, and undoes just what was done", () =>
    always(anyHistory, ({ revisions, picks }) => {
      const graph = createGraph(revisions);
      const up = planUpgrade(graph, [], picked(revisions, picks[0]).id);
      const further = planUpgrade(graph, up.rows, picked(revisions, picks[1]).id);
      const back = planDowngrade(graph, further.rows, "base");
      expect(back.rows).to.deep.equal([]);
      expect(ran(back).toSorted()).to.deep.equal([...ran(up), ...ran(further)].sort());
    }));

  it("up to a revision and back to it changes nothing", () =>
    always(anyHistory, ({ revisions, picks }) => {
      const graph = createGraph(revisions);
      const target = picked(revisions, picks[0]).id;
      const { rows } = planUpgrade(graph, [], target);
      expect(rows).to.deep.equal([target]);
      expect(planUpgrade(graph, rows, target)).to.deep.equal({ steps: [], rows });
      expect(planDowngrade(graph, rows, target)).to.deep.equal({ steps: [], rows });
    }));

  it("all heads are all there is", () =>
    always(anyRevisions, (revisions) => {
      const graph = createGraph(revisions);
      const { steps, rows } = planUpgrade(graph, [], "heads");
      expect(steps.length).to.equal(revisions.length);
      expect(applied(graph, rows).size).to.equal(revisions.length);
    }));

  it("every step comes after what it needs, going down before", () =>
    forAnyPlan((graph, _, plan) => expect(brokenEdge(graph, plan)).to.equal(null)));

  it("after every step the rows stand for what is applied, and hold it in order", () =>
    forAnyPlan((graph, rows, plan) => {
      let before = rows;
      for (const { direction, revision, rowsBefore, rowsAfter } of plan.steps) {
        expect(rowsBefore).to.deep.equal(before);
        expect(rowsAfter).to.deep.equal([...new Set(rowsAfter)].sort());
        const expected = new Set(applied(graph, rowsBefore));
        const changes = direction === "upgrade" ? expected.size + 1 : expected.size - 1;
        if (direction === "upgrade") expected.add(revision.id);
        else expected.delete(revision.id);
        expect(expected.size).to.equal(changes);
        expect([...applied(graph, rowsAfter)].sort()).to.deep.equal([...expected].sort());
        before = rowsAfter;
      }
      expect(plan.rows).to.deep.equal(before);
    }));

  it("going down, what a revision needs gets a row, unless another row includes it, or if there is none another need", () =>
    forAnyPlan((graph, _, { steps }) => {
      for (const { direction, revision, rowsBefore, rowsAfter } of steps) {
        if (direction === "upgrade") continue;
        const others = rowsBefore.filter((row) => row !== revision.id);
        const { parents } = linksOf(graph, revision.id);
        const needs = [...new Set([...parents, ...normalizedDependencies(graph, revision.id)])];
        const included = others.length > 0 ? others : needs.flatMap((need) => needsOf(graph, need));
        const covered = ancestors(graph, included);
        const expected = new Set([...others, ...needs.filter((need) => !covered.has(need))]);
        expect(rowsAfter).to.deep.equal([...expected].sort());
      }
    }));

  it("going up, no row includes another", () =>
    always(anyHistory, ({ revisions, picks }) => {
      const graph = createGraph(revisions);
      const { rows } = planUpgrade(graph, [], picked(revisions, picks[0]).id);
      for (const { rowsAfter } of planUpgrade(graph, rows, picked(revisions, picks[1]).id).steps) {
        for (const row of rowsAfter) {
          expect(rowsAfter.filter((other) => ancestors(graph, [row]).has(other))).to.deep.equal([
            row,
          ]);
        }
      }
    }));

  it("stamp ends at the rows of upgrade", () =>
    always(anyHistory, ({ revisions, picks }) => {
      const graph = createGraph(revisions);
      const target = picked(revisions, picks[0]).id;
      expect(planStamp(graph, [], ["heads"])).to.deep.equal({
        steps: [],
        rows: planUpgrade(graph, [], "heads").rows,
      });
      expect(planStamp(graph, [], [target]).rows).to.deep.equal([target]);
      const { rows } = planUpgrade(graph, [], picked(revisions, picks[1]).id);
      if (applied(graph, rows).has(target)) return;
      expect(planStamp(graph, rows, [target]).rows).to.deep.equal(
        planUpgrade(graph, rows, target).rows,
      );
    }));

  it("stamp with several targets ends at the rows of as many upgrades", () =>
    always(anyHistory, ({ revisions, picks }) => {
      const graph = createGraph(revisions);
      const targets = picks.map((pick) => picked(revisions, pick).id);
      const rows = targets.reduce<readonly RevisionId[]>(
        (at, target) => planUpgrade(graph, at, target).rows,
        [],
      );
      expect(planStamp(graph, [], targets).rows).to.deep.equal(rows);
    }));

  it("neither the order of files nor that of rows matters", () =>
    always(fc.tuple(anyHistory, fc.nat()), ([{ revisions, picks }, turn]) => {
      const graph = createGraph(revisions);
      const other = createGraph(turned(revisions, turn));
      const target = picked(revisions, picks[0]).id;
      const { rows } = planUpgrade(
        graph,
        planUpgrade(graph, [], picked(revisions, picks[1]).id).rows,
        target,
      );
      for (const aim of [
        "base",
        "heads",
        target,
        `${target}-1`,
        `${target}@-1`,
        "+1",
        "library@+1",
      ]) {
        for (const command of ["upgrade", "downgrade", "stamp"] as const) {
          const answer = attempt(() => plan(command, graph, rows, aim));
          expect(attempt(() => plan(command, other, turned(rows, turn), aim))).to.deep.equal(
            answer,
          );
        }
      }
    }));

  it("whatever is typed is answered or refused", () =>
    always(fc.tuple(anyHistory, anyIdentifier), ([{ revisions, picks }, typed]) => {
      const graph = createGraph(revisions);
      const { rows } = planUpgrade(graph, [], picked(revisions, picks[0]).id);
      const target = typed
        .replaceAll("X", picked(revisions, picks[1]).id)
        .replaceAll("Y", picked(revisions, picks[2]).id);
      for (const command of ["upgrade", "downgrade", "stamp"] as const) {
        attempt(() => plan(command, graph, rows, target));
      }
    }));
});

describe("revisions/plan: upgrade", () => {
  const forked = graphOf(
    "root label main",
    "left1 < root label left",
    "left2 < left1",
    "right1 < root label right",
    "right2 < right1",
  );
  const merged = graphOf("root", "left < root", "right < root", "both < left right", "last < both");
  const apart = graphOf(
    "core1 label core",
    "core2 < core1",
    "shop1 label shop",
    "shop2 < shop1 needs core2",
    "shop3 < shop2",
  );

  const cases: readonly [
    what: string,
    graph: Graph,
    rows: string,
    target: string,
    steps: string,
    after: string,
  ][] = [
    ["all the way", merged, "", "head", "root right left both last", "last"],
    [
      "through a fork, line by line",
      forked,
      "",
      "heads",
      "root right1 right2 left1 left2",
      "left2 right2",
    ],
    ["to one side", forked, "", "left@head", "root left1 left2", "left2"],
    ["the other side too", forked, "left2", "right@head", "right1 right2", "left2 right2"],
    ["by a merge, rows become one", merged, "left right", "both", "both", "both"],
    [
      "a dependency comes along, and its row goes",
      apart,
      "core1",
      "shop@head",
      "core2 shop1 shop2 shop3",
      "shop3",
    ],
    ["what is applied already needs no step", merged, "both", "left", "", "both"],
    ["base is below everything", merged, "both", "base", "", "both"],
    ["two steps from where the database is", merged, "left right", "both", "both", "both"],
    ["one step on a branch", forked, "left1 right1", "right@+1", "right2", "left1 right2"],
    ["one step onto a branch not begun", forked, "root", "right@+1", "right1", "right1"],
    ["from base, keeping to a branch", apart, "", "core@+2", "core1 core2", "core2"],
    ["counted from a revision", forked, "", "left1+1", "root left1 left2", "left2"],
    ["counted from the base", merged, "", "base+1", "root", "root"],
    ["below a head", merged, "", "head-1", "root right left both", "both"],
    ["a label is the revision that carries it", forked, "", "left", "root left1", "left1"],
    ["the first characters of an id", merged, "", "righ", "root right", "right"],
  ];
  for (const [what, graph, rows, target, steps, after] of cases) {
    it(`${what}: upgrade ${target} from ${rows || "base"}`, () => {
      const plan = planUpgrade(graph, words(rows), target);
      expect(ran(plan).join(" ")).to.equal(steps);
      expect(plan.rows.join(" ")).to.equal(after);
    });
  }

  it("is refused, with what to type instead", () => {
    expectRefusal(
      () => planUpgrade(forked, [], "head"),
      "MIG102",
      "left2",
      "right2",
      "left@head",
      "heads",
    );
    expectRefusal(
      () => planUpgrade(forked, ["left1", "right1"], "+1"),
      "MIG113",
      "mig upgrade left1@+1",
    );
    expectRefusal(() => planUpgrade(forked, ["root"], "+1"), "MIG113", "left1", "right1");
    expectRefusal(() => planUpgrade(merged, ["both"], "+2"), "MIG110", "1 step ");
    expectRefusal(() => planUpgrade(merged, ["both"], "-1"), "MIG110", "mig downgrade -1");
    expectRefusal(() => planUpgrade(merged, [], "last+1"), "MIG110", "last is a head");
    expectRefusal(() => planUpgrade(merged, [], "root-1"), "MIG110", "base");
    expectRefusal(() => planUpgrade(merged, [], "root-2"), "MIG110", "root-2");
    expectRefusal(() => planUpgrade(merged, [], "last-2"), "MIG113", "left", "right");
    expectRefusal(() => planUpgrade(forked, [], "left@right1"), "MIG101", "right1");
    expectRefusal(() => planUpgrade(merged, ["gone"], "head"), "MIG202", "gone");
  });
});

describe("revisions/plan: downgrade", () => {
  const forked = graphOf(
    "root",
    "left1 < root label left",
    "left2 < left1",
    "right1 < root label right",
    "right2 < right1",
  );
  const merged = graphOf("root", "left < root", "right < root", "both < left right", "last < both");
  const apart = graphOf(
    "core1 label core",
    "core2 < core1",
    "shop1 label shop",
    "shop2 < shop1 needs core2",
    "shop3 < shop2",
  );

  const cases: readonly [
    what: string,
    graph: Graph,
    rows: string,
    target: string,
    steps: string,
    after: string,
  ][] = [
    ["all the way", merged, "last", "base", "last both left right root", ""],
    ["one step", merged, "last", "-1", "last", "both"],
    [
      "with all that stands on it",
      forked,
      "left2 right2",
      "root",
      "left2 left1 right2 right1",
      "root",
    ],
    ["one line only", forked, "left2 right2", "left@root", "left2 left1", "right2"],
    ["one step on a branch", forked, "left2 right2", "right@-1", "right2", "left2 right1"],
    [
      "what depends on it goes as well",
      apart,
      "shop3",
      "core@base",
      "shop3 shop2 core2 core1",
      "shop1",
    ],
    ["what it depended on gets a row again", apart, "shop3", "shop1", "shop3 shop2", "core2 shop1"],
    [
      "a line that a row includes by depending on it",
      apart,
      "shop3",
      "core@-1",
      "shop3 shop2 core2",
      "core1 shop1",
    ],
    ["to where it is", merged, "both", "both", "", "both"],
    ["below a revision", forked, "left2", "left2-2", "left2 left1", "root"],
    ["nothing to undo", merged, "", "base", "", ""],
  ];
  for (const [what, graph, rows, target, steps, after] of cases) {
    it(`${what}: downgrade ${target} from ${rows || "base"}`, () => {
      const plan = planDowngrade(graph, words(rows), target);
      expect(ran(plan).join(" ")).to.equal(steps);
      expect(plan.rows.join(" ")).to.equal(after);
    });
  }

  it("out of a merge, one row becomes two", () => {
    const { steps } = planDowngrade(merged, ["last"], "root");
    expect(steps.map(({ rowsAfter }) => rowsAfter.join(" "))).to.deep.equal([
      "both",
      "left right",
      "right",
      "root",
    ]);
  });

  it("beside another row, a parent that another parent includes gets a row as well", () => {
    const graph = graphOf("one", "two < one", "three < two", "both < one three", "other");
    expect(planDowngrade(graph, ["both"], "three").rows).to.deep.equal(["three"]);
    expect(planDowngrade(graph, ["both", "other"], "three").rows).to.deep.equal([
      "one",
      "other",
      "three",
    ]);
    expect(planDowngrade(graph, ["one", "other", "three"], "base").rows).to.deep.equal([]);
    expect(planUpgrade(graph, ["one", "other", "three"], "both").rows).to.deep.equal([
      "both",
      "other",
    ]);
  });

  it("is refused, with what to type instead", () => {
    expectRefusal(
      () => planDowngrade(forked, ["left2", "right2"], "-1"),
      "MIG113",
      "mig downgrade left2@-1",
      "right2@-1",
    );
    expectRefusal(() => planDowngrade(merged, ["both"], "-1"), "MIG113", "merge", "left", "right");
    expectRefusal(() => planDowngrade(merged, ["left"], "-3"), "MIG110", "2 steps");
    expectRefusal(() => planDowngrade(merged, [], "-1"), "MIG110", "nothing applied");
    expectRefusal(() => planDowngrade(merged, ["left"], "right"), "MIG110", "right", "left");
    expectRefusal(() => planDowngrade(merged, ["left"], "+1"), "MIG110", "mig upgrade +1");
    expectRefusal(() => planDowngrade(forked, ["left2", "right2"], "left2@left1-9"), "MIG110");
    expectRefusal(() => planDowngrade(forked, ["left2"], "head"), "MIG102", "left@head");
    expectRefusal(
      () => planDowngrade(merged, ["left", "gone1", "gone2"], "base"),
      "MIG202",
      "gone1",
      "gone2",
    );
  });
});

describe("revisions/plan: stamp", () => {
  const forked = graphOf(
    "root label main",
    "left1 < root label left",
    "left2 < left1",
    "right1 < root label right",
    "right2 < right1",
  );

  const cases: readonly [what: string, rows: string, targets: string, after: string][] = [
    ["an empty database", "", "heads", "left2 right2"],
    ["forward", "left1", "left2", "left2"],
    ["back", "left2", "left1", "left1"],
    ["back to where both come from", "left2 right2", "root", "root"],
    ["a branch in addition", "left2", "right@head", "left2 right2"],
    ["several", "", "left1 right2", "left1 right2"],
    ["several that include each other", "", "left1 root left2", "left2"],
    ["base", "left2 right2", "base", ""],
    ["base of a branch", "left2 right2", "left@base", "right2"],
    ["where it is", "left2 right2", "left2", "left2 right2"],
    ["counted from a head", "", "left2-1", "left1"],
  ];
  for (const [what, rows, targets, after] of cases) {
    it(`${what}: stamp ${targets} from ${rows || "base"}`, () => {
      expect(planStamp(forked, words(rows), words(targets))).to.deep.equal({
        steps: [],
        rows: words(after),
      });
    });
  }

  it("is refused, with what to type instead", () => {
    expectRefusal(() => planStamp(forked, [], ["head"]), "MIG102", "heads");
    expectRefusal(() => planStamp(forked, ["left2"], ["-1"]), "MIG113", "head-1");
    expectRefusal(() => planStamp(forked, ["left2"], ["right3"]), "MIG101", "right1", "right2");
  });
});

const always = <T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => unknown) =>
  fc.assert(
    fc.property(arbitrary, (value) => void law(value)),
    { numRuns: 400 },
  );

const words = (text: string) => text.split(" ").filter((word) => word !== "");

const ran = ({ steps }: Plan) => idsOf(steps.map(({ revision }) => revision));

const turned = <T>(all: readonly T[], by: number): readonly T[] =>
  [...all.slice(by % (all.length || 1)), ...all.slice(0, by % (all.length || 1))].reverse();

function plan(
  command: "upgrade" | "downgrade" | "stamp",
  graph: Graph,
  rows: readonly RevisionId[],
  target: string,
): Plan {
  if (command === "stamp") return planStamp(graph, rows, [target]);
  return command === "upgrade"
    ? planUpgrade(graph, rows, target)
    : planDowngrade(graph, rows, target);
}

/** The answer, or the refusal as text. */
function attempt(work: () => Plan): Plan | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof MigError) return `${error.code} ${error.message} ${error.hint}`;
    throw error;
  }
}

/** Plans up and down from where any upgrade leads. */
function forAnyPlan(law: (graph: Graph, rows: readonly RevisionId[], plan: Plan) => unknown): void {
  always(anyHistory, ({ revisions, picks }) => {
    const graph = createGraph(revisions);
    const [at, up, down, other] = picks.map((pick) => picked(revisions, pick).id);
    const first = planUpgrade(graph, [], at ?? "");
    const second = planUpgrade(graph, first.rows, up ?? "");
    law(graph, [], first);
    law(graph, first.rows, second);
    for (const target of ["base", down ?? "", `${down}-1`, `${other}@${down}`, `${other}@-1`]) {
      const third = attempt(() => planDowngrade(graph, second.rows, target));
      if (typeof third === "string") continue;
      law(graph, second.rows, third);
      law(graph, third.rows, planUpgrade(graph, third.rows, "heads"));
    }
  });
}

/** Texts made of all that an identifier can be made of; X and Y stand for ids. */
const anyIdentifier = fc
  .array(
    fc.constantFrom(
      "X",
      "Y",
      "head",
      "heads",
      "base",
      "current",
      "library",
      "web",
      "@",
      "@",
      "+1",
      "-1",
      "-2",
      "+",
      "-",
      ":",
      "",
      "é",
      " ",
      "0",
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(""));
