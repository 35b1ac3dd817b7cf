import { expect } from "chai";
import { createGraph } from "../../src/revisions/graph.js";
import { headFindings, lateFindings } from "../../src/revisions/health.js";
import { graphOf, revision } from "../support/revisions.js";

describe("the health of a history", () => {
  const LABELLED = ["aaaa1", "bbbb1 label billing", "cccc1 < aaaa1 label main", "dddd1 < bbbb1"];
  for (const [what, lines, branches, messages] of [
    ["one head", ["aaaa1", "bbbb1 < aaaa1"], [], []],
    ["none", [], [], []],
    ["two heads", ["aaaa1", "bbbb1 < aaaa1", "cccc1 < aaaa1"], [], [/2 heads: bbbb1, cccc1/]],
    ["one head of each declared branch", LABELLED, ["main", "billing"], []],
    ["a branch that is to come", LABELLED, ["main", "billing", "later"], []],
    [
      "two of one",
      [...LABELLED, "eeee1 < bbbb1"],
      ["main", "billing"],
      [/2 heads of the branch billing: dddd1, eeee1/],
    ],
    [
      "two of one, of which one is of another as well",
      ["aaaa1 label main", "bbbb1 label billing", "cccc1 < aaaa1 bbbb1", "dddd1 < aaaa1"],
      ["billing", "main"],
      [/2 heads of the branch main: cccc1, dddd1/],
    ],
    [
      "one of none",
      [...LABELLED, "ffff1"],
      ["main", "billing"],
      [/ffff1 is a head of none of the branches main, billing/],
    ],
    ["labels that are not declared", LABELLED, [], [/2 heads/]],
  ] as const)
    it(what, () => {
      const found = headFindings(graphOf(...lines), branches);
      expect(found).to.have.length(messages.length);
      messages.forEach((message, at) => expect(found[at]?.message).to.match(message));
    });

  it("is told of what is older than what is applied, and is not applied itself", () => {
    const at = (id: string, createdAt: string | null, ...down: readonly string[]) =>
      revision(id, { createdAt, down });
    const graph = createGraph([
      at("aaaa1", "2026-01-01 10:00:00 UTC"),
      at("bbbb1", "2026-01-02 10:00:00 UTC", "aaaa1"),
      at("cccc1", "2026-01-03 10:00:00 UTC", "aaaa1"),
      at("dddd1", "2026-01-04 10:00:00 UTC", "bbbb1", "cccc1"),
      at("eeee1", null, "aaaa1"),
    ]);
    const late = (...rows: readonly string[]) =>
      lateFindings(graph, rows).map(({ message }) => message.split(" ")[0]);
    expect(late()).to.deep.equal([]);
    expect(late("aaaa1")).to.deep.equal([]);
    expect(late("bbbb1")).to.deep.equal([]);
    expect(late("cccc1")).to.deep.equal(["bbbb1"]);
    expect(late("dddd1")).to.deep.equal([]);
  });

  it("is told of a declared branch only where the database has some of it", () => {
    const at = (id: string, day: number, label: string | null, ...down: readonly string[]) =>
      revision(id, { createdAt: `2026-01-0${day}`, labels: label === null ? [] : [label], down });
    const graph = createGraph([
      at("aaaa1", 1, "billing"),
      at("bbbb1", 2, null, "aaaa1"),
      at("cccc1", 3, "main"),
    ]);
    const late = (...rows: readonly string[]) => lateFindings(graph, rows, ["main", "billing"]);
    expect(late("cccc1")).to.deep.equal([]);
    expect(late("aaaa1", "cccc1").map(({ message }) => message)).to.deep.equal([
      "bbbb1 of 2026-01-02 (versions/bbbb1.ts) is not applied, and cccc1 of 2026-01-03 is.",
    ]);
    expect(lateFindings(graph, ["cccc1"]).map(({ message }) => message)).to.have.length(1);
  });
});
