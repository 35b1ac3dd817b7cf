import type { Scope } from "../dialects/dialect.js";
import { inTransaction } from "../dialects/session.js";
import { MigError } from "../errors.js";
import type { Naming } from "../operations/naming.js";
import type { Plan, Step } from "../revisions/plan.js";
import type { Revision } from "../revisions/revision.js";
import type { TableName } from "../schema/model.js";
import type { Locate } from "./call.js";
import type { Database } from "./database.js";
import { failure } from "./failure.js";
import { footingOf, type Ran } from "./footing.js";
import { interruptible } from "./interrupt.js";
import {
  change,
  ensureJournal,
  openEntries,
  stampEntries,
  write,
  type Author,
  type OpenEntry,
  type State,
} from "./journal.js";
import { runMigration } from "./op.js";
import { executing } from "./sinks.js";
import type { Ready } from "./steps.js";
import {
  ensureVersionTable,
  holdVersions,
  moveVersions,
  type VersionTable,
} from "./version-table.js";

/** One revision that has run. */
export interface Applied {
  readonly direction: Step["direction"];
  readonly revision: Revision;
  /** How many operations it had. */
  readonly operations: number;
  readonly milliseconds: number;
}

export interface Run {
  readonly database: Database;
  readonly versionTable: VersionTable;
  readonly scope: Scope;
  /** The name of TypeORM's own table. */
  readonly typeormMetadata: TableName;
  readonly author: Author;
  /** The names of what a migration gives none. */
  readonly naming?: Naming;
  readonly signal?: AbortSignal | undefined;
  readonly locate?: Locate;
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
    yield await take(run, step, at === 0 ? earlier : undefined);
  }
}

/** Refuses (MIG210) to begin with something else than what was begun, and to go on where it is not known how far that came. */
export function refuseHalfDone(
  open: readonly OpenEntry[],
  first: Pick<Step, "direction" | "revision"> | undefined,
): void {
  for (const { revision, direction, outcome, position, startedAt } of open) {
    const ways = `\`mig resolve ${revision} --applied\`, or \`mig resolve ${revision} --rolled-back\` once nothing of it stands`;
    if (revision !== first?.revision.id || direction !== first.direction)
      throw new MigError(
        "MIG210",
        `The ${direction} of ${revision} is half done, since ${startedAt}.`,
        `Go on with it: \`mig ${direction} ${direction === "upgrade" ? revision : `${revision}-1`}\`. Or say what became of it: ${ways}.`,
      );
    const { inHand } = position;
    if (outcome !== "running" || inHand === null || inHand.next === inHand.statements.length)
      continue;
    const statement = inHand.statements[inHand.next];
    const text = typeof statement === "string" ? statement : statement?.expression;
    throw new MigError(
      "MIG210",
      `The ${direction} of ${revision} was cut off, and it is not known whether this has happened: ${inHand.summary}\n  ${text}`,
      `Look at the database, and say it: \`mig resolve ${revision} --happened\`, or with --not-happened. Or ${ways}.`,
    );
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
  await inTransaction(dialect, database.query, async (query) => {
    const asked = { ...database, query };
    await holdVersions(asked, versionTable, from);
    await moveVersions(asked, versionTable, from, plan.rows);
    const open = await openEntries({ ...asked, session: dialect }, versionTable);
    await write(
      query,
      versionTable,
      ...open.map(({ id }) => change(dialect, versionTable, id, SETTLED)),
      ...stampEntries(dialect, versionTable, author, from, plan.rows),
    );
  });
}

/** What a person says of a revision that is half done: that what was cut off has happened, or has not; or that nothing of it stands. */
export type Said = "happened" | "not happened" | "rolled back";

/** Writes that into the journal: the next run goes on from there. */
export async function settle(
  { database, versionTable }: Pick<Run, "database" | "versionTable">,
  { id, position }: OpenEntry,
  said: Said,
): Promise<void> {
  const { inHand } = position;
  const moved = inHand && { ...inHand, next: inHand.next + (said === "happened" ? 1 : 0) };
  const state: State =
    said === "rolled back"
      ? SETTLED
      : { outcome: "failed", position: { ...position, inHand: moved } };
  await write(database.query, versionTable, change(database.dialect, versionTable, id, state));
}

const SETTLED = { outcome: "settled", position: null } as const;

async function take(run: Run, step: Ready, earlier: OpenEntry | undefined): Promise<Applied> {
  const { database, scope, signal } = run;
  const start = performance.now();
  const ran: Ran = { operations: [], kept: 0, earlier: 0, parts: [], queries: 0, isThrough: false };
  const interrupt = interruptible(database, signal);
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
