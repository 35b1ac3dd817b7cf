import { linksOf, type Graph } from "./graph.js";
import { normalizedDependencies } from "./lineage.js";
import type { RevisionId } from "./revision.js";

/** The rows after one more revision has run, sorted. Called for the revisions of a plan one by one. */
export type RowMoves = (id: RevisionId) => readonly RevisionId[];

/** Going up, a revision takes the place of the rows it stands on. */
export function rowsGoingUp(graph: Graph, from: readonly RevisionId[]): RowMoves {
  let rows = from;
  return (id) => {
    const below = new Set(standsOn(graph, id));
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
  let rows = from;
  return (id) => {
    left.delete(id);
    const others = rows.filter((row) => row !== id);
    const below = standsOn(graph, id);
    const free = below.filter((one) => above(graph, one, left).length === 0);
    const held =
      others.length === 0 || below.length === 1 ? [] : below.filter((one) => !free.includes(one));
    const uncovered = held.filter((one) => !isCovered(graph, one, new Set(others), left));
    const { parents } = linksOf(graph, id);
    const doubled = uncovered.filter(
      (one) => parents.includes(one) || normalizedDependencies(graph, id).includes(one),
    );
    rows = [...free, ...doubled].reduce(insert, others);
    return rows;
  };
}

function above(
  graph: Graph,
  id: RevisionId,
  among: ReadonlySet<RevisionId>,
): readonly RevisionId[] {
  const { children, dependents } = linksOf(graph, id);
  return [...children, ...dependents].filter((it) => among.has(it));
}

/** Whether the revision is one of the rows or has to be applied before one. */
function isCovered(
  graph: Graph,
  id: RevisionId,
  rows: ReadonlySet<RevisionId>,
  left: ReadonlySet<RevisionId>,
): boolean {
  const seen = new Set([id]);
  for (const one of seen) {
    if (rows.has(one)) return true;
    for (const next of above(graph, one, left)) seen.add(next);
  }
  return false;
}

const standsOn = (graph: Graph, id: RevisionId) => {
  const { parents, dependencies } = linksOf(graph, id);
  return [...new Set([...parents, ...dependencies])];
};

function insert(rows: readonly RevisionId[], id: RevisionId): readonly RevisionId[] {
  if (rows.includes(id)) return rows;
  const at = rows.findIndex((row) => row > id);
  return at === -1 ? [...rows, id] : rows.toSpliced(at, 0, id);
}
