import { linksOf, neededBy, needsOf, type Graph } from "./graph.js";
import { isNeededBy, normalizedDependencies } from "./lineage.js";
import type { RevisionId } from "./revision.js";

/** The rows after one more revision has run, sorted. Called for the revisions of a plan one by one. */
export type RowMoves = (id: RevisionId) => readonly RevisionId[];

/** Going up, a revision takes the place of the rows it stands on. */
export function rowsGoingUp(graph: Graph, from: readonly RevisionId[]): RowMoves {
  let rows = from;
  return (id) => {
    const below = new Set(needsOf(graph, id));
    rows = insert(
      rows.filter((row) => !below.has(row)),
      id,
    );
    return rows;
  };
}

/**
 * Going down, what a revision stands on takes its place, except for what another row includes. A parent that
 * a second parent of the revision includes gets no row if it was the only row, and one otherwise: so does Alembic.
 */
export function rowsGoingDown(
  graph: Graph,
  from: readonly RevisionId[],
  applied: ReadonlySet<RevisionId>,
): RowMoves {
  const left = new Set(applied);
  const stillNeeded = new Map<RevisionId, number>();
  const count = (id: RevisionId, by: number) => {
    for (const need of needsOf(graph, id)) stillNeeded.set(need, (stillNeeded.get(need) ?? 0) + by);
  };
  for (const id of applied) count(id, 1);
  let rows = from;
  return (id) => {
    left.delete(id);
    count(id, -1);
    const others = without(rows, id);
    const needs = needsOf(graph, id);
    const isDoubled = (need: RevisionId) =>
      others.length > 0 &&
      isNeededBy(graph, need, without(needs, need)) &&
      (linksOf(graph, id).parents.includes(need) ||
        normalizedDependencies(graph, id).includes(need)) &&
      !isCovered(graph, need, others, left);
    rows = needs
      .filter((need) => stillNeeded.get(need) === 0 || isDoubled(need))
      .reduce(insert, others);
    return rows;
  };
}

/** Whether the revision is one of the rows or has to be applied before one. */
function isCovered(
  graph: Graph,
  id: RevisionId,
  rows: readonly RevisionId[],
  left: ReadonlySet<RevisionId>,
): boolean {
  const seen = new Set([id]);
  for (const one of seen) {
    if (rows.includes(one)) return true;
    for (const next of neededBy(graph, one)) if (left.has(next)) seen.add(next);
  }
  return false;
}

const without = (ids: readonly RevisionId[], id: RevisionId) => ids.filter((it) => it !== id);

function insert(rows: readonly RevisionId[], id: RevisionId): readonly RevisionId[] {
  if (rows.includes(id)) return rows;
  const at = rows.findIndex((row) => row > id);
  return at === -1 ? [...rows, id] : rows.toSpliced(at, 0, id);
}
