import { MigError } from "../errors.js";
import { summary, type Operation } from "../operations/index.js";
import type { Step } from "../revisions/plan.js";
import type { Database } from "./database.js";
import { runMigration, type Migration } from "./op.js";
import { recording, StatementError } from "./sinks.js";

/** The error of a step as one that says what failed, how far it came, and what is now in the database. */
export async function failure(
  { database, signal }: { readonly database: Database; readonly signal?: AbortSignal | undefined },
  { revision, direction, rowsBefore }: Step,
  migration: Migration,
  done: readonly Operation[],
  error: unknown,
): Promise<MigError> {
  const what = `${direction} of ${revision.id}${revision.message && ` (${revision.message})`}`;
  const at = rowsBefore.length > 0 ? rowsBefore.join(", ") : "base";
  const { code, message, hint } = signal?.aborted ? interrupted(what) : reason(error, what);
  if (database.dialect.traits.transactionalDdl)
    return new MigError(
      code,
      `${message}\nThe revision was rolled back: the ${database.title} is at ${at}, as before it.`,
      hint,
      { cause: error },
    );
  return new MigError(
    code,
    [
      message,
      `${done.length} of ${await count(migration)} operations ran, and this database cannot roll them back.`,
      ...done.map((op, at) => `  ${at + 1}. ${summary(op)} stands`),
      ...partial(error),
      `The ${database.title} is still recorded at ${at}.`,
    ].join("\n"),
    done.length > 0 || partial(error).length > 0
      ? "Undo by hand what stands, or take it out of the migration for this run; then run it again."
      : hint,
    { cause: error },
  );
}

type Reason = Pick<MigError, "code" | "message" | "hint">;

const interrupted = (what: string): Reason => ({
  code: "MIG403",
  message: `Interrupted in the ${what}.`,
  hint: "Run the same command again to go on.",
});

function reason(error: unknown, what: string): Reason {
  if (error instanceof MigError) return error;
  const hint = "Mend the migration and run it again.";
  if (!(error instanceof StatementError))
    return { code: "MIG401", message: `The ${what} threw: ${stackOf(error)}`, hint };
  const operations = error.operations.map(summary).join(", ");
  const message = `${operations} failed in the ${what}: ${error.message}\n  ${error.statement}`;
  return { code: "MIG401", message, hint };
}

const stackOf = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

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
