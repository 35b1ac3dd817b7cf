import { isThere } from "../dialects/remedy.js";
import { StatementError } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { summary, type Operation } from "../operations/index.js";
import type { RevisionId } from "../revisions/revision.js";
import { counted } from "../wording.js";
import { callOf, type Locate } from "./call.js";
import type { Database } from "./database.js";
import type { Ready } from "./steps.js";
import { writtenOperations } from "./written.js";

/** How far a step came. */
interface Ran {
  /** What has run whole, in this order. */
  readonly operations: readonly Operation[];
  /** How many statements have run by `op.query`. */
  readonly queries: number;
  /** The migration is through; what is missing is its row. */
  readonly isThrough: boolean;
}

/** Where a step has failed. */
interface Failing {
  readonly database: Database;
  readonly signal?: AbortSignal | undefined;
  readonly locate?: Locate | undefined;
}

/** The error of a step as one that says what failed, how far it came, and what is now in the database. */
export function failure(
  { database, signal, locate }: Failing,
  step: Ready,
  ran: Ran,
  error: unknown,
): MigError {
  const { transactionalDdl } = database.dialect.traits;
  const isMoved = error instanceof MigError && error.code === "MIG208";
  // The other run was first: nothing of this step is left, and the database is not where it was.
  if (isMoved && (transactionalDdl || !ran.isThrough)) return error;
  const isInterrupted = Boolean(signal?.aborted) && (transactionalDdl || !ran.isThrough);
  const { code, message, hint } = reason(step, error, isInterrupted, locate);
  const cause = { cause: error };
  const at = `the ${database.title} is at ${place(step.rowsBefore)}`;
  if (transactionalDdl)
    return new MigError(
      code,
      `${message}\nThe revision was rolled back: ${at}, as before it.`,
      hint,
      cause,
    );
  const stands = standing(step, ran, error);
  // Rows that were moved are told of, and are not to be overwritten.
  if (isMoved) return new MigError(code, [message, ...stands.lines].join("\n"), hint, cause);
  const recorded = `By its version table ${at}, as before.`;
  return new MigError(
    code,
    [message, ...stands.lines, recorded].join("\n"),
    ran.isThrough ? toRecord(step) : stands.isAny ? UNDO : hint,
    cause,
  );
}

/** The error of a step for which no script can be written. */
export function failedToWrite(step: Ready, error: unknown, locate?: Locate): MigError {
  const { code, message, hint } = reason(step, error, false, locate);
  return new MigError(code, message, hint, { cause: error });
}

type Reason = Pick<MigError, "code" | "message" | "hint">;

function reason(
  { direction, revision }: Ready,
  error: unknown,
  isInterrupted: boolean,
  locate: Locate | undefined,
): Reason {
  const call = callOf(error);
  const place = call && locate?.(call);
  const where = place ? `\n  in ${place}` : "";
  const what = `${direction} of ${revision.id}${revision.message && ` (${revision.message})`}`;
  if (isInterrupted)
    return {
      code: "MIG403",
      message: `Interrupted in the ${what}.`,
      hint: "Run the same command again to go on.",
    };
  const hint =
    direction === "upgrade" && isThere(error)
      ? `If the database has all of ${revision.id} already, record that: \`mig stamp ${revision.id}\`. Otherwise mend the migration.`
      : "Mend the migration and run it again.";
  if (error instanceof StatementError)
    return {
      // Where nothing is wrong with the statement, nothing is with the migration.
      code: error.remedy === null ? "MIG401" : "MIG209",
      message: `${error.what} failed in the ${what}: ${error.words}\n  ${error.statement}${where}`,
      hint: error.remedy ?? hint,
    };
  if (error instanceof MigError)
    return {
      code: error.code,
      message: `In the ${what}: ${error.message}${where}`,
      hint: error.hint,
    };
  return { code: "MIG401", message: `The ${what} threw: ${thrown(error)}`, hint };
}

/** What was thrown, with the lines of the user's own code. */
function thrown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stack = error.message } = error;
  const isOthers = (line: string) =>
    /^\s+at /.test(line) && (/\bnode:/.test(line) || line.includes(OWN));
  return stack
    .split("\n")
    .filter((line) => !isOthers(line))
    .join("\n");
}

/** The folder of mig's own code, as it stands in a stack. */
const OWN = new URL("..", import.meta.url).pathname;

/** What has run where nothing can be rolled back. */
function standing(
  { migration }: Ready,
  { operations, queries }: Ran,
  error: unknown,
): { readonly lines: readonly string[]; readonly isAny: boolean } {
  const parts = error instanceof StatementError ? error.ran : [];
  const written = writtenOperations(migration);
  const ranOf =
    written === null
      ? `${counted(operations.length, "operation")} ran`
      : `${operations.length} of ${counted(written, "operation")} ran`;
  const isAny = operations.length + parts.length + queries > 0;
  return {
    isAny,
    lines: [
      isAny
        ? `${ranOf}, and this database cannot roll them back.`
        : `${ranOf}; nothing has changed.`,
      ...operations.map((op, at) => `  ${at + 1}. ${summary(op)} stands`),
      ...parts.map((statement) => `  Of what failed, this stands: ${statement}`),
      ...(queries > 0
        ? [`  What op.query changed in ${counted(queries, "statement")} stands`]
        : []),
    ],
  };
}

const UNDO =
  "Undo by hand what stands, or take it out of the migration for this run; then run it again.";

/** The row that is missing, written without running anything. */
function toRecord({ direction, revision, rowsAfter }: Ready): string {
  const target =
    direction === "upgrade" ? revision.id : rowsAfter.length < 2 ? place(rowsAfter) : null;
  return target === null
    ? `Bring the rows of the version table to ${place(rowsAfter)} by hand.`
    : `Record it once that can be done: \`mig stamp ${target}\`.`;
}

const place = (rows: readonly RevisionId[]) => rows.join(", ") || "base";
