import { expect } from "chai";
import fc from "fast-check";
import { createGraph, heads, linksOf } from "../../src/revisions/graph.js";
import { place, type PlacementRequest } from "../../src/revisions/placement.js";
import { PURE_RUNS, REPLAY } from "../laws/runs.js";
import { anyHistory, expectRefusal, graphOf, revision } from "../support/revisions.js";

const LINE = graphOf("aaaa1", "bbbb1 < aaaa1", "cccc1 < bbbb1 label main");
const TWO = graphOf("aaaa1", "bbbb1 < aaaa1 label left", "cccc1 < aaaa1 label right");

const NEW = "0123456789ab";

describe("the place of a new revision", () => {
  for (const [what, graph, request, down] of [
    ["nothing, where there is nothing", graphOf(), {}, []],
    ["the only head", LINE, {}, ["cccc1"]],
    ["the head that is named", TWO, { heads: ["right@head"] }, ["cccc1"]],
    ["all that are named, each once", TWO, { heads: ["bbbb", "heads"] }, ["bbbb1", "cccc1"]],
    ["nothing again", LINE, { heads: ["base"] }, []],
    ["one that others follow", LINE, { heads: ["aaaa"], splice: true }, ["aaaa1"]],
    ["one below the head", LINE, { heads: ["head-1"], splice: true }, ["bbbb1"]],
  ] as const)
    it(`follows ${what}`, () => {
      expect(place(graph, NEW, request).down).to.deep.equal(down);
    });

  it("has the id, the labels and what it depends on, in full, but labels as they are", () => {
    const request = {
      ...{ heads: ["base"], labels: ["billing", "billing"] },
      dependsOn: ["left", "cccc", "cccc1"],
    };
    expect(place(TWO, "dddd1", request)).to.deep.equal({
      ...{ id: "dddd1", down: [], labels: ["billing"], dependsOn: ["left", "cccc1"] },
    });
  });

  for (const [graph, id, request, code, ...says] of [
    [
      TWO,
      NEW,
      {},
      "MIG102",
      "There are 2 heads",
      "bbbb1, cccc1",
      "--head bbbb1",
      "mig merge heads",
    ],
    [LINE, NEW, { heads: ["aaaa1"] }, "MIG112", "aaaa1 is no head: bbbb1 follows it", "--splice"],
    [TWO, NEW, { heads: ["aaaa1"] }, "MIG112", "bbbb1, cccc1 follow it"],
    [LINE, NEW, { heads: ["aaaa1", "cccc1"], splice: true }, "MIG112", "aaaa1 comes before"],
    [LINE, NEW, { heads: ["nope1"] }, "MIG101", "nope1"],
    [LINE, NEW, { heads: ["current"] }, "MIG104", "current"],
    [LINE, "aaaa1", {}, "MIG111", "aaaa1 exists already", "versions/"],
    [LINE, "main", {}, "MIG111", "main is a branch label already, of cccc1"],
    [LINE, "a-b", {}, "MIG104", "a-b"],
    [LINE, NEW, { labels: ["main"] }, "MIG108", "main is a label already, that of cccc1"],
    [LINE, NEW, { labels: ["aaaa1"] }, "MIG108", "aaaa1 is the id of aaaa1"],
    [LINE, "new1", { labels: ["new1"] }, "MIG108", "the id of the revision itself"],
    [LINE, NEW, { labels: ["head"] }, "MIG104", "head"],
    [LINE, NEW, { dependsOn: ["nope1"] }, "MIG101", "nope1"],
  ] as const)
    it(`${id} is refused for ${JSON.stringify(request)}`, () => {
      expectRefusal(() => place(graph, id, request as PlacementRequest), code, ...says);
    });

  it("law: what is placed makes a graph, of which it is a head", () => {
    fc.assert(
      fc.property(anyHistory, fc.boolean(), ({ revisions }, merges) => {
        const graph = createGraph(revisions);
        const ids = heads(graph).map(({ id }) => id);
        const asked = merges ? ids : ids.slice(0, 1);
        const placed = place(graph, NEW, { heads: asked, labels: ["of_the_law"] });
        const next = revision(placed.id, { ...placed, path: "versions/zzzz.ts" });
        const after = createGraph([...graph.revisions.values(), next]);
        expect(heads(after).map(({ id }) => id)).to.include(placed.id);
        expect(linksOf(after, placed.id).parents).to.deep.equal(asked);
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });
});
