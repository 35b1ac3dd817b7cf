import { isLost } from "../dialects/lost.js";
import { isThere } from "../dialects/remedy.js";
import { stopOf } from "../dialects/stop.js";
import { StatementError } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { summary } from "../operations/index.js";
import type { RevisionId } from "../revisions/revision.js";
import { counted } from "../wording.js";
import { callOf, type Locate } from "./call.js";
import type { Database } from "./database.js";
import { beginAnew } from "./begin-anew.js";
import type { Ran } from "./run.js";
import type { Ready } from "./steps.js";
import { givenUp } from "./given-up.js";
import { GaveUp } from "./patience.js";
import { writtenOperations } from "./written.js";

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
  const isWhole = database.dialect.traits.transactionalDdl && step.isTransactional;
  const isRolledBack =
    isWhole && ran.kept + ran.earlier + ran.parts.length + ran.rows + ran.queries === 0;
  const isMoved = error instanceof MigError && error.code === "MIG208";
  // The other run was first: nothing of this step is left, and the database is not where it was.
  if (isMoved && (isRolledBack || !ran.isThrough)) return error;
  const isInterrupted = Boolean(signal?.aborted) && (isWhole || !ran.isThrough);
  const { code, message, hint } = reason(step, error, isInterrupted, locate);
  const cause = { cause: error };
  const at = `the ${database.title} is at ${place(step.rowsBefore)}`;
  const isUnknown = isLost(error);
  if (isRolledBack) {
    const became =
      isUnknown && ran.isThrough ? COMMITTED : `The revision was rolled back: ${at}, as before it.`;
    return new MigError(code, `${message}\n${became}`, hint, cause);
  }
  const why = database.dialect.traits.transactionalDdl
    ? "are kept; what came after them was rolled back"
    : "this database cannot roll them back";
  const stands = standing(step, ran, why);
  // Rows that were moved are told of, and are not to be overwritten.
  if (isMoved) return new MigError(code, [message, ...stands.lines].join("\n"), hint, cause);
  const unknown = isUnknown && !ran.isThrough ? [HAPPENED] : [];
  const recorded = isUnknown && ran.isThrough ? RECORDED : `By its version table ${at}, as before.`;
  return new MigError(
    code,
    [message, ...stands.lines, ...unknown, recorded].join("\n"),
    ran.isThrough ? RECORD : stands.isAny && code !== CHANGED ? goOn(step, hint) : hint,
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
  const call = callOf(error) ?? (error instanceof GaveUp ? callOf(error.refused) : undefined);
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
  if (error instanceof GaveUp) return givenUp(error, ` in the ${what}`, where);
  if (error instanceof StatementError && stopOf(error) === "statement")
    return {
      code: "MIG413",
      message: `${error.what} took too long in the ${what}: ${error.words}\n  ${error.statement}${where}`,
      hint: "If it has to take that long, let it: `export const statementTimeout = …` in the revision, in seconds, or null for no limit of mig's.",
    };
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

/** What has run and is not rolled back. */
function standing(
  { migration }: Ready,
  { operations, kept, earlier, parts, rows, queries }: Ran,
  why: string,
): { readonly lines: readonly string[]; readonly isAny: boolean } {
  const written = writtenOperations(migration);
  const count = earlier + kept;
  const ranOf =
    written === null
      ? `${counted(count, "operation")} ran`
      : `${count} of ${counted(written, "operation")} ran`;
  const isAny = count + parts.length + rows + queries > 0;
  return {
    isAny,
    lines: [
      isAny ? `${ranOf}, and ${why}.` : `${ranOf}; nothing has changed.`,
      ...(earlier === 0 ? [] : [`  The first ${earlier} stood before this run`]),
      ...operations.slice(0, kept).map((op, at) => `  ${earlier + at + 1}. ${summary(op)} stands`),
      ...parts.map((statement) => `  Of what failed, this stands: ${statement}`),
      ...(rows > 0
        ? [`  Of what failed, ${counted(rows, "row")} ${rows === 1 ? "is" : "are"} done`]
        : []),
      ...(queries > 0
        ? [`  What op.query changed in ${counted(queries, "statement")} stands`]
        : []),
    ],
  };
}

/** What stands is in the journal, and the next run begins after it. */
const goOn = ({ direction, revision: { id } }: Ready, hint: string | undefined) =>
  [hint, `It goes on after what stands. Or begin anew, ${beginAnew(id, direction)}.`]
    .filter(Boolean)
    .join(" ");

/** What stands is not what the migration says: nothing can go on after it. */
const CHANGED = "MIG211";

const RECORD = "Run the same command again to record it; nothing of it runs twice.";

/** What nobody can know whose connection was lost. */
const HAPPENED =
  "Whether what failed has happened all the same is not known; the next run sees to it.";
const COMMITTED =
  "Whether the revision was committed before that is not known; `mig current` tells.";
const RECORDED = "Whether its version table says so is not known; `mig current` tells.";

const place = (rows: readonly RevisionId[]) => rows.join(", ") || "base";
