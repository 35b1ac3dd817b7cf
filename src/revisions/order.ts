import { linksOf, revisionsOf, type Graph } from "./graph.js";
import { ancestors, descendants, normalizedDependencies } from "./lineage.js";
import type { Revision, RevisionId } from "./revision.js";

/** These revisions in the order in which they are applied: `latestFirst` backwards. */
export function oldestFirst(graph: Graph, ids: Iterable<RevisionId>): readonly Revision[] {
  return latestFirst(graph, ids).toReversed();
}

/**
 * These revisions in the order in which they are undone and listed. Each comes before its parents and
 * dependencies. A line is followed down as far as nothing else stands on it, then the first
 * line that does; the lines begin at the latest head (by date, then by path), and those of a merge follow in the order in which
 * it names its parents. This is the order that Alembic has, except for the dates.
 */
export function latestFirst(graph: Graph, ids: Iterable<RevisionId>): readonly Revision[] {
  const wanted = new Set(ids);
  const left = withAllBetween(graph, wanted);
  const lines = new Lines(tips(graph, left));
  const order: RevisionId[] = [];
  for (let line = lines.first; line;) {
    const { end } = line;
    if (stillAbove(graph, end, left).length > 0) {
      line = lines.firstOf(allAbove(graph, end, left)) ?? line;
      continue;
    }
    left.delete(end);
    order.push(end);
    line = lines.advance(
      line,
      standsOn(graph, end).filter((id) => left.has(id)),
    );
  }
  return revisionsOf(
    graph,
    order.filter((id) => wanted.has(id)),
  );
}

/** One line of history, followed down to `end`. */
interface Line {
  readonly rank: number;
  end: RevisionId;
  previous: Line | null;
  next: Line | null;
}

/** The lines that are being followed, in the order in which they were begun. */
class Lines {
  first: Line | null = null;
  #last: Line | null = null;
  #count = 0;
  readonly #endingAt = new Map<RevisionId, Line>();

  constructor(ends: readonly RevisionId[]) {
    for (const end of ends) this.#begin(end);
  }

  /** The first line that ends at one of these revisions. */
  firstOf(ids: Iterable<RevisionId>): Line | null {
    let first: Line | null = null;
    for (const id of ids) {
      const line = this.#endingAt.get(id);
      if (line && (!first || line.rank < first.rank)) first = line;
    }
    return first;
  }

  /** Goes on to the first of these that no line has reached yet, beginning lines for the others; answers with the line to follow. */
  advance(line: Line, ids: readonly RevisionId[]): Line | null {
    const [end, ...others] = ids.filter((id) => !this.#endingAt.has(id));
    this.#endingAt.delete(line.end);
    if (end === undefined) return this.#finish(line);
    line.end = end;
    this.#endingAt.set(end, line);
    for (const other of others) this.#begin(other);
    return line;
  }

  #begin(end: RevisionId): void {
    const line: Line = { rank: this.#count++, end, previous: this.#last, next: null };
    if (this.#last) this.#last.next = line;
    else this.first = line;
    this.#last = line;
    this.#endingAt.set(end, line);
  }

  #finish(line: Line): Line | null {
    if (line.previous) line.previous.next = line.next;
    else this.first = line.next;
    if (line.next) line.next.previous = line.previous;
    else this.#last = line.previous;
    return line.previous ?? this.first;
  }
}

function withAllBetween(graph: Graph, ids: ReadonlySet<RevisionId>): Set<RevisionId> {
  const below = ancestors(graph, ids);
  return new Set([...descendants(graph, ids)].filter((id) => below.has(id)));
}

/** Those on which none of the others stands, the latest first. */
function tips(graph: Graph, ids: ReadonlySet<RevisionId>): readonly RevisionId[] {
  const found = [...graph.revisions.values()].filter(
    ({ id }) => ids.has(id) && stillAbove(graph, id, ids).length === 0,
  );
  const dated = found.map(({ id, createdAt }) => ({ id, time: Date.parse(createdAt ?? "") }));
  // Without a date: newer than all that have one.
  const time = (it: number) => (Number.isNaN(it) ? Number.MAX_VALUE : it);
  return dated.sort((a, b) => time(b.time) - time(a.time)).map(({ id }) => id);
}

function stillAbove(
  graph: Graph,
  id: RevisionId,
  left: ReadonlySet<RevisionId>,
): readonly RevisionId[] {
  const { children, dependents } = linksOf(graph, id);
  return [...children, ...dependents].filter((it) => left.has(it));
}

function allAbove(
  graph: Graph,
  id: RevisionId,
  left: ReadonlySet<RevisionId>,
): Iterable<RevisionId> {
  const found = new Set(stillAbove(graph, id, left));
  for (const one of found) for (const next of stillAbove(graph, one, left)) found.add(next);
  return found;
}

const standsOn = (graph: Graph, id: RevisionId) => [
  ...new Set([...linksOf(graph, id).parents, ...normalizedDependencies(graph, id)]),
];
