import { Undecided } from "../autogenerate/undecided.js";
import { MigError } from "../errors.js";
import { heads as headsOf, type Graph } from "../revisions/graph.js";
import { newRevisionId } from "../revisions/new-id.js";
import { place, type Placement, type PlacementRequest } from "../revisions/placement.js";
import type { RevisionId } from "../revisions/revision.js";
import { baseline, check, comparison, type BaselineRequest, type Comparison } from "./compare.js";
import type { Project } from "./open.js";
import { existingGraph } from "./version-locations.js";
import { folderOf, writeRevision, type FileOptions } from "./write-revision.js";

/** What can be said of every new revision. */
interface NewRevision extends PlacementRequest, FileOptions {
  readonly message?: string | undefined;
  /** Its id; a random one if left out. */
  readonly id?: string | undefined;
}

export interface RevisionRequest extends BaselineRequest, NewRevision {
  /** Compares the database with the entities, or with another one, and writes nothing if they agree. */
  readonly autogenerate?: boolean | undefined;
  /** Compares with an empty database instead of this one: a baseline for one that has the tables already. */
  readonly fromEmpty?: boolean | undefined;
  /** Writes a file also where there is no difference. */
  readonly empty?: boolean | undefined;
}

/** A revision that was written, or would have been: then the path is null, as there was nothing to say, or the configuration lets none be written. */
export interface Revised extends Comparison, Placement {
  readonly path: string | null;
  /** Whether `processRevisionDirectives` has kept it from being written. */
  readonly stopped: boolean;
}

/** Writes a new revision after the head, empty or with what turns the database into what the entities ask for. */
export async function revision(project: Project, request: RevisionRequest): Promise<Revised> {
  const graph = await project.graph();
  const placed = place(graph, request.id ?? newRevisionId(), request);
  folderOf(project, graph, placed, request.versionPath);
  const found = await asked(project, request, placed.down);
  const isCompared = found !== NOTHING;
  const draft = { ...placed, message: request.message ?? "", versionPath: request.versionPath };
  const changed = await change(project, graph, { ...draft, ...found }, request, isCompared);
  const isNothing = (ops: readonly unknown[]) => isCompared && ops.length === 0 && !request.empty;
  if (changed === null || isNothing(changed.operations)) {
    const stopped = changed === null || !isNothing(found.operations);
    return { ...found, ...placed, path: null, stopped };
  }
  const { message: _, versionPath, ...written } = changed;
  const path = await writeRevision(project, graph, changed, { ...request, versionPath });
  return { ...written, path, stopped: false };
}

/** What is to be joined. */
export interface MergeRequest extends Omit<NewRevision, "heads"> {
  /** The heads; all of them if left out. */
  readonly revisions?: readonly string[] | undefined;
}

/** A revision that was written to join others. */
export interface Merged extends Placement {
  /** Null where `processRevisionDirectives` lets none be written. */
  readonly path: string | null;
}

/** Writes a revision that follows several heads and does nothing else. Refuses (MIG114) where there is but one. */
export async function merge(project: Project, request: MergeRequest = {}): Promise<Merged> {
  const graph = await existingGraph(project);
  const { revisions = [] } = request;
  // Here `heads` is what `mig heads` lists, and not only those that no other depends on.
  const typed = [...new Set(revisions.length > 0 ? revisions : ["heads"])];
  const heads = typed.flatMap((name) =>
    name.trim() === "heads" ? headsOf(graph).map(({ id }) => id) : name,
  );
  const placed = place(graph, request.id ?? newRevisionId(), { ...request, heads });
  if (placed.down.length < 2)
    throw new MigError(
      "MIG114",
      `There is nothing to join: ${typed.join(", ")} ${placed.down.length === 0 ? "means no revision" : `is ${placed.down[0]} alone`}.`,
      "`mig heads` lists the heads.",
    );
  const message = request.message ?? mergeMessage(placed.down);
  const draft = { ...placed, ...NOTHING, message, versionPath: request.versionPath };
  const changed = await change(project, graph, draft, request, null);
  if (changed === null) return { ...placed, path: null };
  const { versionPath } = changed;
  const path = await writeRevision(project, graph, changed, { ...request, versionPath });
  const { id, down, labels, dependsOn } = changed;
  return { id, down, labels, dependsOn, path };
}

/** What is written where. */
interface Draft extends Comparison, Placement {
  readonly message: string;
  readonly versionPath: string | undefined;
}

/** The draft as the configuration changes it, checked as if it had been asked for so; null where it is not to be written. */
async function change(
  project: Project,
  graph: Graph,
  draft: Draft,
  { splice = false }: NewRevision,
  /** Null for a merge. */
  isCompared: boolean | null,
): Promise<Draft | null> {
  const { processRevisionDirectives: process } = project.settings;
  if (process === null) return draft;
  const { directed } = await import("./directives.js");
  const connection = isCompared ? await project.connection("read") : null;
  const context = {
    command: isCompared === null ? ("merge" as const) : ("revision" as const),
    autogenerate: isCompared ?? false,
    dialect: connection?.server.flavor ?? null,
    revisions: [...graph.revisions.keys()],
  };
  const changed = await directed(process, { ...draft, splice }, context, project.settings);
  if (changed === null) return null;
  const { id, down, labels, dependsOn, message, versionPath } = changed;
  const asked = { heads: down.length > 0 ? down : ["base"], labels, dependsOn };
  const placed = place(graph, id, { ...asked, splice: changed.splice });
  const { upgrade, downgrade } = changed;
  const written = comparison(draft, upgrade, downgrade, connection?.dialect ?? null);
  return { ...written, ...placed, message, versionPath };
}

const mergeMessage = (ids: readonly RevisionId[]) =>
  ids.length > 6 ? `merge ${ids.length} heads` : `merge ${ids.join(" and ")}`;

/** Writes what turns the database into what the entities ask for, as a new revision; nothing if they agree. */
export const autogenerate = (
  project: Project,
  request: Omit<RevisionRequest, "autogenerate"> = {},
): Promise<Revised> => revision(project, { ...request, autogenerate: true });

const NOTHING: Comparison = {
  operations: [],
  undo: [],
  unknown: [],
  undecided: [],
  notes: [],
  hazards: new Map(),
  upgrade: [],
  downgrade: [],
};

async function asked(
  project: Project,
  request: RevisionRequest,
  down: readonly RevisionId[],
): Promise<Comparison> {
  if (request.fromEmpty) {
    const found = await baseline(project, request);
    return { ...found, notes: [...found.notes, ...down.map(notTheFirst)] };
  }
  if (!request.autogenerate && request.fromDatabase === undefined) return NOTHING;
  const found = await check(project, request);
  if (found.undecided.length > 0) throw new Undecided(found.undecided);
  return found;
}

const notTheFirst = (id: RevisionId) =>
  `It follows ${id}: on a new database the revisions up to that one run before it, and may have made what it makes.`;
