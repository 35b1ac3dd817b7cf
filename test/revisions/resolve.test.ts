import { expect } from "chai";
import fc from "fast-check";
import { createGraph } from "../../src/revisions/graph.js";
import { resolve } from "../../src/revisions/resolve.js";
import {
  anyRevisions,
  expectRefusal,
  graphOf,
  idsOf,
  inOrder,
  revision,
} from "../support/revisions.js";

describe("revisions/resolve", () => {
  const graph = graphOf(
    "aaaa1111",
    "bbbb2222 < aaaa1111 label shop",
    "bbbb3333 < bbbb2222",
    "cccc4444 < aaaa1111 label accounts",
    "cccc5555 < cccc4444 needs bbbb3333",
  );

  const cases: readonly [typed: string, ids: string][] = [
    ["aaaa1111", "aaaa1111"],
    ["aaaa", "aaaa1111"],
    ["bbbb2", "bbbb2222"],
    ["shop", "bbbb2222"],
    ["acco", "cccc4444"],
    ["base", ""],
    ["heads", "cccc5555"],
    ["current", "bbbb3333 cccc4444"],
    ["shop@head", "bbbb3333"],
    ["shop@heads", "bbbb3333"],
    ["aaaa@heads", "bbbb3333 cccc5555"],
    ["shop@base", ""],
    ["shop@aaaa", "aaaa1111"],
    ["shop+1", "bbbb3333"],
    ["bbbb3333-2", "aaaa1111"],
    ["bbbb3333-3", ""],
    ["shop@aaaa+1", "bbbb2222"],
    ["base+1", "aaaa1111"],
    ["accounts@base+2", "cccc4444"],
    ["-1", "cccc4444"],
    ["accounts@-2", "aaaa1111"],
  ];
  for (const [typed, ids] of cases) {
    it(`${typed} is ${ids || "none"}`, () => {
      expect(idsOf(resolve(graph, typed, ["bbbb3333", "cccc4444"])).join(" ")).to.equal(ids);
    });
  }

  it("going up, the way may lead into the branch", () => {
    const graph = graphOf(
      "root",
      "left < root",
      "right < root",
      "both < left right",
      "more < right",
    );
    expect(idsOf(resolve(graph, "left@right+1"))).to.deep.equal(["both"]);
    expectRefusal(() => resolve(graph, "left@right-1"), "MIG101", "right");
  });

  it("says what is wrong", () => {
    expectRefusal(
      () => resolve(graph, "head"),
      "MIG102",
      "bbbb3333, cccc5555",
      "shop@head",
      "accounts@head",
      "heads",
    );
    expectRefusal(() => resolve(graph, "aaaa@head"), "MIG102", "aaaa@heads");
    expectRefusal(() => resolve(graph, "cccc"), "MIG103", "2 revisions", "cccc4444", "cccc5555");
    expectRefusal(
      () => resolve(graph, "aaab1111"),
      "MIG101",
      '"aaab1111"',
      "Did you mean `aaaa1111`?",
    );
    expectRefusal(() => resolve(graph, "shpo"), "MIG101", "`shop`");
    expectRefusal(() => resolve(graph, "haed@aaaa"), "MIG101", 'branch "haed"');
    expectRefusal(() => resolve(graph, "aaa"), "MIG101", "at least four characters");
    expectRefusal(() => resolve(graph, "whatever"), "MIG101", "mig history");
    expectRefusal(
      () => resolve(graph, "shop@cccc4444"),
      "MIG101",
      "cccc4444 is not on the branch of bbbb2222",
    );
    expectRefusal(() => resolve(graph, "aaaa+1"), "MIG113", "bbbb2222", "cccc4444", "label shop");
    expectRefusal(() => resolve(graph, "+2"), "MIG113", "base+2");
    expectRefusal(() => resolve(graph, "shop+9"), "MIG110", "1 step ", "bbbb3333 is a head");
    expectRefusal(() => resolve(graph, "current"), "MIG104", "does not ask one");
    expectRefusal(() => resolve(graph, "current-1", ["bbbb3333", "cccc4444"]), "MIG102");
  });

  it("an id that is the beginning of another one is that id", () => {
    const graph = graphOf("abcd", "abcd1 < abcd", "abcd12 < abcd1");
    expect(idsOf(resolve(graph, "abcd"))).to.deep.equal(["abcd"]);
    expectRefusal(() => resolve(graph, "abcd1234"), "MIG101", "abcd12");
  });

  it("names with blanks, quotes and emoji are names", () => {
    const names = ["a bcd e", `it's "so"`, "größe🎈"];
    const graph = createGraph(inOrder(names.map((id) => ({ ...revision("x"), id }))));
    for (const id of names) {
      expect(idsOf(resolve(graph, id))).to.deep.equal([id]);
      expect(idsOf(resolve(graph, id.slice(0, 4)))).to.deep.equal([id]);
    }
  });

  it("four or more characters of an id are as good as all, if no other begins with them", () =>
    fc.assert(
      fc.property(anyRevisions, (revisions) => {
        const graph = createGraph(revisions);
        for (const { id } of revisions) {
          const prefix = id.slice(0, 5);
          const same = revisions.filter((it) => it.id.startsWith(prefix));
          if (same.length === 1) expect(idsOf(resolve(graph, prefix))).to.deep.equal([id]);
          else expectRefusal(() => resolve(graph, prefix), "MIG103", ...idsOf(same));
        }
      }),
    ));
});
