import { expect } from "chai";
import fc from "fast-check";
import { createGraph, linksOf, type Graph } from "../../src/revisions/graph.js";
import {
  ancestors,
  labelsOf,
  lineage,
  normalizedDependencies,
} from "../../src/revisions/lineage.js";
import { latestFirst, oldestFirst } from "../../src/revisions/order.js";
import type { RevisionId } from "../../src/revisions/revision.js";
import { PURE_RUNS, REPLAY } from "../laws/runs.js";
import {
  anyHistory,
  anyRevisions,
  graphOf,
  idsOf,
  picked,
  revision,
} from "../support/revisions.js";

describe("revisions/order", () => {
  it("of any revisions has each once, after all that it needs", () =>
    fc.assert(
      fc.property(anyHistory, ({ revisions, picks }) => {
        const graph = createGraph(revisions);
        const chosen = new Set(picks.map((pick) => picked(revisions, pick).id));
        for (const ids of [chosen, new Set(graph.revisions.keys())]) {
          const order = idsOf(oldestFirst(graph, ids));
          expect(order.toSorted()).to.deep.equal([...ids].sort());
          for (const [index, id] of order.entries()) {
            const later = order.slice(index + 1);
            expect(later.filter((it) => ancestors(graph, [id]).has(it))).to.deep.equal([]);
          }
        }
      }),
    ));

  it("keeps lines together and begins at the latest head", () => {
    const dated = (line: string, day: number) =>
      revision(line, { createdAt: `2026-11-${day} 10:00:00 +00:00`, path: `${line}.ts` });
    const graph = createGraph([
      dated("root", 10),
      dated("a1 < root", 11),
      dated("b1 < root", 12),
      dated("a2 < a1", 13),
      dated("b2 < b1", 14),
    ]);
    expect(idsOf(latestFirst(graph, graph.revisions.keys())).join(" ")).to.equal(
      "b2 b1 a2 a1 root",
    );
  });

  it("compares dates, whatever their zone", () => {
    const graph = createGraph([
      revision("early", { createdAt: "2026-11-21 23:00:00 +09:00" }),
      revision("late", { createdAt: "2026-11-21 15:00:00 +00:00" }),
      revision("undated"),
    ]);
    expect(idsOf(oldestFirst(graph, graph.revisions.keys())).join(" ")).to.equal(
      "early late undated",
    );
  });

  it("ignores what the graph lacks", () => {
    expect(idsOf(latestFirst(graphOf("one"), ["none", "one"]))).to.deep.equal(["one"]);
  });
});

describe("revisions/lineage", () => {
  const graph = graphOf(
    "root",
    "left < root",
    "right < root",
    "far",
    "near < far needs left",
    "up < left",
  );

  it("is what comes before and after, by parents only", () => {
    expect([...lineage(graph, "left")].sort()).to.deep.equal(["left", "root", "up"]);
    expect([...lineage(graph, "left", "dependencies too")].sort()).to.deep.equal([
      "left",
      "near",
      "root",
      "up",
    ]);
  });

  it("labels hold for descendants, and down to the first fork", () => {
    const graph = graphOf(
      "one",
      "two < one",
      "three < two label here",
      "four < three",
      "fork1 < four",
      "fork2 < four",
    );
    for (const id of ["one", "two", "three", "four", "fork1", "fork2"]) {
      expect(labelsOf(graph, id), id).to.deep.equal(["here"]);
    }
    const forked = graphOf("one", "two < one", "other < one", "three < two label here");
    expect(labelsOf(forked, "two")).to.deep.equal(["here"]);
    expect(labelsOf(forked, "one")).to.deep.equal([]);
    expect(labelsOf(forked, "other")).to.deep.equal([]);
  });

  it("a dependent is a fork, and a merge ends a label as well", () => {
    const graph = graphOf(
      "one",
      "two < one label here",
      "other needs one",
      "left < two",
      "right",
      "merge < left right",
      "up < merge label top",
    );
    expect(labelsOf(graph, "one")).to.deep.equal([]);
    expect(labelsOf(graph, "merge")).to.deep.equal(["here"]);
  });

  it("dependencies that an ancestor has are left out", () => {
    const graph = graphOf(
      "core1",
      "core2 < core1",
      "shop1 needs core1",
      "shop2 < shop1 needs core1 core2",
      "shop3 < shop2 needs core2",
    );
    expect(normalizedDependencies(graph, "shop1")).to.deep.equal(["core1"]);
    expect(normalizedDependencies(graph, "shop2")).to.deep.equal(["core2"]);
    expect(normalizedDependencies(graph, "shop3")).to.deep.equal([]);
  });
});

describe("laws of labels and dependencies", () => {
  const law = (check: (graph: Graph, id: RevisionId) => void) =>
    fc.assert(
      fc.property(anyRevisions, (revisions) => {
        const graph = createGraph(revisions);
        for (const id of graph.revisions.keys()) check(graph, id);
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );

  it("a label holds for all that stand above it, and below it as far as nothing else stands there", () =>
    law((graph, id) => {
      const isFork = (one: RevisionId) => {
        const { parents, children, dependents } = linksOf(graph, one);
        return parents.length > 1 || children.length + dependents.length > 1;
      };
      const holds = [...graph.labels].filter(([, holder]) => {
        if (ancestors(graph, [id], "parents only").has(holder)) return true;
        let at: RevisionId | undefined = holder;
        while (at !== undefined && at !== id && !isFork(at)) [at] = linksOf(graph, at).parents;
        return at === id && !isFork(id);
      });
      expect(labelsOf(graph, id)).to.deep.equal(holds.map(([label]) => label));
    }));

  it("a dependency counts unless something below by parents has it", () =>
    law((graph, id) => {
      const { parents, dependencies } = linksOf(graph, id);
      const below = [...ancestors(graph, parents, "parents only")];
      const has = new Set(below.flatMap((one) => linksOf(graph, one).dependencies));
      expect(normalizedDependencies(graph, id)).to.deep.equal(
        dependencies.filter((one) => !has.has(one)),
      );
    }));
});

describe("revisions: 20,000 in a line", () => {
  it("overflow no stack", () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `r${String(index).padStart(5, "0")}`);
    const graph = createGraph(
      ids.map((id, index) => revision(index === 0 ? id : `${id} < ${ids[index - 1]}`)),
    );
    expect(idsOf(oldestFirst(graph, ids))).to.deep.equal(ids);
    expect(ancestors(graph, ["r19999"]).size).to.equal(20_000);
    expect(labelsOf(graph, "r00000")).to.deep.equal([]);
  });
});
