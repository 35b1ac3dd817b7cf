import type { Scope } from "../dialects/dialect.js";
import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import type { Plan, Step } from "../revisions/plan.js";
import type { Revision } from "../revisions/revision.js";
import type { TableName } from "../schema/model.js";
import type { Database } from "./database.js";
import { runMigration, type Migration } from "./op.js";
import { failure } from "./failure.js";
import { executing, interruptible } from "./sinks.js";
import { typeormBookkeeping } from "./typeorm-metadata.js";
import {
  ensureVersionTable,
  holdVersions,
  moveVersions,
  type VersionTable,
} from "./version-table.js";

/** What a migration file exports. */
export interface MigrationModule {
  readonly upgrade?: Migration;
  readonly downgrade?: Migration;
}

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
  readonly load: (revision: Revision) => Promise<MigrationModule>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the steps of a plan, yielding each once it is done and its row is written. Where DDL is transactional a
 * step happens whole or not at all. Throws MIG401 for an operation that fails and MIG403 when interrupted.
 */
export async function* migrate(run: Run, plan: Plan): AsyncGenerator<Applied> {
  if (plan.steps.length === 0) return;
  const migrations = await loadAll(run, plan);
  await ensureVersionTable(run.database, run.versionTable);
  for (const [at, step] of plan.steps.entries()) {
    const migration = migrations[at];
    if (run.signal?.aborted)
      throw new MigError(
        "MIG403",
        `Interrupted before ${step.direction} of ${step.revision.id}.`,
        "Run the same command again to go on.",
      );
    if (!migration) throw new Error(`step ${at} was not loaded`);
    yield await take(run, step, migration);
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

/** Every file is read before the first step runs: a broken one must not stop a run half-way. */
async function loadAll(run: Run, plan: Plan): Promise<readonly Migration[]> {
  const migrations: Migration[] = [];
  for (const { revision, direction } of plan.steps) {
    const migration = (await run.load(revision))[direction];
    if (typeof migration !== "function")
      throw new MigError(
        "MIG402",
        `Revision ${revision.id} exports no ${direction}: ${revision.path}`,
        `Add \`export const ${direction}: Migration = async (op) => { … };\` to it.`,
      );
    migrations.push(migration);
  }
  return migrations;
}

async function take(run: Run, step: Step, migration: Migration): Promise<Applied> {
  const { database, versionTable } = run;
  const start = performance.now();
  const done: Operation[] = [];
  const bookkeeping = typeormBookkeeping(database.dialect, run.typeormMetadata);
  const interrupted = interruptible(run.signal);
  const cancel = () => void database.cancel();
  run.signal?.addEventListener("abort", cancel);
  const work = async (query: Database["query"]) => {
    await holdVersions(database, versionTable, step.rowsBefore);
    const sink = executing({ dialect: database.dialect, query }, run.scope, {
      before: interrupted,
      async after(op) {
        done.push(op);
        await bookkeeping(op, query);
      },
    });
    await runMigration(migration, sink);
    if (database.dialect.traits.transactionalDdl) interrupted();
    // What cannot be rolled back has happened, and is recorded whatever comes.
    else run.signal?.removeEventListener("abort", cancel);
    await moveVersions(database, versionTable, step.rowsBefore, step.rowsAfter);
  };
  try {
    if (database.dialect.traits.transactionalDdl)
      await database.dialect.transaction(database.query, work);
    else await work(database.query);
  } catch (error) {
    throw await failure(run, step, migration, done, error);
  } finally {
    run.signal?.removeEventListener("abort", cancel);
  }
  return {
    direction: step.direction,
    revision: step.revision,
    operations: done.length,
    milliseconds: performance.now() - start,
  };
}
