import { MigError } from "../errors.js";
import { heads, linksOf, type Graph } from "./graph.js";
import { ancestors } from "./lineage.js";
import { firstOf } from "../wording.js";
import { resolve } from "./resolve.js";
import { checkRevisionId, labelProblem, newNameProblem } from "./revision-id.js";
import type { RevisionId } from "./revision.js";

/** Where a person wants a new revision. */
export interface PlacementRequest {
  /** What it follows: identifiers, `base` for nothing; the only head if left out. */
  readonly heads?: readonly string[] | undefined;
  /** It may follow revisions that others follow, and so begin a branch. */
  readonly splice?: boolean | undefined;
  readonly labels?: readonly string[] | undefined;
  /** Revisions that have to be applied before it: identifiers or branch labels. */
  readonly dependsOn?: readonly string[] | undefined;
}

/** What a new revision states of its place in history. */
export interface Placement {
  readonly id: RevisionId;
  readonly down: readonly RevisionId[];
  readonly labels: readonly string[];
  readonly dependsOn: readonly string[];
}

/**
 * The place of a new revision, checked against the graph: its id is free (MIG111), its labels too (MIG108) and are none
 * that cannot be one (MIG104), what it follows is a head (MIG112) unless it splices, and there is no doubt which (MIG102).
 */
export function place(graph: Graph, id: RevisionId, request: PlacementRequest = {}): Placement {
  const { labels = [], dependsOn = [] } = request;
  refuseTaken(graph, id);
  return {
    id,
    down: followed(graph, request),
    labels: [...new Set(labels)].map((label) => freeLabel(graph, label, id)),
    dependsOn: dependencies(graph, dependsOn),
  };
}

function refuseTaken(graph: Graph, id: RevisionId): void {
  checkRevisionId(id);
  const taken = graph.revisions.get(id);
  if (taken)
    throw new MigError(
      "MIG111",
      `The revision ${id} exists already: ${taken.path}`,
      "Choose another --rev-id, or leave it out.",
    );
  const labelled = graph.revisions.get(graph.labels.get(id) ?? "");
  if (labelled)
    throw new MigError(
      "MIG111",
      `${id} is a branch label already, of ${labelled.id}: ${labelled.path}`,
      "Choose another --rev-id, or leave it out.",
    );
}

function freeLabel(graph: Graph, label: string, own: RevisionId): string {
  const problem = labelProblem(label) ?? newNameProblem(label);
  if (problem !== null)
    throw new MigError(
      "MIG104",
      `${JSON.stringify(label)} cannot be a branch label: ${problem}.`,
      "Choose a word such as `billing`.",
    );
  const holder = graph.revisions.get(graph.labels.get(label) ?? label);
  const isTaken = holder !== undefined || label === own;
  if (!isTaken) return label;
  const fact = holder
    ? `is ${holder.id === label ? "the id" : "a label already, that"} of ${holder.id}: ${holder.path}`
    : "is to be the id of the revision itself";
  throw new MigError(
    "MIG108",
    `The branch label ${label} ${fact}`,
    "A label stands on one revision and holds for all that follow it. Choose another one.",
  );
}

function followed(graph: Graph, { heads: given, splice }: PlacementRequest): readonly RevisionId[] {
  if (given === undefined || given.length === 0) return onlyHead(graph);
  const found = given.map((text) => ({ text, ids: ofOne(graph, text) }));
  const ids = [...new Set(found.flatMap(({ ids }) => ids))];
  const nothing = found.find(({ ids }) => ids.length === 0);
  if (nothing && ids.length > 0)
    throw new MigError(
      "MIG112",
      `${nothing.text} means no revision, and ${firstOf(ids).join(", ")} ${ids.length === 1 ? "is" : "are"} named with it.`,
      `Leave out ${nothing.text}, or name it alone.`,
    );
  const parents = ids.flatMap((id) => linksOf(graph, id).parents);
  const before = ancestors(graph, parents, "parents only");
  const below = ids.find((id) => before.has(id));
  if (below !== undefined)
    throw new MigError(
      "MIG112",
      `${below} comes before another one that it is named with: ${firstOf(ids).join(", ")}.`,
      "Leave it out: what follows the other follows it as well.",
    );
  const passed = splice ? undefined : ids.find((id) => linksOf(graph, id).children.length > 0);
  if (passed === undefined) return ids;
  const { children } = linksOf(graph, passed);
  throw new MigError(
    "MIG112",
    `${passed} is no head: ${children.join(", ")} ${children.length === 1 ? "follows" : "follow"} it.`,
    "To begin a branch there, say --splice.",
  );
}

function ofOne(graph: Graph, text: string): readonly RevisionId[] {
  return resolve(graph, text).map(({ id }) => id);
}

function onlyHead(graph: Graph): readonly RevisionId[] {
  const found = heads(graph);
  if (found.length > 1)
    throw new MigError(
      "MIG102",
      `There are ${found.length} heads, so it is not clear what the new revision follows: ${firstOf(found.map(({ id }) => id)).join(", ")}.`,
      `Name the one: \`--head ${found[0]?.id ?? ""}\`. Or join them first: \`mig merge heads\`.`,
    );
  return found.map(({ id }) => id);
}

/** Ids in full, labels as they are: what follows a label may change, and is meant then. Each revision once. */
function dependencies(graph: Graph, given: readonly string[]): readonly string[] {
  const byId = new Map<RevisionId, string>();
  for (const text of given) {
    const found = ofOne(graph, text);
    if (found.length === 0)
      throw new MigError(
        "MIG106",
        `${text} means no revision, and nothing can depend on it.`,
        "Name a revision or a branch label.",
      );
    for (const id of found)
      if (!byId.has(id) || graph.labels.has(text)) byId.set(id, graph.labels.has(text) ? text : id);
  }
  return [...byId.values()];
}
