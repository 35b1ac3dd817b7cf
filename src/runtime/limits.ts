import { telling } from "../dialects/telling.js";
import type { Limits } from "../dialects/waits.js";
import { MigError } from "../errors.js";
import type { Revision } from "../revisions/revision.js";
import type { Database } from "./database.js";

/** How long a run waits for what others hold. */
export interface RunLimits extends Limits {
  /** How often what could not get its lock is tried. */
  readonly tries: number;
}

/**
 * Short enough that what queues behind a statement that waits does not notice; a statement itself may take as long as its table is large.
 */
export const USUAL_LIMITS: RunLimits = { lock: 3_000, statement: null, tries: 10 };

/** What a configuration and a revision file take as a limit. */
export const SECONDS = "a number of seconds above 0, or null for none";

/** A number of seconds in milliseconds; undefined where it is none. */
export function millisecondsOf(value: unknown): number | null | undefined {
  if (value === null) return null;
  const isTime = typeof value === "number" && value > 0 && value <= MOST;
  return isTime ? value * 1000 : undefined;
}

/** The other way. */
export function secondsOf(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / 1000;
}

/** In milliseconds, what a timer and every server take. */
const MOST = 2_000_000;

/** The limits that a revision file exports. */
export interface LimitExports {
  /** How long a statement of the revision waits for a lock, in seconds; null leaves that to the database. */
  readonly lockTimeout?: number | null;
  /** How long a statement of the revision may take, in seconds; null leaves that to the database. */
  readonly statementTimeout?: number | null;
}

/** What a revision says of its limits itself; anything that is none is refused (MIG402). */
export function ownLimits(
  { lockTimeout, statementTimeout }: LimitExports,
  revision: Revision,
): Partial<Limits> {
  const read = (name: keyof LimitExports, value: unknown) => {
    const limit = value === undefined ? undefined : millisecondsOf(value);
    if (value === undefined || limit !== undefined) return limit;
    throw new MigError(
      "MIG402",
      `Revision ${revision.id} exports a ${name} that is not ${SECONDS}: ${revision.path}`,
      `Say \`export const ${name} = 10;\`, or leave it out.`,
    );
  };
  const lock = read("lockTimeout", lockTimeout);
  const statement = read("statementTimeout", statementTimeout);
  return { ...(lock !== undefined && { lock }), ...(statement !== undefined && { statement }) };
}

/** The limits of a step: its own before those of the run. */
export const limitsOf = (run: Limits | undefined, own: Partial<Limits>): Limits => {
  const { lock, statement } = run ?? USUAL_LIMITS;
  return { lock, statement, ...own };
};

/** Refuses (MIG404) limits that the database cannot keep. */
export function refuseLimits(
  { dialect, title }: Pick<Database, "dialect" | "title">,
  run: Limits | undefined,
  steps: readonly { readonly limits: Partial<Limits>; readonly revision: Revision }[],
): void {
  if (dialect.waits.endsStatements) return;
  const step = steps.find(({ limits }) => limitsOf(run, limits).statement !== null);
  if (!step) return;
  const isOwn = typeof step.limits.statement === "number";
  throw new MigError(
    "MIG404",
    `The ${title} cannot end every statement after a time, and ${isOwn ? `revision ${step.revision.id}` : "the configuration"} has a statementTimeout.`,
    isOwn
      ? "Leave it out of the revision; nothing has run."
      : "Leave it out, or say `statementTimeout: null` for this database; nothing has run.",
  );
}

/** Sets limits for the connection, for what does not begin with a transaction; what it gives puts back what was before. */
export const hold = ({ dialect, query }: Pick<Database, "dialect" | "query">, limits: Limits) =>
  dialect.waits.hold(telling(query, "Setting how long statements wait"), limits);
