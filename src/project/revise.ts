import { extname, join } from "node:path";
import { asWritten } from "../autogenerate/as-written.js";
import { compare } from "../autogenerate/compare.js";
import { difference, withoutIndexes, type Difference } from "../autogenerate/difference.js";
import { hazardsOf } from "../autogenerate/hazards.js";
import { render, undo } from "../autogenerate/render.js";
import { revisionText, templateFor, writeWhole } from "../autogenerate/revision-file.js";
import { asFound } from "../entities/as-found.js";
import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import type { Hazard, ValueRules } from "../operations/operation.js";
import { fileName } from "../revisions/file-name.js";
import { heads, type Graph } from "../revisions/graph.js";
import { planUpgrade } from "../revisions/plan.js";
import { checkRevisionId, newRevisionId } from "../revisions/revision-id.js";
import type { RevisionId } from "../revisions/revision.js";
import { foldRevisions } from "../runtime/fold.js";
import { EMPTY_SCHEMA } from "../schema/model.js";
import { runHooks } from "./hooks.js";
import type { Project } from "./open.js";
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
export interface Comparison extends Difference {
  /** What takes the operations back. */
  readonly undo: readonly Operation[];
  /** Of the operations, and of those that take them back. */
  readonly hazards: ReadonlyMap<Operation, readonly Hazard[]>;
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
  const { written, scope, untouchedIndexes } = await project.entities();
  const actual = withoutIndexes(
    dialect.normalize(await dialect.reflect(query, scope)),
    untouchedIndexes,
  );
  const wanted = asFound(written, actual, dialect);
  const found = await difference({ dialect, query }, actual, wanted, async () =>
    foldRevisions(
      planUpgrade(graph, [], "heads").steps.map(({ revision }) => revision),
      (revision) => project.loadMigration(revision),
    ),
  );
  const operations = asWritten(found.operations, written, wanted);
  return comparison({ ...found, operations }, dialect.traits);
}

/** Writes a new revision after the head, empty or with what turns the database into what the entities ask for. */
export async function revision(project: Project, request: RevisionRequest): Promise<Revised> {
  const graph = await project.graph();
  const id = freeId(graph, request.id);
  const down = onlyHead(graph);
  const found = await compared(project, request);
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

const NOTHING: Comparison = { operations: [], undo: [], unknown: [], hazards: new Map() };

async function compared(project: Project, request: RevisionRequest): Promise<Comparison> {
  if (request.fromEmpty) return baseline(project);
  return request.autogenerate ? check(project) : NOTHING;
}

/** What makes everything the entities ask for out of nothing. */
async function baseline(project: Project): Promise<Comparison> {
  const { dialect } = await project.connection("read");
  const { written } = await project.entities();
  const empty = dialect.normalize(EMPTY_SCHEMA);
  const wanted = asFound(written, empty, dialect);
  const operations = asWritten(compare(empty, wanted, dialect.traits), written, wanted);
  return comparison({ operations, unknown: [] }, dialect.traits);
}

function comparison(found: Difference, rules: ValueRules): Comparison {
  const back = undo(found.operations);
  const hazards = new Map([...hazardsOf(found.operations, rules), ...hazardsOf(back, rules)]);
  return { ...found, undo: back, hazards };
}

interface Draft {
  readonly id: RevisionId;
  readonly down: readonly RevisionId[];
  readonly message?: string | undefined;
  readonly found: Comparison;
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
    upgrade: render(draft.found.operations, draft.found.hazards),
    downgrade: render(draft.found.undo, draft.found.hazards),
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
