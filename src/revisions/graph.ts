import { checkRevisions } from "./check.js";
import type { Problem } from "./problem.js";
import type { Revision, RevisionId } from "./revision.js";

/** A revision's neighbours, each once: parents as written, children and dependents in the order of files. */
export interface Links {
  readonly parents: readonly RevisionId[];
  /** What it depends on, labels resolved. */
  readonly dependencies: readonly RevisionId[];
  readonly children: readonly RevisionId[];
  /** The revisions that depend on it. */
  readonly dependents: readonly RevisionId[];
}

/** History: every revision in the order of files, and a promise that all that is named exists and nothing loops. */
export interface Graph {
  readonly revisions: ReadonlyMap<RevisionId, Revision>;
  readonly links: ReadonlyMap<RevisionId, Links>;
  /** The revision that carries each branch label. */
  readonly labels: ReadonlyMap<string, RevisionId>;
}

/**
 * Builds the graph, or refuses with everything that is wrong with it, and with the files that could not be read. The order
 * of `revisions` does not matter.
 */
export function createGraph(
  revisions: readonly Revision[],
  unreadable: readonly Problem[] = [],
): Graph {
  const inOrder = revisions.toSorted((a, b) => compare(a.path, b.path) || compare(a.id, b.id));
  checkRevisions(inOrder, unreadable);
  const labels = new Map(inOrder.flatMap(({ id, labels }) => labels.map((label) => [label, id])));
  return {
    revisions: new Map(inOrder.map((it) => [it.id, it])),
    links: link(inOrder, labels),
    labels,
  };
}

/** The revisions that no other one follows. */
export function heads(graph: Graph): readonly Revision[] {
  return those(graph, ({ children }) => children.length === 0);
}

/** The revisions that no other one follows or depends on: to have these is to have everything. */
export function realHeads(graph: Graph): readonly Revision[] {
  return those(graph, (links) => links.children.length + links.dependents.length === 0);
}

/** The revisions that follow none. They may depend on some. */
export function bases(graph: Graph): readonly Revision[] {
  return those(graph, ({ parents }) => parents.length === 0);
}

/** The revisions that several others follow. */
export function branchPoints(graph: Graph): readonly Revision[] {
  return those(graph, ({ children }) => children.length > 1);
}

/** The revisions that follow several others. */
export function mergePoints(graph: Graph): readonly Revision[] {
  return those(graph, ({ parents }) => parents.length > 1);
}

/** The neighbours of a revision; one that the graph lacks has none. */
export function linksOf(graph: Graph, id: RevisionId): Links {
  return graph.links.get(id) ?? ALONE;
}

/** What has to be applied before a revision: its parents, then its dependencies, each once. */
export function needsOf(graph: Graph, id: RevisionId): readonly RevisionId[] {
  const { parents, dependencies } = linksOf(graph, id);
  return dependencies.length === 0 ? parents : [...new Set([...parents, ...dependencies])];
}

/** What stands on a revision: its children, then its dependents, each once. */
export function neededBy(graph: Graph, id: RevisionId): readonly RevisionId[] {
  const { children, dependents } = linksOf(graph, id);
  return dependents.length === 0 ? children : [...new Set([...children, ...dependents])];
}

/** The revisions with these ids, in this order; ids that the graph lacks are left out. */
export function revisionsOf(graph: Graph, ids: Iterable<RevisionId>): readonly Revision[] {
  return [...ids].flatMap((id) => graph.revisions.get(id) ?? []);
}

/** What `compute` says of a graph, worked out when it is first asked for and kept as long as the graph. */
export function perGraph<T>(compute: (graph: Graph) => T): (graph: Graph) => T {
  const kept = new WeakMap<Graph, { readonly value: T }>();
  return (graph) => {
    const found = kept.get(graph) ?? { value: compute(graph) };
    kept.set(graph, found);
    return found.value;
  };
}

const ALONE: Links = { parents: [], dependencies: [], children: [], dependents: [] };

function link(
  revisions: readonly Revision[],
  labels: ReadonlyMap<string, RevisionId>,
): Map<RevisionId, Links> {
  const links = new Map(
    revisions.map(({ id, down, dependsOn }) => {
      const parents = [...new Set(down)];
      const dependencies = [...new Set(dependsOn.map((name) => labels.get(name) ?? name))];
      return [
        id,
        { parents, dependencies, children: [] as RevisionId[], dependents: [] as RevisionId[] },
      ];
    }),
  );
  for (const [id, { parents, dependencies }] of links) {
    for (const parent of parents) links.get(parent)?.children.push(id);
    for (const dependency of dependencies) links.get(dependency)?.dependents.push(id);
  }
  return links;
}

const those = (graph: Graph, test: (links: Links) => boolean) =>
  [...graph.revisions.values()].filter(({ id }) => test(linksOf(graph, id)));

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
