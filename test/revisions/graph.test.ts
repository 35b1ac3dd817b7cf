import { expect } from "chai";
import fc from "fast-check";
import { MigError } from "../../src/errors.js";
import {
  bases,
  branchPoints,
  createGraph,
  heads,
  linksOf,
  mergePoints,
  realHeads,
} from "../../src/revisions/graph.js";
import type { Revision } from "../../src/revisions/revision.js";
import {
  anyRevisions,
  expectRefusal,
  graphOf,
  idsOf,
  inOrder,
  refusal,
  revision,
} from "../support/revisions.js";

describe("revisions/graph", () => {
  const graph = graphOf(
    "base1",
    "left1 < base1 label left",
    "right1 < base1",
    "merge1 < left1 right1",
    "other1",
    "other2 < other1 needs left",
    "last1 < merge1 needs other2",
  );

  it("knows its heads, bases, branch points and merges", () => {
    expect(idsOf(heads(graph))).to.deep.equal(["other2", "last1"]);
    expect(idsOf(realHeads(graph))).to.deep.equal(["last1"]);
    expect(idsOf(bases(graph))).to.deep.equal(["base1", "other1"]);
    expect(idsOf(branchPoints(graph))).to.deep.equal(["base1"]);
    expect(idsOf(mergePoints(graph))).to.deep.equal(["merge1"]);
  });

  it("knows the neighbours of a revision, labels resolved", () => {
    expect(linksOf(graph, "left1")).to.deep.equal({
      parents: ["base1"],
      dependencies: [],
      children: ["merge1"],
      dependents: ["other2"],
    });
    expect(linksOf(graph, "other2").dependencies).to.deep.equal(["left1"]);
    expect(linksOf(graph, "none").parents).to.deep.equal([]);
  });

  it("may be empty", () => {
    expect(heads(createGraph([]))).to.deep.equal([]);
  });

  it("is the same for any order of revisions", () =>
    fc.assert(
      fc.property(anyRevisions, (revisions) => {
        const one = createGraph(revisions);
        const other = createGraph(revisions.toReversed());
        expect([...other.revisions]).to.deep.equal([...one.revisions]);
        expect([...other.links]).to.deep.equal([...one.links]);
        expect([...other.labels]).to.deep.equal([...one.labels]);
      }),
    ));

  it("links both ways", () =>
    fc.assert(
      fc.property(anyRevisions, (revisions) => {
        const graph = createGraph(revisions);
        for (const { id } of revisions) {
          const { parents, children, dependencies, dependents } = linksOf(graph, id);
          for (const it of parents) expect(linksOf(graph, it).children).to.include(id);
          for (const it of children) expect(linksOf(graph, it).parents).to.include(id);
          for (const it of dependencies) expect(linksOf(graph, it).dependents).to.include(id);
          for (const it of dependents) expect(linksOf(graph, it).dependencies).to.include(id);
        }
      }),
    ));

  it("a thousand parents are one merge", () => {
    const parents = Array.from({ length: 1000 }, (_, index) => revision(`r${index}`));
    const graph = createGraph([...parents, revision(`all < ${idsOf(parents).join(" ")}`)]);
    expect(linksOf(graph, "all").parents.length).to.equal(1000);
    expect(idsOf(heads(graph))).to.deep.equal(["all"]);
  });
});

describe("revisions/graph: what it refuses", () => {
  const cases: readonly [
    what: string,
    lines: readonly string[],
    code: MigError["code"],
    says: readonly string[],
  ][] = [
    [
      "an id used twice",
      ["one", "one < two", "two"],
      "MIG107",
      ["one", "twice", "0000_one", "0001_one"],
    ],
    [
      "a parent without a file",
      ["one", "two < onw"],
      "MIG106",
      ["two", "onw", "near: one", "0001_two"],
    ],
    [
      "a dependency without a file",
      ["one", "two < one needs tree"],
      "MIG106",
      ["two", "tree", "0001_two"],
    ],
    ["a revision that follows itself", ["one < one"], "MIG105", ["follows itself", "0000_one"]],
    [
      "a revision that depends on itself",
      ["one needs one"],
      "MIG105",
      ["depends on itself", "0000_one"],
    ],
    [
      "a revision that depends on its own label",
      ["one needs a label a"],
      "MIG105",
      ["depends on itself"],
    ],
    [
      "a loop",
      ["one < three", "two < one", "three < two"],
      "MIG105",
      ["one -> three -> two -> one", "0002_three"],
    ],
    ["a loop by a dependency", ["one needs two", "two < one"], "MIG105", ["one -> two -> one"]],
    ["a loop by a label", ["one needs a", "two < one label a"], "MIG105", ["one -> two -> one"]],
    [
      "a label used twice",
      ["one label a", "two < one label a"],
      "MIG108",
      ["a", "twice", "0000_one", "0001_two"],
    ],
    ["a label given twice to one", ["one label a a"], "MIG108", ["twice"]],
    [
      "a label that is an id",
      ["one", "two < one label one"],
      "MIG108",
      ["one", "also a revision id", "0001_two"],
    ],
    [
      "a label that looks like an id",
      ["one label 1da977fd3e6e"],
      "MIG104",
      ["looks like a revision id"],
    ],
    ["a label that cannot be typed", ["one label a@b"], "MIG104", ['"@"']],
    ["a label with a number of steps", ["one label v-2"], "MIG104", ["number of steps"]],
    ["a label that means something", ["one label heads"], "MIG104", ["heads"]],
    ["an id with a character of the grammar", ["one+1"], "MIG104", ['"+"', "0000_one+1"]],
    ["an id that means something", ["head"], "MIG104", ["head"]],
    ["an empty id", [""], "MIG104", ["empty"]],
  ];
  for (const [what, lines, code, says] of cases) {
    it(what, () => {
      expectRefusal(() => createGraph(inOrder(lines.map((line) => revision(line)))), code, ...says);
    });
  }

  it("everything at once, with the code of the first", () => {
    const lines = [
      "a-b",
      "one",
      "one",
      "two < gone needs lost",
      "three < three",
      "four < five label x",
      "five < four label x",
    ];
    const { code, message } = refusal(() =>
      createGraph(inOrder(lines.map((line) => revision(line)))),
    );
    expect(code).to.equal("MIG104");
    for (const it of [
      "7 problems",
      '"-"',
      "used twice: versions/0001",
      "follows gone",
      "depends on lost",
      "three follows itself",
      "label x",
      "four -> five -> four",
    ]) {
      expect(message).to.contain(it);
    }
  });

  it("hundreds of problems, of which it shows the first fifty", () => {
    const lines = Array.from({ length: 300 }, (_, index) => `r${index} < gone${index}`);
    const { message } = refusal(() => createGraph(lines.map((line) => revision(line))));
    expect(message.split("\n").length).to.equal(52);
    expect(message).to.contain("and 250 more");
  });

  it("whatever the files say, it answers or refuses; and what it accepts has no loop", () =>
    fc.assert(
      fc.property(anyMess, (revisions) => {
        try {
          expectAcyclic(revisions, [...createGraph(revisions).revisions.values()]);
        } catch (error) {
          if (!(error instanceof MigError)) throw error;
        }
      }),
      { numRuns: 1000 },
    ));
});

/** Revisions that follow and depend on anything. */
const anyMess: fc.Arbitrary<readonly Revision[]> = fc.array(
  fc
    .record({
      id: fc.constantFrom("a", "b", "c", "d", "e"),
      down: fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 2 }),
      dependsOn: fc.array(fc.constantFrom("a", "b", "c", "d", "e", "label"), { maxLength: 1 }),
      labels: fc.constantFrom<readonly string[]>([], [], [], ["label"]),
    })
    .map((facts) => revision(facts.id, facts)),
  { maxLength: 5 },
);

function expectAcyclic(revisions: readonly Revision[], accepted: readonly Revision[]): void {
  const left = new Map(accepted.map((it) => [it.id, it]));
  const label = accepted.find(({ labels }) => labels.length > 0)?.id ?? "label";
  expect(left.size).to.equal(revisions.length);
  for (let size = -1; size !== left.size;) {
    size = left.size;
    for (const { id, down, dependsOn } of left.values()) {
      if (![...down, ...dependsOn].some((it) => left.has(it === "label" ? label : it)))
        left.delete(id);
    }
  }
  expect(left.size).to.equal(0);
}
