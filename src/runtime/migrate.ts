import { inTransaction } from "../dialects/session.js";
import { MigError } from "../errors.js";
import type { Plan, Step } from "../revisions/plan.js";
import type { Revision } from "../revisions/revision.js";
import { failure } from "./failure.js";
import { footingOf } from "./footing.js";
import { refuseHalfDone } from "./half-done.js";
import { interruptible } from "./interrupt.js";
import {
  change,
  ensureJournal,
  openEntries,
  stampEntries,
  write,
  type OpenEntry,
} from "./journal.js";
import { runMigration } from "./op.js";
import type { Ran, Run } from "./run.js";
import { executing } from "./sinks.js";
import type { Ready } from "./steps.js";
import { ensureVersionTable, holdVersions, moveVersions } from "./version-table.js";

/** One revision that has run. */
export interface Applied {
  readonly direction: Step["direction"];
  readonly revision: Revision;
  /** How many operations it had. */
  readonly operations: number;
  readonly milliseconds: number;
}

/**
 * Runs steps, yielding each once it is done and its row is written. Where DDL is transactional a step happens
 * whole or not at all; otherwise it goes on from where an earlier run has stopped. Throws MIG401 for an operation that fails, MIG403 when
 * interrupted, and MIG210 where something else has to be settled first.
 */
export async function* migrate(run: Run, steps: readonly Ready[]): AsyncGenerator<Applied> {
  const { database, versionTable } = run;
  await ensureVersionTable(database, versionTable);
  await ensureJournal(database, versionTable);
  const open = await openEntries({ ...database, session: database.dialect }, versionTable);
  refuseHalfDone(open, steps[0]);
  const [earlier] = open;
  for (const [at, step] of steps.entries()) {
    if (run.signal?.aborted)
      throw new MigError(
        "MIG403",
        `Interrupted before ${step.direction} of ${step.revision.id}.`,
        "Run the same command again to go on.",
      );
    await run.lock?.check();
    yield await take(run, step, at === 0 ? earlier : undefined);
  }
}

/** Brings the rows to where a plan says, without running a revision. What was half done is settled by that. */
export async function stamp(
  { database, versionTable, author }: Pick<Run, "database" | "versionTable" | "author">,
  from: readonly string[],
  plan: Plan,
): Promise<void> {
  const { dialect } = database;
  await ensureVersionTable(database, versionTable);
  await ensureJournal(database, versionTable);
  await inTransaction(dialect, database.query, async ({ own }) => {
    const asked = { ...database, query: own };
    await holdVersions(asked, versionTable, from);
    await moveVersions(asked, versionTable, from, plan.rows);
    const open = await openEntries({ ...asked, session: dialect }, versionTable);
    await write(
      own,
      versionTable,
      ...open.map(({ id }) =>
        change(dialect, versionTable, id, { outcome: "stamped over", position: null }),
      ),
      ...stampEntries(dialect, versionTable, author, from, plan.rows),
    );
  });
}

async function take(run: Run, step: Ready, earlier: OpenEntry | undefined): Promise<Applied> {
  const { database, scope, signal, lock } = run;
  const start = performance.now();
  const ran: Ran = {
    operations: [],
    kept: 0,
    earlier: 0,
    parts: [],
    rows: 0,
    queries: 0,
    isThrough: false,
  };
  const interrupt = interruptible(database, signal, lock);
  const footing = footingOf(run, step, earlier, ran, interrupt);
  try {
    await footing.begin();
    await runMigration(step.migration, executing(database.dialect, scope, footing), run.naming);
    await footing.end();
  } catch (error) {
    const told = failure(run, step, ran, error);
    await interrupt.end();
    await footing.abandon(told);
    throw told;
  } finally {
    await interrupt.end();
  }
  return {
    direction: step.direction,
    revision: step.revision,
    operations: ran.earlier + ran.operations.length,
    milliseconds: performance.now() - start,
  };
}
