import { planDowngrade, planStamp, planUpgrade, type Plan } from "../revisions/plan.js";
import type { Graph } from "../revisions/graph.js";
import type { Revision, RevisionId } from "../revisions/revision.js";
import type { RowProgress } from "../runtime/batching.js";
import { ensureJournal, journalName, openEntries } from "../runtime/journal.js";
import { refuseHalfDone } from "../runtime/half-done.js";
import { migrate, stamp as stampRows, type Applied } from "../runtime/migrate.js";
import { loadSteps } from "../runtime/steps.js";
import { ensureVersionTable, readVersions, versionTableName } from "../runtime/version-table.js";
import type { Waiting } from "../runtime/waiting.js";
import type { TableName } from "../schema/model.js";
import { equal } from "../schema/equal.js";
import { checksumOf } from "./checksum.js";
import type { Project } from "./open.js";
import { versions } from "./status.js";
import { existingGraph } from "./version-locations.js";

export interface Options {
  /** Stops the run: the running revision is rolled back, or reported where that cannot be. */
  readonly signal?: AbortSignal | undefined;
  /** Told how far an operation has come that goes through many rows. Rows are counted only where somebody is told. */
  readonly progress?: ((progress: RowProgress) => void) | undefined;
  /** Told of what waits for a lock, of whom it waits for, and of what is tried again. */
  readonly waiting?: ((waiting: Waiting) => void) | undefined;
}

/** A revision that has run, and its place in the run. */
export interface Progress extends Applied {
  readonly number: number;
  readonly of: number;
  /** The one that runs after it, or null. */
  readonly next: Revision | null;
}

/** Brings the database up to a revision, yielding each as it is done. */
export const upgrade = (project: Project, target = "head", options?: Options) =>
  run(project, (graph, rows) => planUpgrade(graph, rows, target), options);

/** Takes the database back to a revision, yielding each that was undone. */
export const downgrade = (project: Project, target: string, options?: Options) =>
  run(project, (graph, rows) => planDowngrade(graph, rows, target), options);

export interface StampOptions {
  /** Forgets first where the database was, also at revisions that have no file any more. */
  readonly purge?: boolean | undefined;
}

/** Records the database as being at these revisions without running anything; gives the rows before and after. */
export async function stamp(
  project: Project,
  targets: readonly string[],
  { purge = false }: StampOptions = {},
): Promise<{ readonly from: readonly RevisionId[]; readonly to: readonly RevisionId[] }> {
  const graph = await existingGraph(project);
  const rows = purge
    ? await readVersions(await project.link("read"), project.versionTable)
    : await versions(project, graph);
  const plan = planStamp(graph, purge ? [] : rows, targets);
  if (!equal(plan.rows, rows)) await stampRows(await project.run(), rows, plan);
  return { from: rows, to: plan.rows };
}

/** Makes the version table, and the journal, where they are not there yet, and nothing else; whether the version table was made. */
export async function ensureVersion(project: Project): Promise<boolean> {
  const link = await project.link("read");
  const { versionTable } = project;
  const isThere = (name: TableName) => link.session.tableExists(link.query, name);
  const isMade = !link.standsIn && (await isThere(versionTableName(versionTable)));
  if (isMade && (await isThere(journalName(versionTable)))) return false;
  const database = await project.connection("write");
  await ensureVersionTable(database, versionTable);
  await ensureJournal(database, versionTable);
  return !isMade;
}

async function* run(
  project: Project,
  plan: (graph: Graph, rows: readonly RevisionId[]) => Plan,
  options: Options = {},
): AsyncGenerator<Progress> {
  const graph = await existingGraph(project);
  const planned = plan(graph, await versions(project, graph));
  refuseHalfDone(
    await openEntries(await project.link("read"), project.versionTable),
    planned.steps[0],
  );
  if (planned.steps.length === 0) return;
  let number = 0;
  // Nothing is opened for writing before all that is to run is there.
  const steps = await loadSteps(planned, (revision) => project.loadMigration(revision), checksumOf);
  const { signal, progress, waiting } = options;
  for await (const applied of migrate({ ...(await project.run(signal)), progress, waiting }, steps))
    yield {
      ...applied,
      number: ++number,
      of: steps.length,
      next: steps[number]?.revision ?? null,
    };
}
