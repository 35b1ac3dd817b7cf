import { MigError } from "../errors.js";
import type { Plan, Step } from "../revisions/plan.js";
import type { Revision } from "../revisions/revision.js";
import type { Limits } from "../dialects/waits.js";
import type { KeptFile } from "./kept-file.js";
import { ownLimits, type LimitExports } from "./limits.js";
import type { Migration } from "./op.js";

/** What a migration file exports. */
export interface MigrationModule extends LimitExports {
  readonly upgrade?: Migration;
  readonly downgrade?: Migration;
  /** False keeps the revision out of a transaction: each operation is committed by itself. */
  readonly transaction?: boolean;
}

/** A step of a plan, and what it runs. */
export interface Ready extends Step {
  readonly migration: Migration;
  /** Whether it runs in one transaction, where the database can roll back DDL. */
  readonly isTransactional: boolean;
  /** What it says itself of how long its statements wait and take. */
  readonly limits: Partial<Limits>;
  /** What the journal keeps of its file; null where that is not asked. */
  readonly file: KeptFile | null;
}

/** Every file is read before the first step runs: a broken one must not stop a run half-way. The first that is refused is told. */
export async function loadSteps(
  { steps }: Plan,
  load: (revision: Revision) => Promise<MigrationModule>,
  kept: (revision: Revision) => KeptFile | null = () => null,
): Promise<readonly Ready[]> {
  const ready: Ready[] = [];
  for (let at = 0; at < steps.length; at += AT_ONCE) {
    const some = steps.slice(at, at + AT_ONCE);
    const loaded = await Promise.allSettled(some.map(({ revision }) => load(revision)));
    for (const [at, step] of some.entries()) {
      const found = loaded[at];
      if (found?.status !== "fulfilled") throw found?.reason;
      ready.push(readied(step, found.value, kept(step.revision)));
    }
  }
  return ready;
}

/** How many files are loaded side by side; Node's threads for files are four, and more only wait. */
const AT_ONCE = 16;

function readied(step: Step, module: MigrationModule, file: KeptFile | null): Ready {
  const { revision, direction } = step;
  const { transaction, [direction]: migration } = module;
  if (typeof migration !== "function")
    throw new MigError(
      "MIG402",
      `Revision ${revision.id} exports no ${direction}: ${revision.path}`,
      `Add \`export const ${direction}: Migration = async (op) => { … };\` to it.`,
    );
  if (transaction !== undefined && typeof transaction !== "boolean")
    throw new MigError(
      "MIG402",
      `Revision ${revision.id} exports a transaction that is neither true nor false: ${revision.path}`,
      "Say `export const transaction = false;`, or leave it out.",
    );
  const limits = ownLimits(module, revision);
  return { ...step, migration, isTransactional: transaction ?? true, limits, file };
}
