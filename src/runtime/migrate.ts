import { inTransaction } from "../dialects/session.js";
import type { Limits } from "../dialects/waits.js";
import { MigError } from "../errors.js";
import { equal } from "../schema/equal.js";
import type { Plan, Step } from "../revisions/plan.js";
import type { Revision } from "../revisions/revision.js";
import { failure } from "./failure.js";
import { footingOf } from "./footing.js";
import { givenUp } from "./given-up.js";
import { interruptible, type Interrupt } from "./interrupt.js";
import {
  change,
  ensureJournal,
  openEntries,
  stampEntries,
  tryWriting,
  write,
  type OpenEntry,
} from "./journal.js";
import type { Begun } from "./kept.js";
import { hold, limitsOf, refuseLimits, USUAL_LIMITS } from "./limits.js";
import { runMigration } from "./op.js";
import { GaveUp, patient, type Patience } from "./patience.js";
import type { Ran, Run } from "./run.js";
import { executing } from "./sinks.js";
import type { Ready } from "./steps.js";
import { begunBefore } from "./take-over.js";
import { ensureVersionTable, holdVersions, moveVersions, tryMoves } from "./version-table.js";
import { watching } from "./watch.js";

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
  refuseLimits(run.database, run.limits, steps);
  const held = holding(run);
  try {
    await held.hold(limitsOf(run.limits, {}));
    const earlier = await begunBefore(run, await prepare(run, steps), steps[0]);
    for (const [at, step] of steps.entries()) {
      if (run.signal?.aborted)
        throw new MigError(
          "MIG403",
          `Interrupted before ${step.direction} of ${step.revision.id}.`,
          "Run the same command again to go on.",
        );
      await run.lock?.check(MOMENT);
      await held.hold(limitsOf(run.limits, step.limits));
      yield await take(run, step, at === 0 ? earlier : undefined);
    }
  } finally {
    await held.end();
  }
}

/** Milliseconds: revisions that take less need not ask for the lock each by itself. */
const MOMENT = 100;

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

/** Makes what mig keeps for itself, where it is not there, and sees that it may be written; gives what is half done. */
async function prepare(run: Run, steps: readonly Ready[]): Promise<readonly OpenEntry[]> {
  const { versionTable } = run;
  const { database, patience, end } = patiently(run, {});
  try {
    return await patience.again(async () => {
      await ensureVersionTable(database, versionTable);
      await ensureJournal(database, versionTable);
      if (database.dialect.hasRights) {
        await tryMoves(database, versionTable, steps);
        await tryWriting(database, versionTable);
      }
      return openEntries({ ...database, session: database.dialect }, versionTable);
    });
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error;
    const { code, message, hint } = givenUp(error);
    throw new MigError(code, message, hint, { cause: error });
  } finally {
    await end();
  }
}

async function take(run: Run, step: Ready, earlier: OpenEntry | undefined): Promise<Applied> {
  const start = performance.now();
  const { database, interrupt, patience, end } = patiently(run, step.limits);
  try {
    let from: Begun | undefined = earlier;
    for (let tried = 1; ; tried += 1) {
      const outcome = await tryStep({ ...run, database }, step, from, interrupt, patience, tried);
      if (outcome.isDone)
        return {
          direction: step.direction,
          revision: step.revision,
          operations: outcome.operations,
          milliseconds: performance.now() - start,
        };
      from = outcome.from;
    }
  } finally {
    await end();
  }
}

/** The connection as it is watched over while it may wait for others, and be interrupted. */
function patiently(
  { database, limits = USUAL_LIMITS, signal, lock, blocked }: Run,
  own: Partial<Limits>,
) {
  const interrupt = interruptible(database, signal, lock);
  const watch = watching(database, limitsOf(limits, own), blocked);
  return {
    interrupt,
    end: () => interrupt.end(),
    database: { ...database, query: watch.query },
    patience: patient({ tries: limits.tries, watch, interrupt, signal, tell: blocked }),
  };
}

type Tried =
  | { readonly isDone: true; readonly operations: number }
  /** From where it is to be tried again. */
  | { readonly isDone: false; readonly from: Begun | undefined };

async function tryStep(
  run: Run,
  step: Ready,
  earlier: Begun | undefined,
  interrupt: Interrupt,
  patience: Patience,
  tried: number,
): Promise<Tried> {
  const { database, scope } = run;
  const ran: Ran = {
    operations: [],
    kept: 0,
    earlier: 0,
    parts: [],
    rows: 0,
    queries: 0,
    isThrough: false,
  };
  const footing = footingOf(run, step, earlier, ran, interrupt, patience);
  try {
    await footing.begin();
    await runMigration(step.migration, executing(database.dialect, scope, footing), run.naming);
    await footing.end();
    return { isDone: true, operations: ran.earlier + ran.operations.length };
  } catch (thrown) {
    let error: unknown = thrown;
    // What is rolled back by one transaction begins again; anything else has been tried again where it stands.
    if (isWhole(run, step) && patience.stop(thrown) !== null)
      try {
        const from = await footing.back();
        // What op.query has changed and is kept cannot be asked again.
        await patience.pause(thrown, tried, ran.queries > 0 || undefined);
        return { isDone: false, from };
      } catch (reason) {
        error = reason;
      }
    const told = failure(run, step, ran, error);
    await interrupt.end();
    await footing.abandon(error, told);
    throw told;
  }
}

/** The limits that a connection has: set where others are wanted, upon what it had before. */
function holding({ database }: Run) {
  let held: Limits = { lock: null, statement: null };
  let restore = async () => undefined as void;
  return {
    async hold(wanted: Limits): Promise<void> {
      if (database.dialect.waits.limitsTransactions || equal(wanted, held)) return;
      await restore();
      [held, restore] = [wanted, await hold(database, wanted)];
    },
    end: () => restore(),
  };
}

const isWhole = ({ database }: Run, step: Ready) =>
  database.dialect.traits.transactionalDdl && step.isTransactional;
