import { planDowngrade, planStamp, planUpgrade, type Plan } from "../revisions/plan.js";
import type { Graph } from "../revisions/graph.js";
import type { Revision, RevisionId } from "../revisions/revision.js";
import { isFromCurrent, parseIdentifier } from "../revisions/identifier.js";
import type { RowProgress } from "../runtime/batching.js";
import { ensureJournal, journalName, openEntries } from "../runtime/journal.js";
import { refuseOther } from "../runtime/half-done.js";
import { migrate, stamp as stampRows, type Applied } from "../runtime/migrate.js";
import { loadSteps } from "../runtime/steps.js";
import { ensureLockTable, lockName } from "../runtime/table-lock.js";
import {
  ensureVersionTable,
  readVersions,
  versionTableName,
  versionsMoved,
} from "../runtime/version-table.js";
import type { Blocked } from "../runtime/blocked.js";
import type { CutOff } from "../runtime/run.js";
import type { TableName } from "../schema/model.js";
import { equal } from "../schema/equal.js";
import { changedFiles, refuseChanged, type ChangedFile } from "./changed.js";
import { keptFile } from "./checksum.js";
import { lockDatabase, type LockOptions } from "./lock.js";
import type { Project } from "./open.js";
import { versions } from "./status.js";
import type { Link } from "./connect.js";
import { existingGraph } from "./version-locations.js";

export interface Options extends LockOptions {
  /** Stops the run, also while it waits: the running revision is rolled back, or reported where that cannot be. */
  readonly signal?: AbortSignal | undefined;
  /** Told how far an operation has come that goes through many rows. Rows are counted only where somebody is told. */
  readonly progress?: ((progress: RowProgress) => void) | undefined;
  /** Told of what waits for a lock, of whom it waits for, and of what is tried again. */
  readonly blocked?: ((waiting: Blocked) => void) | undefined;
  /** Told what has become of a statement in which an earlier run was cut off. */
  readonly cutOff?: ((found: CutOff) => void) | undefined;
  /** Refuses (MIG217) to run anything where the file of an applied revision has changed since. */
  readonly strict?: boolean | undefined;
  /** Told of such files, where it is not refused. They are looked at only where somebody is told, or with `strict`. */
  readonly changed?: ((files: readonly ChangedFile[]) => void) | undefined;
}

/** A revision that has run, and its place in the run. */
export interface Progress extends Applied {
  readonly number: number;
  readonly of: number;
  /** The one that runs after it, or null. */
  readonly next: Revision | null;
}

/**
 * Brings the database up to a revision, yielding each as it is done. Where another run is at it, waits for that one and does what is then
 * left; a target that counts from where the database is, such as `+1`, is refused (MIG208) if that one has moved it.
 */
export const upgrade = (project: Project, target = "head", options?: Options) =>
  run(project, target, planUpgrade, options);

/** Takes the database back to a revision, yielding each that was undone. Waits as `upgrade` does. */
export const downgrade = (project: Project, target: string, options?: Options) =>
  run(project, target, planDowngrade, options);

export interface StampOptions extends LockOptions {
  /** The rows on which it was decided: where another run has moved the database meanwhile, it is refused (MIG208). */
  readonly from?: readonly RevisionId[] | undefined;
  /** Forgets first where the database was, also at revisions that have no file any more. */
  readonly purge?: boolean | undefined;
}

/** Records the database as being at these revisions without running anything; gives the rows before and after. */
export async function stamp(
  project: Project,
  targets: readonly string[],
  { purge = false, from, ...waits }: StampOptions = {},
): Promise<{ readonly from: readonly RevisionId[]; readonly to: readonly RevisionId[] }> {
  const graph = await existingGraph(project);
  const read = async () =>
    purge
      ? readVersions(await project.link("read"), project.versionTable)
      : versions(project, graph);
  const planned = (rows: readonly RevisionId[]) => planStamp(graph, purge ? [] : rows, targets);
  const before = from ?? (await read());
  const { rows: wanted } = planned(before);
  const isOpen = async () =>
    (await openEntries(await project.link("read"), project.versionTable)).length > 0;
  if (equal(wanted, before) && !(await isOpen())) return { from: before, to: wanted };
  await using _ = await lockDatabase(project, waits);
  const rows = await read();
  const { title } = await project.link("read");
  if (from && !equal(from, rows)) throw versionsMoved(title, from, rows);
  refuseMoved({ title }, targets, before, rows);
  const plan = planned(rows);
  // What was half done is settled by saying where the database is.
  if (!equal(plan.rows, rows) || (await isOpen())) await stampRows(await project.run(), rows, plan);
  return { from: rows, to: plan.rows };
}

/**
 * Makes the version table, and what mig keeps beside it, where they are not there yet, and nothing else; whether the version table was
 * made.
 */
export async function ensureVersion(project: Project, waits?: LockOptions): Promise<boolean> {
  const { versionTable } = project;
  const isByTable = project.settings.lock.kind === "table";
  const beside = [journalName(versionTable), ...(isByTable ? [lockName(versionTable)] : [])];
  const isMade = await isThere(project, versionTableName(versionTable));
  if (isMade && (await areThere(project, beside))) return false;
  await using _ = await lockDatabase(project, waits);
  const isMadeMeanwhile = await isThere(project, versionTableName(versionTable));
  const database = await project.connection("write");
  await ensureVersionTable(database, versionTable);
  await ensureJournal(database, versionTable);
  if (isByTable) await ensureLockTable(database, versionTable);
  return !isMadeMeanwhile;
}

async function isThere(project: Project, name: TableName): Promise<boolean> {
  const { session, query, standsIn } = await project.link("read");
  return !standsIn && (await session.tableExists(query, name));
}

async function areThere(project: Project, names: readonly TableName[]): Promise<boolean> {
  for (const name of names) if (!(await isThere(project, name))) return false;
  return true;
}

async function* run(
  project: Project,
  target: string,
  plan: (graph: Graph, rows: readonly RevisionId[], target: string) => Plan,
  options: Options = {},
): AsyncGenerator<Progress> {
  const graph = await existingGraph(project);
  const open = async () => openEntries(await project.link("read"), project.versionTable);
  const before = await versions(project, graph);
  let planned = plan(graph, before, target);
  await lookAtFiles(project, graph, before, options);
  // What is begun and not through may be what another run is doing now.
  if (planned.steps.length === 0 && (await open()).length === 0) return;
  const load = (found: Plan) =>
    loadSteps(found, (revision) => project.loadMigration(revision), keptFile);
  // Nothing is opened for writing before all that is to run is there.
  let steps = await load(planned);
  const { signal, progress, blocked, cutOff, ...waits } = options;
  await using lock = await lockDatabase(project, { signal, ...waits });
  const rows = await versions(project, graph);
  if (!equal(rows, before)) {
    refuseMoved(await project.link("read"), [target], before, rows);
    planned = plan(graph, rows, target);
    steps = await load(planned);
    await lookAtFiles(project, graph, rows, { strict: options.strict });
  }
  refuseOther(await open(), planned.steps[0]);
  if (steps.length === 0) return;
  let number = 0;
  for await (const applied of migrate(
    { ...(await project.run(signal)), progress, blocked, cutOff, lock },
    steps,
  ))
    yield {
      ...applied,
      number: ++number,
      of: steps.length,
      next: steps[number]?.revision ?? null,
    };
}

/** Tells of the files of applied revisions that have changed, or refuses to go on, as is wanted. */
async function lookAtFiles(
  project: Project,
  graph: Graph,
  rows: readonly RevisionId[],
  { strict, changed }: Pick<Options, "strict" | "changed">,
): Promise<void> {
  if (!strict && !changed) return;
  const files = await changedFiles(project, graph, rows);
  if (strict) refuseChanged(files);
  if (files.length > 0) changed?.(files);
}

/** What counts from where the database is meant another place before another run has moved it. */
function refuseMoved(
  { title }: Pick<Link, "title">,
  targets: readonly string[],
  before: readonly RevisionId[],
  rows: readonly RevisionId[],
): void {
  if (equal(before, rows) || !targets.map(parseIdentifier).some(isFromCurrent)) return;
  throw versionsMoved(title, before, rows);
}
