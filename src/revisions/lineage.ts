import { linksOf, neededBy, needsOf, perGraph, type Graph, type Links } from "./graph.js";
import type { RevisionId } from "./revision.js";

/** Whether a walk through the graph follows `dependsOn` as well, or parents and children only. */
type Follow = "dependencies too" | "parents only";

/** These revisions and everything that must be applied before them. */
export function ancestors(
  graph: Graph,
  ids: Iterable<RevisionId>,
  follow: Follow = "dependencies too",
): ReadonlySet<RevisionId> {
  return reach(graph, ids, BEFORE[follow]);
}

/** These revisions and everything that needs them. */
export function descendants(
  graph: Graph,
  ids: Iterable<RevisionId>,
  follow: Follow = "dependencies too",
): ReadonlySet<RevisionId> {
  return reach(graph, ids, AFTER[follow]);
}

/** The revision, what comes before it and what comes after it: what `X@` restricts to. */
export function lineage(
  graph: Graph,
  id: RevisionId,
  follow: Follow = "parents only",
): ReadonlySet<RevisionId> {
  return new Set([...ancestors(graph, [id], follow), ...descendants(graph, [id], follow)]);
}

/**
 * The branch labels that hold for a revision: those of its ancestors; and those of a descendant, as long as
 * the way there passes no branch point and no merge.
 */
export function labelsOf(graph: Graph, id: RevisionId): readonly string[] {
  return spreadLabels(graph).get(id) ?? [];
}

/** A revision's dependencies without those that one of its ancestors (by parents) has already. */
export function normalizedDependencies(graph: Graph, id: RevisionId): readonly RevisionId[] {
  const { parents, dependencies } = linksOf(graph, id);
  const isShared = (it: RevisionId) => linksOf(graph, it).dependents.length > 1;
  const left = new Set(dependencies.filter(isShared));
  if (left.size === 0) return dependencies;
  const shared = [...left];
  const before = new Set(parents);
  for (const ancestor of before) {
    const links = linksOf(graph, ancestor);
    for (const it of links.dependencies) left.delete(it);
    if (left.size === 0) break;
    for (const parent of links.parents) before.add(parent);
  }
  return dependencies.filter((it) => left.has(it) || !shared.includes(it));
}

/** Whether one of these needs the revision, directly or not. */
export function isNeededBy(graph: Graph, id: RevisionId, ids: readonly RevisionId[]): boolean {
  const height = heights(graph);
  const floor = height.get(id) ?? 0;
  const seen = new Set(ids);
  for (const one of seen) {
    for (const below of needsOf(graph, one)) {
      if (below === id) return true;
      if ((height.get(below) ?? 0) > floor) seen.add(below);
    }
  }
  return false;
}

type Step = (links: Links) => readonly (readonly RevisionId[])[];

const BEFORE: Readonly<Record<Follow, Step>> = {
  "dependencies too": ({ parents, dependencies }) => [parents, dependencies],
  "parents only": ({ parents }) => [parents],
};

const AFTER: Readonly<Record<Follow, Step>> = {
  "dependencies too": ({ children, dependents }) => [children, dependents],
  "parents only": ({ children }) => [children],
};

function reach(graph: Graph, ids: Iterable<RevisionId>, step: Step): ReadonlySet<RevisionId> {
  const reached = new Set<RevisionId>();
  for (const id of ids) if (graph.revisions.has(id)) reached.add(id);
  // A Set hands out what is added to it while it is walked.
  for (const id of reached) {
    for (const next of step(linksOf(graph, id))) for (const one of next) reached.add(one);
  }
  return reached;
}

/** How many revisions have to be applied before each at least, one upon the other. */
const heights = perGraph((graph): ReadonlyMap<RevisionId, number> => {
  const heights = new Map<RevisionId, number>();
  const waitingFor = new Map<RevisionId, number>();
  for (const id of graph.revisions.keys()) {
    const needs = needsOf(graph, id).length;
    if (needs === 0) heights.set(id, 0);
    else waitingFor.set(id, needs);
  }
  // A Map hands out what is added to it while it is walked.
  for (const [id, height] of heights) {
    for (const above of neededBy(graph, id)) {
      const left = (waitingFor.get(above) ?? 0) - 1;
      waitingFor.set(above, left);
      if (left === 0) heights.set(above, height + 1);
    }
  }
  return heights;
});

const spreadLabels = perGraph((graph): ReadonlyMap<RevisionId, readonly string[]> => {
  const spread = new Map<RevisionId, string[]>();
  for (const [label, id] of graph.labels) {
    for (const one of [
      ...descendants(graph, [id], "parents only"),
      ...unforkedWayDown(graph, id),
    ]) {
      const labels = spread.get(one);
      if (labels) labels.push(label);
      else spread.set(one, [label]);
    }
  }
  return spread;
});

/** The ancestors one comes by before any branch point or merge, dependents counting as branches. */
function unforkedWayDown(graph: Graph, id: RevisionId): readonly RevisionId[] {
  const way: RevisionId[] = [];
  let at: RevisionId | undefined = id;
  while (at !== undefined && isUnforked(linksOf(graph, at))) {
    way.push(at);
    [at] = linksOf(graph, at).parents;
  }
  return way.slice(1);
}

const isUnforked = ({ parents, children, dependents }: Links) =>
  parents.length <= 1 && children.length + dependents.length <= 1;
