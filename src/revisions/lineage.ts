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
  const { above, below } = labelLists(graph);
  const [own = NONE, further = NONE] = [above.get(id), below.get(id)];
  return further.length === 0 ? own : own.length === 0 ? further : united(graph, [own, further]);
}

const NONE: readonly string[] = [];

/** A revision's dependencies without those that one of its ancestors (by parents) has already. */
export function normalizedDependencies(graph: Graph, id: RevisionId): readonly RevisionId[] {
  const { parents, dependencies } = linksOf(graph, id);
  const isShared = (it: RevisionId) => linksOf(graph, it).dependents.length > 1;
  const left = new Set(dependencies.filter(isShared));
  if (left.size === 0) return dependencies;
  const shared = [...left];
  // Nothing below the lowest revision that depends on one of them can have it.
  const height = heights(graph);
  const others = shared.flatMap((it) => linksOf(graph, it).dependents.filter((one) => one !== id));
  const floor = others.reduce((least, one) => Math.min(least, height.get(one) ?? 0), Infinity);
  const before = new Set(parents);
  for (const ancestor of before) {
    const links = linksOf(graph, ancestor);
    for (const it of links.dependencies) left.delete(it);
    if (left.size === 0) break;
    for (const parent of links.parents) if ((height.get(parent) ?? 0) >= floor) before.add(parent);
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

/** The labels that a revision has of itself and its ancestors, and those it has of descendants; equal lists are one. */
interface LabelLists {
  readonly above: ReadonlyMap<RevisionId, readonly string[]>;
  readonly below: ReadonlyMap<RevisionId, readonly string[]>;
}

const labelLists = perGraph((graph): LabelLists => {
  const above = new Map<RevisionId, readonly string[]>();
  const below = new Map<RevisionId, readonly string[]>();
  if (graph.labels.size === 0) return { above, below };
  const own = ownLabels(graph);
  // Heights are in an order in which parents come first.
  const inOrder = [...heights(graph).keys()];
  for (const id of inOrder) {
    const lists = linksOf(graph, id).parents.map((parent) => above.get(parent) ?? NONE);
    above.set(id, united(graph, [...lists, own.get(id) ?? NONE]));
  }
  for (const id of inOrder.toReversed()) {
    const links = linksOf(graph, id);
    const [child] = links.children;
    // A line is followed down as long as it is one, dependents counting as branches.
    if (child === undefined || !isUnforked(links) || !isUnforked(linksOf(graph, child))) continue;
    below.set(id, united(graph, [below.get(child) ?? NONE, own.get(child) ?? NONE]));
  }
  return { above, below };
});

function ownLabels(graph: Graph): ReadonlyMap<RevisionId, readonly string[]> {
  const own = new Map<RevisionId, string[]>();
  for (const [label, id] of graph.labels) {
    const labels = own.get(id);
    if (labels) labels.push(label);
    else own.set(id, [label]);
  }
  return own;
}

/** The labels of all lists, each once, in the order in which the graph has them. */
function united(graph: Graph, lists: readonly (readonly string[])[]): readonly string[] {
  const [first = NONE, ...others] = lists.filter((list) => list.length > 0);
  if (others.every((list) => list === first)) return first;
  const place = labelPlaces(graph);
  const all = new Set([first, ...others].flat());
  return [...all].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
}

const labelPlaces = perGraph(
  (graph) => new Map([...graph.labels.keys()].map((label, at) => [label, at])),
);

const isUnforked = ({ parents, children, dependents }: Links) =>
  parents.length <= 1 && children.length + dependents.length <= 1;
