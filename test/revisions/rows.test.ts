import { expect } from "chai";
import fc from "fast-check";
import { createGraph } from "../../src/revisions/graph.js";
import { ancestors } from "../../src/revisions/lineage.js";
import { planUpgrade } from "../../src/revisions/plan.js";
import {
  applied,
  checkRows,
  countMissing,
  currentRevisions,
  notApplied,
} from "../../src/revisions/rows.js";
import { PURE_RUNS, REPLAY } from "../laws/runs.js";
import { anyHistory, expectRefusal, graphOf, idsOf, picked } from "../support/revisions.js";

describe("revisions/rows", () => {
  const graph = graphOf("core1 label core", "core2 < core1", "shop1", "shop2 < shop1 needs core1");

  it("are sorted, each once", () => {
    expect(checkRows(graph, ["shop1", "core1", "shop1"])).to.deep.equal(["core1", "shop1"]);
  });

  it("without a file are named, with where they stand", () => {
    const where = "mig_version of shop on db.example.com";
    expectRefusal(
      () => checkRows(graph, ["lost", "shop1"], where),
      "MIG202",
      where,
      "the revision lost",
    );
    expectRefusal(
      () => checkRows(graph, ["lost", "gone"], where),
      "MIG202",
      "the revisions gone, lost",
    );
    // A row is a whole id.
    expectRefusal(() => checkRows(graph, ["shop"]), "MIG202", "the version table");
    expectRefusal(() => checkRows(graph, ["core"]), "MIG202");
  });

  it("stand for the ends of lines that they include as well", () => {
    expect(idsOf(currentRevisions(graph, ["shop2"]))).to.have.members(["core1", "shop2"]);
    expect(idsOf(currentRevisions(graph, ["core2", "shop2"]))).to.have.members(["core2", "shop2"]);
    expect(currentRevisions(graph, [])).to.deep.equal([]);
  });

  it("are all shown, also one that another includes", () => {
    expect(idsOf(currentRevisions(graph, ["core1", "core2"]))).to.have.members(["core1", "core2"]);
  });

  it("how many are missing to each revision is what it needs and the database lacks", () =>
    fc.assert(
      fc.property(anyHistory, ({ revisions, picks }) => {
        const graph = createGraph(revisions);
        const have = applied(graph, [picked(revisions, picks[0]).id]);
        const count = countMissing(graph, have);
        for (const { id } of revisions)
          expect(count(id), id).to.equal(
            [...ancestors(graph, [id])].filter((one) => !have.has(one)).length,
          );
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    ));

  it("what is applied and what is not are all there is, and an upgrade to all heads runs the latter", () =>
    fc.assert(
      fc.property(anyHistory, ({ revisions, picks }) => {
        const graph = createGraph(revisions);
        const { rows } = planUpgrade(graph, [], picked(revisions, picks[0]).id);
        const left = idsOf(notApplied(graph, rows));
        expect([...applied(graph, rows), ...left].sort()).to.deep.equal(idsOf(revisions).sort());
        expect(
          idsOf(planUpgrade(graph, rows, "heads").steps.map(({ revision }) => revision)),
        ).to.deep.equal(left);
      }),
    ));
});
