import { StoppedRun } from "./failure.js";
import { changedJson, type ChangedFile } from "../project/changed.js";
import type { Options, Progress } from "../project/migrate.js";
import type { Project } from "../project/open.js";
import { current } from "../project/status.js";
import type { TenantPart } from "./each-tenant.js";
import { changedLines, SHOWN } from "./report-log.js";
import { progressJson } from "./report-revisions.js";

/** The columns of a report of runs, and of stamps. */
export const MOVED = ["from", "to"];

/** Runs the steps of one tenant, printing none of them; where it was and where it is. */
export async function tenantSteps(
  project: Project,
  start: (options: Options) => AsyncGenerator<Progress>,
): Promise<TenantPart> {
  const from = await place(project);
  const done: Progress[] = [];
  let files: readonly ChangedFile[] = [];
  const changed = (found: readonly ChangedFile[]) => void (files = found);
  try {
    for await (const step of start({ changed })) done.push(step);
  } catch (error) {
    throw new StoppedRun(error, done.map(progressJson));
  }
  const to = await place(project);
  return {
    cells: [told(from), told(to)],
    lines: changedLines(files, SHOWN),
    json: { from, to, steps: done.map(progressJson), changed: files.map(changedJson) },
  };
}

/** Rows of the version table, for people. */
export const told = (rows: readonly string[]): string => rows.join(", ") || "base";

const place = async (project: Project): Promise<readonly string[]> =>
  (await current(project)).revisions.map(({ revision }) => revision.id);
