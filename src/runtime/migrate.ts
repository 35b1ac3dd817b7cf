import type { Scope } from "../dialects/dialect.js";
import { MigError } from "../errors.js";
import { summary, type Operation } from "../operations/index.js";
import type { Plan, Step } from "../revisions/plan.js";
import type { Revision } from "../revisions/revision.js";
import type { Database } from "./database.js";
import { runMigration, type Migration } from "./op.js";
import { executing, interruptible, recording, StatementError } from "./sinks.js";
import { ensureVersionTable, moveVersions, type VersionTable } from "./version-table.js";

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
  await database.dialect.transaction(database.query, () =>
    moveVersions(database, versionTable, from, plan.rows),
  );
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
  const interrupted = interruptible(run.signal);
  const work = async (query: Database["query"]) => {
    const sink = executing({ dialect: database.dialect, query }, run.scope, {
      before: interrupted,
      after: (op) => done.push(op),
    });
    await runMigration(migration, sink);
    interrupted();
    await moveVersions(database, versionTable, step.rowsBefore, step.rowsAfter);
  };
  try {
    if (database.dialect.traits.transactionalDdl)
      await database.dialect.transaction(database.query, work);
    else await work(database.query);
  } catch (error) {
    throw await explain(run, step, migration, done, error);
  }
  return {
    direction: step.direction,
    revision: step.revision,
    operations: done.length,
    milliseconds: performance.now() - start,
  };
}

/** What failed, how far it came, and what is now in the database. */
async function explain(
  { database }: Run,
  { revision, direction, rowsBefore }: Step,
  migration: Migration,
  done: readonly Operation[],
  error: unknown,
): Promise<unknown> {
  const interrupted = error instanceof MigError && error.code === "MIG403";
  if (!(error instanceof StatementError) && !interrupted) return error;
  const what = `${direction} of ${revision.id}${revision.message && ` (${revision.message})`}`;
  const failure =
    error instanceof StatementError
      ? `${error.operations.map(summary).join(", ")} failed in the ${what}: ${error.message}\n  ${error.statement}`
      : `Interrupted in the ${what}.`;
  const at = rowsBefore.length > 0 ? rowsBefore.join(", ") : "base";
  const code = interrupted ? "MIG403" : "MIG401";
  if (database.dialect.traits.transactionalDdl)
    return new MigError(
      code,
      `${failure}\nThe revision was rolled back: ${database.title} is at ${at}, as before it.`,
      interrupted ? "Run the same command again to go on." : "Mend the migration and run it again.",
      { cause: error },
    );
  return new MigError(
    code,
    [
      failure,
      `${done.length} of ${await count(migration)} operations ran, and this database cannot roll them back.`,
      ...done.map((op, at) => `  ${at + 1}. ${summary(op)} stands`),
      ...partial(error),
      `${database.title} is still recorded at ${at}.`,
    ].join("\n"),
    "Undo by hand what stands, or take it out of the migration for this run; then run it again.",
    { cause: error },
  );
}

const partial = (error: unknown): readonly string[] =>
  error instanceof StatementError && error.statementsDone > 0
    ? [`  ${error.statementsDone} statement(s) of the failed operation stand too`]
    : [];

/** How many operations the migration has; it is run against a list, so nothing happens. */
async function count(migration: Migration): Promise<string> {
  const sink = recording();
  try {
    await runMigration(migration, sink);
    return String(sink.operations.length);
  } catch {
    // It reads rows and cannot go on without them.
    return `at least ${sink.operations.length}`;
  }
}
