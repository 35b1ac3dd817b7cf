import { linksOf, once, type Graph, type Links } from "./graph.js";
import type { RevisionId } from "./revision.js";

/** Whether a walk through the graph follows `dependsOn` as well, or parents and children only. */
export type Follow = "dependencies too" | "parents only";

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
  if (dependencies.every((dependency) => linksOf(graph, dependency).dependents.length === 1))
    return dependencies;
  const left = new Set(dependencies);
  for (const ancestor of ancestors(graph, parents, "parents only")) {
    for (const dependency of linksOf(graph, ancestor).dependencies) left.delete(dependency);
    if (left.size === 0) break;
  }
  return dependencies.filter((dependency) => left.has(dependency));
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

const spreadLabels = once((graph): ReadonlyMap<RevisionId, readonly string[]> => {
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
