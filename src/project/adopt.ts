import { rm } from "node:fs/promises";
import { MigError } from "../errors.js";
import { newRevisionId } from "../revisions/new-id.js";
import type { Graph } from "../revisions/graph.js";
import type { RevisionId } from "../revisions/revision.js";
import type { Adopted } from "./adopted.js";
import { adoptedRevisions, tipsOf, type AdoptedRevision } from "./adopted-revisions.js";
import { baseline, check } from "./compare.js";
import { runHooks } from "./hooks.js";
import type { LockOptions } from "./lock.js";
import { stamp } from "./migrate.js";
import { namedClasses } from "./old-migrations.js";
import { oldRecords } from "./old-records.js";
import { nextSteps } from "./old-ways.js";
import { refuseLost, refuseNothing, refusePending } from "./not-adoptable.js";
import type { Project } from "./open.js";
import { revision } from "./revise.js";
import { versions } from "./status.js";
import { wrapAll } from "./wrap.js";
import type { FileOptions } from "./write-revision.js";

/** How the migrations of TypeORM's are taken over. */
export interface AdoptRequest extends Pick<FileOptions, "versionPath" | "hooks">, LockOptions {
  /** What the baseline is about; `baseline` if left out. */
  readonly message?: string | undefined;
  /** Its id; a random one if left out. */
  readonly id?: string | undefined;
  /** Writes a revision for each class, which runs it as it is, instead of a baseline. */
  readonly wrap?: boolean | undefined;
  /** Writes nothing anywhere. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Takes over a project of TypeORM's migrations: writes a revision that makes an empty database what this one is, and records
 * it here. Where that was written before, it is only recorded. Refuses while migrations of TypeORM's are pending (MIG523), while
 * one that has run is not known (MIG524), and where there is nothing to take over (MIG522). Writes all or nothing.
 */
export async function adopt(project: Project, request: AdoptRequest = {}): Promise<Adopted> {
  try {
    return await adoptNow(project, request);
  } catch (error) {
    // Another run was first, and has adopted it.
    if (error instanceof MigError && error.code === "MIG208") return adoptNow(project, request);
    throw error;
  }
}

async function adoptNow(project: Project, request: AdoptRequest): Promise<Adopted> {
  const graph = await project.graph();
  const from = await versions(project, graph);
  const before = adoptedRevisions(graph);
  const { table, names: recorded } = await oldRecords(project);
  const classes = (await namedClasses(project)).map(({ name }) => name);
  const found = { table, recorded: recorded ?? [], classes, before, from };
  refuseNothing(found, recorded !== null);
  refusePending(found);
  refuseLost(found);
  const same = { table, ran: found.recorded, from };
  const taken =
    before.length > 0
      ? await record(project, graph, found, request)
      : await write(project, graph, found, request);
  const adopted = { ...same, ...taken };
  return { ...adopted, next: await nextSteps(project, adopted) };
}

type Taken = Omit<Adopted, "table" | "ran" | "from" | "next">;

/** Records what was written before. */
async function record(
  project: Project,
  graph: Graph,
  {
    before,
    from,
  }: { readonly before: readonly AdoptedRevision[]; readonly from: readonly RevisionId[] },
  { dryRun, ...waits }: AdoptRequest,
): Promise<Taken> {
  const to = from.length > 0 ? from : tipsOf(graph, before);
  if (from.length === 0 && !dryRun) await stamp(project, to, { ...waits, from });
  return { ...NOT_ASKED, revisions: before, wrote: false, to };
}

const NOT_ASKED = { operations: null, differences: null, left: [], notes: [] } as const;

/** Writes revisions and records them, both or neither. */
async function write(
  project: Project,
  { revisions: { size } }: Graph,
  found: { readonly recorded: readonly string[]; readonly from: readonly RevisionId[] },
  request: AdoptRequest,
): Promise<Taken> {
  if (size > 0) throw notTheFirst(size);
  const written: string[] = [];
  const note = (path: string) => void written.push(path);
  try {
    const made = request.wrap
      ? await wrapped(project, request, note)
      : await baselineOf(project, found.recorded, request, note);
    const to = made.revisions.slice(-1).map(({ id }) => id);
    const { hooks = true } = request;
    for (const path of written) if (hooks) await runHooks(project.settings.postWriteHooks, path);
    project.forgetHistory();
    if (!request.dryRun) await stamp(project, to, { ...request, from: found.from });
    return { ...made, wrote: true, to };
  } catch (error) {
    for (const path of written) await rm(path, { force: true });
    throw error;
  }
}

type Made = Omit<Taken, "wrote" | "to">;

async function wrapped(
  project: Project,
  { dryRun = false, versionPath }: AdoptRequest,
  wrote: (path: string) => void,
): Promise<Made> {
  return { ...NOT_ASKED, revisions: await wrapAll(project, { dryRun, versionPath }, wrote) };
}

async function baselineOf(
  project: Project,
  adopts: readonly string[],
  { dryRun = false, message = "baseline", versionPath, id = newRevisionId() }: AdoptRequest,
  wrote: (path: string) => void,
): Promise<Made> {
  const found = await check(project);
  const differences = found.operations.length + found.undecided.length;
  const left = found.unknown;
  const from = { fromDatabase: project.settings.dataSource, without: left };
  const made = { differences, left };
  if (dryRun) {
    const { operations, notes } = await baseline(project, from);
    const revisions = [{ id, message, adopts, path: null }];
    return { ...made, revisions, operations: operations.length, notes };
  }
  const request = { ...from, fromEmpty: true, empty: true, hooks: false, versionPath };
  const written = await revision(project, { ...request, id, message, adopts });
  const { path, operations, notes } = written;
  if (path === null) throw stopped();
  wrote(path);
  const revisions = [{ id: written.id, message, adopts, path }];
  return { ...made, revisions, operations: operations.length, notes };
}

const notTheFirst = (count: number) =>
  new MigError(
    "MIG510",
    `There ${count === 1 ? "is a revision" : `are ${count} revisions`} already, none of which was written by \`mig adopt\`: what stands for TypeORM's migrations has to be the first.`,
    "Remove those that ran nowhere yet. Or record by hand where the database is: `mig stamp`.",
  );

const stopped = () =>
  new MigError(
    "MIG510",
    "processRevisionDirectives of the configuration lets no revision be written, so there is none to record.",
    "Let it give the directive for a revision that has `autogenerate: true` and follows nothing.",
  );
