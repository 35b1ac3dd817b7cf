import { MigError } from "../errors.js";
import { realHeads, type Graph } from "./graph.js";
import { parseRange, type Identifier, type Range } from "./identifier.js";
import { ancestors, descendants } from "./lineage.js";
import { latestFirst } from "./order.js";
import { branchOf, meaning, only } from "./resolve.js";
import type { Revision, RevisionId } from "./revision.js";
import { walk } from "./walk.js";

/**
 * Revisions from head to base, `latestFirst`; with a range, those from its lower end to its
 * upper one, both included. An end that is left out is the base, or all heads. `-3:` counts down from the upper end,
 * `:+3` up from the lower one, and a count that is longer than history ends where history does. `current` needs `rows`.
 * Refuses (MIG110) a range of which the lower end is not below the upper one.
 */
export function history(
  graph: Graph,
  range: string | null = null,
  rows: readonly RevisionId[] | null = null,
): readonly Revision[] {
  const { text, lower, upper } = range === null ? EVERYTHING : parseRange(range);
  const where = { rows, clamp: true };
  const isCountedUp = upper !== null && upper.name === null && upper.offset > 0;
  const isCountedDown = lower !== null && lower.name === null && lower.offset < 0;
  const tops = upper === null ? realHeads(graph) : isCountedUp ? [] : meaning(graph, upper, where);
  const bottoms =
    lower === null
      ? []
      : isCountedDown
        ? countedFrom(graph, lower, tops)
        : meaning(graph, fromBase(lower), where);
  const ends = isCountedUp ? countedFrom(graph, upper, bottoms) : tops;
  return between(graph, text, bottoms, onBranchOf(graph, lower, ends));
}

const EVERYTHING: Range = { text: ":", lower: null, upper: null };

/** A lower end of `+3` counts from the beginning. */
const fromBase = (lower: Identifier): Identifier => ({ ...lower, name: lower.name ?? "base" });

/** The other end of a range, counted from this one. */
function countedFrom(
  graph: Graph,
  identifier: Identifier,
  ends: readonly Revision[],
): readonly Revision[] {
  const branch = branchOf(graph, identifier);
  const how = { text: identifier.text, within: branch?.lineage ?? null, clamp: true };
  const starts = branch ? ends.filter(({ id }) => branch.lineage.has(id)) : ends;
  if (identifier.offset > 0) {
    const end = walk(graph, only(graph, identifier, starts), identifier.offset, how);
    return end ? [end] : [];
  }
  return starts.flatMap((start) => walk(graph, start, identifier.offset, how) ?? []);
}

/** `label@…:` keeps to the heads of that branch. */
function onBranchOf(
  graph: Graph,
  lower: Identifier | null,
  ends: readonly Revision[],
): readonly Revision[] {
  const branch = lower ? branchOf(graph, lower) : null;
  return branch ? ends.filter(({ id }) => branch.lineage.has(id)) : ends;
}

function between(
  graph: Graph,
  text: string,
  bottoms: readonly Revision[],
  tops: readonly Revision[],
): readonly Revision[] {
  const included = ancestors(graph, ids(tops));
  const outside = bottoms.find(({ id }) => !included.has(id));
  if (outside) throw notBelow(text, outside, tops);
  if (bottoms.length === 0) return latestFirst(graph, included);
  const bottomIds = ids(bottoms);
  const below = ancestors(graph, bottomIds);
  const inside = [...descendants(graph, bottomIds, "parents only")].filter(
    (id) => included.has(id) && !below.has(id),
  );
  return latestFirst(graph, new Set([...bottomIds, ...inside]));
}

const ids = (revisions: readonly Revision[]) => revisions.map(({ id }) => id);

function notBelow(text: string, { id }: Revision, tops: readonly Revision[]): MigError {
  const top = tops.length === 0 ? "base" : ids(tops).join(", ");
  return new MigError(
    "MIG110",
    `${text} is no range: ${id} does not come before ${top}.`,
    "Put the older revision first, and both on the same line of history.",
  );
}
