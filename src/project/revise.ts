import { extname, join } from "node:path";
import { asWritten } from "../autogenerate/as-written.js";
import {
  difference,
  hazardsOf,
  withoutIndexes,
  type Difference,
} from "../autogenerate/difference.js";
import { renderDowngrade, renderUpgrade } from "../autogenerate/render.js";
import { revisionText, templateFor, writeWhole } from "../autogenerate/revision-file.js";
import { notesOf, refusedFor } from "../autogenerate/unsettled.js";
import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import type { Hazard } from "../operations/operation.js";
import { fileName } from "../revisions/file-name.js";
import { heads, type Graph } from "../revisions/graph.js";
import { planUpgrade } from "../revisions/plan.js";
import { checkRevisionId, newRevisionId } from "../revisions/revision-id.js";
import type { RevisionId } from "../revisions/revision.js";
import { foldRevisions } from "../runtime/fold.js";
import { EMPTY_SCHEMA, type Schema } from "../schema/model.js";
import { comparedScope, withoutHomes } from "./compared-scope.js";
import { runHooks } from "./hooks.js";
import { once, type Entities, type Project } from "./open.js";
import { refuseRefused } from "./refused.js";
import { versions } from "./status.js";

export interface RevisionRequest {
  readonly message?: string | undefined;
  /** The id of the new revision; a random one if left out. */
  readonly id?: string | undefined;
  /** Compares the database with the entities, and writes nothing if they agree. */
  readonly autogenerate?: boolean | undefined;
  /** Compares the entities with an empty database: a baseline for one that has the tables already. */
  readonly fromEmpty?: boolean | undefined;
  /** Writes a file also where there is no difference. */
  readonly empty?: boolean | undefined;
  /** Whether the post-write hooks run; they do if left out. */
  readonly hooks?: boolean | undefined;
}

/** What separates the database from the entities, with what each change puts at risk. */
export interface Comparison extends Omit<Difference, "unsettled"> {
  readonly hazards: ReadonlyMap<Operation, readonly Hazard[]>;
  /** What could not be had from the database, and what was done instead. */
  readonly notes: readonly string[];
}

/** A revision that was written, or would have been: then the path is null, as there was nothing to say. */
export interface Revised extends Comparison {
  readonly id: RevisionId;
  readonly down: readonly RevisionId[];
  readonly path: string | null;
}

/** Compares the database with the entities. Writes nothing anywhere. */
export async function check(project: Project): Promise<Comparison> {
  const graph = await project.graph();
  const { dialect, query, title } = await project.connection("read");
  const rows = await versions(project, graph, "read");
  refuseUnlessAtHead(graph, rows, title);
  const entities = await project.entities();
  const { wanted, places, untouchedIndexes } = entities;
  const owned = once(async () => dialect.normalize(await madeByRevisions(project, graph)));
  const scope = await comparedScope(dialect, places, owned);
  const read = dialect.normalize(await dialect.reflect(query, scope));
  const actual = withoutHomes(withoutIndexes(read, untouchedIndexes), wanted, places);
  return compared(project, entities, actual, owned);
}

/** The difference between a schema and the entities, unless the database refuses what one of these says. */
async function compared(
  project: Project,
  { wanted, written, origins }: Entities,
  actual: Schema,
  owned: () => Promise<Schema>,
): Promise<Comparison> {
  const connection = await project.connection("read");
  const { unsettled, ...found } = await difference(connection, actual, wanted, owned);
  refuseRefused(refusedFor(unsettled, actual, wanted), origins(), connection);
  const operations = asWritten(found.operations, written, wanted);
  return { ...found, operations, hazards: hazardsOf(operations), notes: notesOf(unsettled) };
}

/** Writes a new revision after the head, empty or with what turns the database into what the entities ask for. */
export async function revision(project: Project, request: RevisionRequest): Promise<Revised> {
  const graph = await project.graph();
  const id = freeId(graph, request.id);
  const down = onlyHead(graph);
  const found = await asked(project, request);
  const isNothing = found !== NOTHING && found.operations.length === 0;
  if (isNothing && !request.empty) return { ...found, id, down, path: null };
  const path = await write(project, { ...request, id, down, operations: found.operations });
  if (request.hooks !== false) await runHooks(project.settings.postWriteHooks, path);
  return { ...found, id, down, path };
}

/** Writes what turns the database into what the entities ask for, as a new revision; nothing if they agree. */
export const autogenerate = (
  project: Project,
  request: Omit<RevisionRequest, "autogenerate"> = {},
): Promise<Revised> => revision(project, { ...request, autogenerate: true });

/** What the project's revisions make of an empty database. */
const madeByRevisions = (project: Project, graph: Graph): Promise<Schema> =>
  foldRevisions(
    planUpgrade(graph, [], "heads").steps.map(({ revision }) => revision),
    (revision) => project.loadMigration(revision),
  );

const NOTHING: Comparison = { operations: [], unknown: [], hazards: new Map(), notes: [] };

async function asked(project: Project, request: RevisionRequest): Promise<Comparison> {
  if (request.fromEmpty) return baseline(project);
  return request.autogenerate ? check(project) : NOTHING;
}

/** What makes everything the entities ask for out of nothing. */
async function baseline(project: Project): Promise<Comparison> {
  const { dialect } = await project.connection("read");
  const empty = dialect.normalize(EMPTY_SCHEMA);
  return compared(project, await project.entities(), empty, async () => empty);
}

interface Draft {
  readonly id: RevisionId;
  readonly down: readonly RevisionId[];
  readonly message?: string | undefined;
  readonly operations: readonly Operation[];
}

async function write({ settings }: Project, draft: Draft): Promise<string> {
  const message = draft.message ?? "";
  const extension = revisionExtension(settings);
  const path = join(settings.versionLocations[0] ?? "", fileName(draft.id, message, extension));
  const text = await revisionText(settings.template ?? templateFor(extension), {
    ...draft,
    message,
    labels: [],
    dependsOn: [],
    created: new Date(),
    upgrade: renderUpgrade(draft.operations),
    downgrade: renderDowngrade(draft.operations),
  });
  await writeWhole(path, text);
  return path;
}

/** TypeScript where the project is; a module that says so where it is not. */
function revisionExtension({ template, dataSource, configPath }: Project["settings"]): string {
  if (template !== null) return extname(template.replace(/\.eta$/, ""));
  const source = typeof dataSource === "string" ? dataSource : (configPath ?? "");
  return extname(source).endsWith("ts") ? ".ts" : ".mjs";
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

function refuseUnlessAtHead(graph: Graph, rows: readonly RevisionId[], title: string): void {
  const behind = planUpgrade(graph, rows, "heads").steps;
  if (behind.length === 0) return;
  throw new MigError(
    "MIG201",
    `${title} is at ${rows.join(", ") || "base"}, ${behind.length} revision(s) behind head.`,
    "Run `mig upgrade head` first: what it would change is not a difference from the entities.",
  );
}
