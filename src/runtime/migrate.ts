import type { Query, Scope } from "../dialects/dialect.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { summary, type Operation } from "../operations/index.js";
import type { Plan, Step } from "../revisions/plan.js";
import type { Revision } from "../revisions/revision.js";
import type { TableName } from "../schema/model.js";
import type { Locate } from "./call.js";
import type { Database } from "./database.js";
import { runMigration } from "./op.js";
import { failure } from "./failure.js";
import { interruptible } from "./interrupt.js";
import { executing } from "./sinks.js";
import type { Ready } from "./steps.js";
import { recordsIn, typeormBookkeeping } from "./typeorm-metadata.js";
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
  readonly signal?: AbortSignal | undefined;
  readonly locate?: Locate;
}

/**
 * Runs steps, yielding each once it is done and its row is written. Where DDL is transactional a step happens
 * whole or not at all. Throws MIG401 for an operation that fails and MIG403 when interrupted.
 */
export async function* migrate(run: Run, steps: readonly Ready[]): AsyncGenerator<Applied> {
  await ensureVersionTable(run.database, run.versionTable);
  for (const step of steps) {
    if (run.signal?.aborted)
      throw new MigError(
        "MIG403",
        `Interrupted before ${step.direction} of ${step.revision.id}.`,
        "Run the same command again to go on.",
      );
    yield await take(run, step);
  }
}

/** Brings the rows to where a plan says, without running a revision. */
export async function stamp(
  { database, versionTable }: Pick<Run, "database" | "versionTable">,
  from: readonly string[],
  plan: Plan,
): Promise<void> {
  await ensureVersionTable(database, versionTable);
  await database.dialect.transaction(database.query, async () => {
    await holdVersions(database, versionTable, from);
    await moveVersions(database, versionTable, from, plan.rows);
  });
}

async function take(run: Run, step: Ready): Promise<Applied> {
  const { database, signal } = run;
  const { dialect } = database;
  const start = performance.now();
  const ran = { operations: [] as Operation[], queries: 0, isThrough: false };
  const interrupt = interruptible(database, signal);
  try {
    if (dialect.traits.transactionalDdl)
      await dialect.transaction(database.query, async (query) => {
        await work(run, step, ran, query, interrupt.check);
        interrupt.check();
        await record(run, step);
      });
    else {
      await work(run, step, ran, database.query, interrupt.check);
      // What cannot be rolled back has happened, and is recorded whatever comes.
      await interrupt.end();
      await dialect.transaction(database.query, () => record(run, step));
    }
  } catch (error) {
    throw failure(run, step, ran, error);
  } finally {
    await interrupt.end();
  }
  return {
    direction: step.direction,
    revision: step.revision,
    operations: ran.operations.length,
    milliseconds: performance.now() - start,
  };
}

/** Runs the migration, and keeps count of how far it came. */
async function work(
  { database, versionTable, scope, typeormMetadata }: Run,
  { migration, rowsBefore }: Ready,
  ran: { operations: Operation[]; queries: number; isThrough: boolean },
  query: Query,
  before: () => void,
): Promise<void> {
  const { dialect } = database;
  await holdVersions(database, versionTable, rowsBefore);
  const bookkeeping = typeormBookkeeping(dialect, typeormMetadata);
  const sink = executing({ dialect, query }, scope, {
    before,
    async after(op) {
      ran.operations.push(op);
      const told = telling(database.query, `TypeORM's record of ${summary(op)}`);
      await bookkeeping(op, recordsIn(dialect, typeormMetadata, told));
    },
  });
  await runMigration(migration, {
    ...sink,
    async query(sql, parameters) {
      const rows = await sink.query(sql, parameters);
      ran.queries += 1;
      return rows;
    },
  });
  ran.isThrough = true;
}

/** Within the transaction, where nobody moves the rows between the look at them and the change. */
async function record(
  { database, versionTable }: Run,
  { rowsBefore, rowsAfter }: Ready,
): Promise<void> {
  await holdVersions(database, versionTable, rowsBefore);
  await moveVersions(database, versionTable, rowsBefore, rowsAfter);
}
