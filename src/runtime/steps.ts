import { MigError } from "../errors.js";
import type { Plan, Step } from "../revisions/plan.js";
import type { Revision } from "../revisions/revision.js";
import type { Migration } from "./op.js";

/** What a migration file exports. */
export interface MigrationModule {
  readonly upgrade?: Migration;
  readonly downgrade?: Migration;
}

/** A step of a plan, and what it runs. */
export interface Ready extends Step {
  readonly migration: Migration;
}

/** Every file is read before the first step runs: a broken one must not stop a run half-way. */
export async function loadSteps(
  { steps }: Plan,
  load: (revision: Revision) => Promise<MigrationModule>,
): Promise<readonly Ready[]> {
  const ready: Ready[] = [];
  for (const step of steps) {
    const { revision, direction } = step;
    const migration = (await load(revision))[direction];
    if (typeof migration !== "function")
      throw new MigError(
        "MIG402",
        `Revision ${revision.id} exports no ${direction}: ${revision.path}`,
        `Add \`export const ${direction}: Migration = async (op) => { … };\` to it.`,
      );
    ready.push({ ...step, migration });
  }
  return ready;
}
