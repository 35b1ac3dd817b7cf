import { MigError } from "../errors.js";
import { linksOf, needsOf, type Graph } from "./graph.js";
import { firstOf } from "../wording.js";
import { ancestors } from "./lineage.js";
import { oldestFirst } from "./order.js";
import type { Revision, RevisionId } from "./revision.js";

/**
 * The rows of the version table, each once and sorted, or a refusal (MIG202) that names those without a file.
 * `where` says which table of which database they stand in.
 */
export function checkRows(
  graph: Graph,
  rows: Iterable<RevisionId>,
  where = "the version table",
): readonly RevisionId[] {
  const sorted = [...new Set(rows)].sort();
  const unknown = sorted.filter((id) => !graph.revisions.has(id));
  if (unknown.length === 0) return sorted;
  const [names, files] =
    unknown.length === 1
      ? [`the revision ${unknown.join() || '""'}`, "no file has that id"]
      : [`the revisions ${firstOf(unknown).join(", ")}`, "no files have these ids"];
  throw new MigError(
    "MIG202",
    `In ${where} stands ${names}, and ${files}.`,
    "Get the file back (it may be on another branch of your version control). If it is gone for good, `mig stamp --purge <revision>` forgets the row and records where the database is.",
  );
}

/** Everything that is applied: the rows, and all before them. */
export function applied(graph: Graph, rows: Iterable<RevisionId>): ReadonlySet<RevisionId> {
  return ancestors(graph, rows);
}

/** How many revisions it takes to a revision, from what is applied; the same counts for several cost little more than for one. */
export function countMissing(
  graph: Graph,
  have: ReadonlySet<RevisionId>,
): (id: RevisionId) => number {
  const counts = new Map<RevisionId, number>();
  return (id) => {
    const way: RevisionId[] = [];
    let at: RevisionId | undefined = id;
    // Down a line one counts; below a merge everything is looked at, once.
    while (at !== undefined && !have.has(at) && !counts.has(at)) {
      const needs = needsOf(graph, at);
      if (needs.length > 1) {
        const before = [...ancestors(graph, [at])].filter((one) => !have.has(one));
        counts.set(at, before.length);
      } else {
        way.push(at);
        [at] = needs;
      }
    }
    let count = at === undefined ? 0 : (counts.get(at) ?? 0);
    for (const one of way.toReversed()) counts.set(one, ++count);
    return counts.get(id) ?? 0;
  };
}

/** What is not applied, oldest first. A database is at head when this is empty. */
export function notApplied(graph: Graph, rows: Iterable<RevisionId>): readonly Revision[] {
  const have = applied(graph, rows);
  return oldestFirst(
    graph,
    [...graph.revisions.keys()].filter((id) => !have.has(id)),
  );
}

/** The rows, and the ends of lines that a row includes by depending on them; oldest first. */
export function currentRevisions(graph: Graph, rows: Iterable<RevisionId>): readonly Revision[] {
  const own = new Set(rows);
  const have = applied(graph, own);
  const isEnd = (id: RevisionId) => !linksOf(graph, id).children.some((child) => have.has(child));
  return oldestFirst(
    graph,
    [...have].filter((id) => own.has(id) || isEnd(id)),
  );
}
