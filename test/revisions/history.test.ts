import { expect } from "chai";
import fc from "fast-check";
import { createGraph } from "../../src/revisions/graph.js";
import { history } from "../../src/revisions/history.js";
import { ancestors } from "../../src/revisions/lineage.js";
import { anyHistory, expectRefusal, graphOf, idsOf, picked } from "../support/revisions.js";

describe("revisions/history", () => {
  const line = graphOf("r000", "r001 < r000", "r002 < r001", "r003 < r002", "r004 < r003");
  const forked = graphOf(
    "root",
    "left1 < root label left",
    "left2 < left1",
    "rite1 < root label right",
    "rite2 < rite1 needs left1",
  );

  const cases: readonly [graph: typeof line, range: string | null, rows: string, ids: string][] = [
    [line, null, "", "r004 r003 r002 r001 r000"],
    [line, ":", "", "r004 r003 r002 r001 r000"],
    [line, "r001:r003", "", "r003 r002 r001"],
    [line, "r003:", "", "r004 r003"],
    [line, ":r001", "", "r001 r000"],
    [line, "-2:", "", "r004 r003 r002"],
    [line, "-1:r002", "", "r002 r001"],
    [line, "-2:current", "r003", "r003 r002 r001"],
    [line, "-99:current", "r001", "r001 r000"],
    [line, "current:", "r003", "r004 r003"],
    [line, "current:", "", "r004 r003 r002 r001 r000"],
    [line, "current:+1", "r001", "r002 r001"],
    [line, "r001:+2", "", "r003 r002 r001"],
    [line, "r001:+99", "", "r004 r003 r002 r001"],
    [line, ":+2", "", "r001 r000"],
    [line, "+2:", "", "r004 r003 r002 r001"],
    [line, "r001+1:head-1", "", "r003 r002"],
    [line, "r002:r002", "", "r002"],
    [line, "r002-9:r002+9", "", "r004 r003 r002 r001 r000"],
    [line, ":-9", "", ""],
    [line, "base:head", "", "r004 r003 r002 r001 r000"],
    [forked, null, "", "left2 rite2 rite1 left1 root"],
    [forked, "left@base:", "", "left2 left1 root"],
    [forked, "root:left@head", "", "left2 left1 root"],
    [forked, "root:right@+1", "", "rite1 root"],
    [forked, "left1:", "", "left2 left1"],
    [forked, "-1:left@head", "", "left2 left1"],
    [forked, "left@-1:heads", "", "left2 left1"],
    [forked, "current:heads", "left1 rite1", "left2 rite2 rite1 left1"],
  ];
  for (const [graph, range, rows, ids] of cases) {
    it(`${range ?? "everything"}${rows === "" ? "" : `, at ${rows}`}: ${ids}`, () => {
      const at = rows.split(" ").filter((row) => row !== "");
      expect(idsOf(history(graph, range, at)).join(" ")).to.equal(ids);
    });
  }

  it("is refused, with what to type instead", () => {
    expectRefusal(() => history(line, "r003:r001"), "MIG110", "r003 does not come before r001");
    expectRefusal(() => history(line, "r001"), "MIG104", "no colon");
    expectRefusal(() => history(line, "current:"), "MIG104", "does not ask one");
    expectRefusal(() => history(line, "none:"), "MIG101", "none");
    expectRefusal(() => history(forked, "left2:rite2"), "MIG110", "left2");
    expectRefusal(() => history(forked, "root:+1"), "MIG113", "left1", "rite1");
  });

  it("has everything once, each before what it stands on, and so has every part", () =>
    fc.assert(
      fc.property(anyHistory, ({ revisions, picks }) => {
        const graph = createGraph(revisions);
        const top = picked(revisions, picks[0]).id;
        const all = idsOf(history(graph));
        expect(all.toSorted()).to.deep.equal(idsOf(revisions).sort());
        expect(idsOf(history(graph, `:${top}`)).sort()).to.deep.equal(
          [...ancestors(graph, [top])].sort(),
        );
        for (const [index, id] of all.entries()) {
          const earlier = all.slice(0, index);
          expect(earlier.filter((it) => ancestors(graph, [id]).has(it))).to.deep.equal([]);
        }
      }),
    ));
});
