import { extname, join } from "node:path";
import { render } from "../autogenerate/render.js";
import { revisionText, templateFor } from "../autogenerate/revision-file.js";
import { Undecided } from "../autogenerate/undecided.js";
import { writeWhole } from "../autogenerate/write-whole.js";
import { MigError } from "../errors.js";
import { fileName } from "../revisions/file-name.js";
import { heads, type Graph } from "../revisions/graph.js";
import { newRevisionId } from "../revisions/new-id.js";
import { checkRevisionId } from "../revisions/revision-id.js";
import type { RevisionId } from "../revisions/revision.js";
import { baseline, check, type CheckRequest, type Comparison } from "./compare.js";
import { runHooks } from "./hooks.js";
import { languageOf } from "./language.js";
import type { Project } from "./open.js";

export interface RevisionRequest extends CheckRequest {
  readonly message?: string | undefined;
  /** The id of the new revision; a random one if left out. */
  readonly id?: string | undefined;
  /** Compares the database with the entities, or with another one, and writes nothing if they agree. */
  readonly autogenerate?: boolean | undefined;
  /** Compares with an empty database instead of this one: a baseline for one that has the tables already. */
  readonly fromEmpty?: boolean | undefined;
  /** Writes a file also where there is no difference. */
  readonly empty?: boolean | undefined;
  /** Whether the post-write hooks run; they do if left out. */
  readonly hooks?: boolean | undefined;
}

/** A revision that was written, or would have been: then the path is null, as there was nothing to say. */
export interface Revised extends Comparison {
  readonly id: RevisionId;
  readonly down: readonly RevisionId[];
  readonly path: string | null;
}

/** Writes a new revision after the head, empty or with what turns the database into what the entities ask for. */
export async function revision(project: Project, request: RevisionRequest): Promise<Revised> {
  const graph = await project.graph();
  const id = freeId(graph, request.id);
  const down = onlyHead(graph);
  const found = await asked(project, request, down);
  const isNothing = found !== NOTHING && found.operations.length === 0;
  if (isNothing && !request.empty) return { ...found, id, down, path: null };
  const path = await write(project, { ...request, id, down, found });
  if (request.hooks !== false) await runHooks(project.settings.postWriteHooks, path);
  return { ...found, id, down, path };
}

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

interface Draft {
  readonly id: RevisionId;
  readonly down: readonly RevisionId[];
  readonly message?: string | undefined;
  readonly found: Comparison;
}

async function write(project: Project, draft: Draft): Promise<string> {
  const { settings } = project;
  const message = draft.message ?? "";
  const extension = revisionExtension(settings);
  const path = join(settings.versionLocations[0] ?? "", fileName(draft.id, message, extension));
  const text = await revisionText(settings.template ?? templateFor(extension), {
    ...draft,
    message,
    labels: [],
    dependsOn: [],
    created: new Date(),
    upgrade: render(draft.found.upgrade),
    downgrade: render(draft.found.downgrade),
  });
  await writeWhole(path, text);
  project.forgetHistory();
  return path;
}

/** That of the template, or in the language of the configuration, else of the data source; JavaScript says that it is a module. */
function revisionExtension({
  template,
  dataSource,
  configPath,
  root,
}: Project["settings"]): string {
  if (template !== null) return extname(template.replace(/\.eta$/, ""));
  const source = typeof dataSource === "string" ? dataSource : null;
  return languageOf(root, [configPath, source]) === "typescript" ? ".ts" : ".mjs";
}

function freeId(graph: Graph, id: string | undefined): RevisionId {
  if (id === undefined) return newRevisionId();
  checkRevisionId(id);
  const taken = graph.revisions.get(id);
  if (taken)
    throw new MigError(
      "MIG111",
      `The revision ${id} exists already: ${taken.path}`,
      "Choose another --rev-id, or leave it out.",
    );
  return id;
}

function onlyHead(graph: Graph): readonly RevisionId[] {
  const ids = heads(graph).map(({ id }) => id);
  if (ids.length > 1)
    throw new MigError(
      "MIG102",
      `There are ${ids.length} heads, so it is not clear what the new revision follows: ${ids.join(", ")}.`,
      "Let one follow the other: set its downRevision to the id of the other's last revision.",
    );
  return ids;
}
