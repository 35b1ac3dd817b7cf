import { linksOf, needsOf, type Graph } from "./graph.js";
import { ancestors, descendants, normalizedDependencies } from "./lineage.js";
import { Lines } from "./lines.js";
import type { Revision, RevisionId } from "./revision.js";

/** These revisions in the order in which they are applied: `latestFirst` backwards. */
export function oldestFirst(graph: Graph, ids: Iterable<RevisionId>): readonly Revision[] {
  return latestFirst(graph, ids).toReversed();
}

/**
 * These revisions in the order in which they are undone and listed. Each comes before its parents and dependencies.
 * A line is followed down as far as nothing else stands on it, then the first line that does; lines begin at the
 * latest head (by date, then by path), and those of a merge follow in the order in which it names its parents.
 * This is the order that Alembic has, but for the dates.
 */
export function latestFirst(graph: Graph, ids: Iterable<RevisionId>): readonly Revision[] {
  const wanted = new Set(ids);
  const revisions = withAllBetween(graph, wanted);
  const indices = new Map(revisions.map(({ id }, index) => [id, index]));
  const among = (ids: readonly RevisionId[]) => ids.flatMap((id) => indices.get(id) ?? []);
  const below = revisions.map(({ id }) => among(needsOf(graph, id)));
  const next = revisions.map(({ id }) =>
    among([...new Set([...linksOf(graph, id).parents, ...normalizedDependencies(graph, id)])]),
  );
  const lines = new Lines(below, next);
  return lines
    .follow(latest(revisions, lines.tips()))
    .flatMap((index) => revisions[index] ?? [])
    .filter(({ id }) => wanted.has(id));
}

/** These revisions and all that stand between two of them, in the order of files. */
function withAllBetween(graph: Graph, ids: ReadonlySet<RevisionId>): readonly Revision[] {
  const before = ancestors(graph, ids);
  const after = descendants(graph, ids);
  return [...graph.revisions.values()].filter(({ id }) => before.has(id) && after.has(id));
}

/** The latest first; without a date is later than with one. */
function latest(revisions: readonly Revision[], indices: readonly number[]): readonly number[] {
  const dated = indices.map((index) => {
    const { createdAt = null } = revisions[index] ?? {};
    return { index, time: timeOf(createdAt) ?? Number.MAX_VALUE };
  });
  return dated.sort((a, b) => b.time - a.time).map(({ index }) => index);
}

/** When a revision was created, in milliseconds; null where it does not say. Without a zone, as Alembic writes it, it is UTC. */
export function timeOf(createdAt: string | null): number | null {
  if (createdAt === null) return null;
  const isZoned = /(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\s*$/i.test(createdAt);
  const time = Date.parse(isZoned ? createdAt : `${createdAt.replace(/(?<=\d)T(?=\d)/, " ")} UTC`);
  return Number.isNaN(time) ? null : time;
}
