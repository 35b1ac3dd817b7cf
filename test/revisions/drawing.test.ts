import { expect } from "chai";
import fc from "fast-check";
import { drawing, NODE } from "../../src/revisions/drawing.js";
import { createGraph, linksOf } from "../../src/revisions/graph.js";
import { latestFirst } from "../../src/revisions/order.js";
import { PURE_RUNS, REPLAY } from "../laws/runs.js";
import { anyRevisions } from "../support/revisions.js";

/** `m<b,d` follows b and d. */
function drawn(...revisions: readonly string[]): readonly string[] {
  const parents = new Map(
    revisions.map((text) => {
      const [id = "", down = ""] = text.split("<");
      return [id, down === "" ? [] : down.split(",")] as const;
    }),
  );
  const lines = drawing([...parents.keys()], (id) => ({ parents: parents.get(id) ?? [] }));
  return lines.map(({ lanes, revision }) => (revision === null ? lanes : `${lanes} ${revision}`));
}

describe("a drawn history", () => {
  it("is one line where it is one", () => {
    expect(drawn("c<b", "b<a", "a")).to.deep.equal(["● c", "● b", "● a"]);
  });

  it("shows a branch and its merge, first what the merge brings in", () => {
    expect(drawn("m<b,d", "b<a", "d<c", "c<a", "a")).to.deep.equal([
      "● m",
      "├─╮",
      "│ ● d",
      "│ ● c",
      "● │ b",
      "├─╯",
      "● a",
    ]);
  });

  it("shows a merge of three", () => {
    expect(drawn("m<a,b,c", "a<r", "b<r", "c<r", "r")).to.deep.equal([
      "● m",
      "├─┬─╮",
      "│ │ ● c",
      "│ ● │ b",
      "│ ├─╯",
      "● │ a",
      "├─╯",
      "● r",
    ]);
  });

  it("leads a line behind one that only passes", () => {
    expect(drawn("h<a", "y<x", "g<a", "a<r", "x<r", "r")).to.deep.equal([
      "● h",
      "│ ● y",
      "│ ● x",
      "│ │ ● g",
      "├─│─╯",
      "● │ a",
      "├─╯",
      "● r",
    ]);
  });

  it("joins a line that is there already", () => {
    expect(drawn("s<q", "t<p,q", "p", "q")).to.deep.equal([
      "● s",
      "│ ● t",
      "├─┤",
      "● │ q",
      "  ● p",
    ]);
  });

  it("stays narrow where a branch takes in the main line again and again", () => {
    const count = 1_000;
    const line = Array.from({ length: count }, (_, at) => count - 1 - at);
    const feature = line.map((at) => `f${at}<${at === 0 ? "" : `f${at - 1},`}m${at}`);
    const main = line.map((at) => `m${at}${at === 0 ? "" : `<m${at - 1}`}`);
    const lines = drawn(...feature, ...main);
    expect(Math.max(...lines.map((text) => text.lastIndexOf("│")))).to.be.below(4);
  });

  it("stays narrow where many heads follow one revision", () => {
    const lines = drawn(...Array.from({ length: 1_000 }, (_, at) => `h${at}<r`), "r");
    expect(Math.max(...lines.map((text) => text.indexOf("●")))).to.be.below(4);
  });

  it("keeps histories apart that have nothing in common", () => {
    expect(drawn("b<a", "a", "d<c", "c")).to.deep.equal(["● b", "● a", "", "● d", "● c"]);
    expect(drawn("h<x", "b", "d", "x")).to.deep.equal(["● h", "● x", "", "● b", "", "● d"]);
  });

  it("ends where the part that is shown does", () => {
    expect(drawn("c<b", "b<not shown")).to.deep.equal(["● c", "● b"]);
  });

  it("law: every revision once, before its parents, and a line from each to each of them", () => {
    fc.assert(
      fc.property(anyRevisions, (revisions) => {
        const graph = createGraph(revisions);
        const order = latestFirst(graph, graph.revisions.keys()).map(({ id }) => id);
        const lines = drawing(order, (id) => linksOf(graph, id));
        expect(lines.flatMap(({ revision }) => revision ?? [])).to.have.members(order);
        expect(lines.filter(({ revision }) => revision !== null)).to.have.lengthOf(order.length);
        expect(drawing(order, (id) => linksOf(graph, id))).to.deep.equal(lines);
        for (const { lanes, revision } of lines)
          expect(lanes.split(NODE).length - 1).to.equal(revision === null ? 0 : 1);
        for (const id of order)
          for (const parent of linksOf(graph, id).parents)
            expect(isLedTo(lines, id, parent), `${id} to ${parent}`).to.equal(true);
      }),
      { numRuns: PURE_RUNS, ...REPLAY },
    );
  });
});

type Lines = ReturnType<typeof drawing>;

/** Whether one can go down from the one to the other along what is drawn. */
function isLedTo(lines: Lines, from: string, to: string): boolean {
  const at = lines.findIndex(({ revision }) => revision === from);
  let columns = new Set([lines[at]?.lanes.indexOf(NODE) ?? -1]);
  for (const { lanes, revision } of lines.slice(at + 1)) {
    const next = new Set<number>();
    for (const column of columns) {
      const sign = lanes[column] ?? " ";
      if (sign === NODE && revision === to) return true;
      if (DOWN.has(sign)) next.add(column);
      // To the sides, as far as the line goes.
      for (const step of [-2, 2])
        if ((step < 0 ? LEFT : RIGHT).has(sign))
          for (let place = column + step; ; place += step) {
            const other = lanes[place];
            if (other === undefined || other === " ") break;
            if (DOWN.has(other) && other !== "│") next.add(place);
            if (!(step < 0 ? LEFT : RIGHT).has(other) && other !== "│") break;
          }
    }
    columns = next;
  }
  return false;
}

const DOWN: ReadonlySet<string> = new Set(["│", "├", "┤", "┼", "╮", "┬", "╭", NODE]);
const LEFT: ReadonlySet<string> = new Set(["┤", "┼", "╯", "┴", "╮", "┬", "─"]);
const RIGHT: ReadonlySet<string> = new Set(["├", "┼", "┴", "┬", "─", "╰", "╭"]);
