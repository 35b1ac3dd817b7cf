import type { Links } from "./graph.js";
import type { RevisionId } from "./revision.js";

/** One line of a drawn graph: lines of descent, and the revision that stands at one of them, if any does. */
export interface DrawnLine {
  /** Two characters for each line of descent; where `revision` is not null one of them is `NODE`. */
  readonly lanes: string;
  readonly revision: RevisionId | null;
}

/** Stands for the revision itself, to be replaced by a sign of what it is. */
export const NODE = "●";

/**
 * The revisions, latest first, each with the lines that lead from it to its parents. Lines of descent stand side by side as long as
 * they are apart; parents that are not among the revisions are left out.
 */
export function drawing(
  revisions: readonly RevisionId[],
  linksOf: (id: RevisionId) => Pick<Links, "parents">,
): readonly DrawnLine[] {
  const shown = new Set(revisions);
  const lines: DrawnLine[] = [];
  /** What each lane leads to; null is a gap. */
  let lanes: readonly (RevisionId | null)[] = [];
  /** Where the line above this one ended; nothing else goes on there. */
  let ended: number | null = null;
  const connect = (after: readonly (RevisionId | null)[], joined: readonly number[]) => {
    lines.push({ lanes: connector(lanes, after, joined), revision: null });
    lanes = after;
  };
  for (const id of revisions) {
    const here = indicesOf(lanes, id);
    if (here.length === 0 && ended !== null && lanes.length === 0) {
      lines.push({ lanes: "", revision: null });
      ended = null;
    }
    const free = freeIndex(lanes, 0);
    const at: number = here[0] ?? (free === ended ? freeIndex(lanes, free + 1) : free);
    if (here.length > 1)
      connect(
        trimmed(lanes.map((lane, index) => (lane === id && index !== at ? null : lane))),
        here,
      );
    const row = withLane(lanes, at, id);
    lines.push({
      lanes: row.map((lane, index) => (index === at ? NODE : lane === null ? " " : "│")).join(" "),
      revision: id,
    });
    const [first = null, ...others] = linksOf(id).parents.filter((parent) => shown.has(parent));
    lanes = row;
    ended = first === null ? at : null;
    if (others.length === 0) {
      lanes = trimmed(withLane(row, at, first));
      continue;
    }
    let after = withLane(row, at, first);
    const joined = [at];
    for (const parent of others) {
      const known = after.indexOf(parent);
      const index = known >= 0 ? known : freeIndex(after, at + 1);
      after = withLane(after, index, parent);
      joined.push(index);
    }
    connect(after, joined);
  }
  return lines;
}

/** The line between two lines of lanes, where some of them come together or part. */
function connector(
  above: readonly (RevisionId | null)[],
  below: readonly (RevisionId | null)[],
  joined: readonly number[],
): string {
  const from = Math.min(...joined);
  const to = Math.max(...joined);
  let text = "";
  for (let index = 0; index < Math.max(above.length, below.length); index += 1) {
    const has = (lanes: readonly (RevisionId | null)[]) => (lanes[index] ?? null) !== null;
    const isBetween = index > from && index < to;
    const isJoined = joined.includes(index);
    const left = (isJoined && index > from) || isBetween;
    const right = (isJoined && index < to) || isBetween;
    // A lane that only passes stays whole; the line to the others goes behind it.
    const passes = isBetween && !isJoined && has(above) && has(below);
    const sides = `${has(above) ? "u" : ""}${has(below) ? "d" : ""}${left && !passes ? "l" : ""}${right && !passes ? "r" : ""}`;
    text += (BOX[sides] ?? " ") + (right ? "─" : " ");
  }
  return text.trimEnd();
}

const BOX: Readonly<Record<string, string>> = {
  ud: "│",
  udr: "├",
  udl: "┤",
  udlr: "┼",
  ul: "╯",
  ulr: "┴",
  dl: "╮",
  dlr: "┬",
  lr: "─",
  ur: "╰",
  dr: "╭",
};

const indicesOf = (lanes: readonly (RevisionId | null)[], id: RevisionId): readonly number[] =>
  lanes.flatMap((lane, index) => (lane === id ? index : []));

function freeIndex(lanes: readonly (RevisionId | null)[], from: number): number {
  const gap = lanes.findIndex((lane, index) => index >= from && lane === null);
  return gap < 0 ? Math.max(lanes.length, from) : gap;
}

function withLane(
  lanes: readonly (RevisionId | null)[],
  at: number,
  id: RevisionId | null,
): readonly (RevisionId | null)[] {
  const all = [...lanes];
  while (all.length <= at) all.push(null);
  all[at] = id;
  return all;
}

function trimmed(lanes: readonly (RevisionId | null)[]): readonly (RevisionId | null)[] {
  const end = lanes.findLastIndex((lane) => lane !== null);
  return lanes.slice(0, end + 1);
}
