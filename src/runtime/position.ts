import { createHash } from "node:crypto";
import type { Seen } from "../dialects/trace.js";
import { MigError } from "../errors.js";
import { summary, type Operation } from "../operations/index.js";
import type { Step } from "../revisions/plan.js";
import type { Composed, Statement } from "../sql.js";
import { counted } from "../wording.js";
import type { RowMark } from "./batching.js";
import { beginAnew } from "./begin-anew.js";

/** How far a revision has come that is not one transaction, so that another run can go on from there. */
export interface Position {
  /** How many operations are done. */
  readonly done: number;
  /** What tells whether they are those that a migration calls for. */
  readonly fingerprint: string;
  /** The operation that was being done, or null between two. */
  readonly inHand: InHand | null;
  /** How far an operation has come that goes through rows, or null between two. */
  readonly bookmark: Bookmark | null;
}

/** How far an operation has come that goes through rows. */
export interface Bookmark extends RowMark {
  /** For people. */
  readonly summary: string;
  readonly fingerprint: string;
}

/** An operation of which some statements have run. */
export interface InHand {
  /** For people. */
  readonly summary: string;
  readonly fingerprint: string;
  readonly statements: readonly (Statement | Composed)[];
  /** The first of them that has not run; it may have, where the process has died. */
  readonly next: number;
  /** The one that was sent last; left out before the first. */
  readonly sent?: Sent;
}

/** A statement that was about to be sent. */
export interface Sent {
  readonly statement: Statement;
  /** The first that is left once it has happened. */
  readonly then: number;
  /** By which connection; null where no statement outlives the process. */
  readonly connection: string | null;
  /** What the catalog said before; null where it does not tell. */
  readonly seen: Pick<Seen, "context" | "text"> | null;
}

/** The statement before this one, where it clears the way for this one and nothing else. */
export function preparation(
  { statements }: Pick<InHand, "statements">,
  at: number,
): Statement | Composed | null {
  const before = statements[at - 1];
  return typeof before === "object" && before.prepares === true ? before : null;
}

export const START: Position = { done: 0, fingerprint: "", inHand: null, bookmark: null };

/** The position once it is known whether the statement that was sent last has happened. */
export function afterSent({ inHand, ...position }: Position, hasHappened: boolean): Position {
  if (!inHand?.sent) return { ...position, inHand };
  const { sent, ...hand } = inHand;
  return { ...position, inHand: { ...hand, next: hasHappened ? sent.then : hand.next } };
}

/** What a migration does in its turn: an operation, or a statement of its own that changes something. */
export type Deed = Operation | Asked;

/** A statement that a migration asks with, and that is no mere look. */
export interface Asked {
  readonly kind: "query";
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The position once these are done as well. */
export const after = (position: Position, deeds: readonly Deed[]): Position => ({
  done: position.done + deeds.length,
  fingerprint: deeds.reduce(fingerprintAfter, position.fingerprint),
  inHand: null,
  bookmark: null,
});

/** The fingerprint of what is done, once one more is. */
export const fingerprintAfter = (before: string, deed: Deed): string =>
  createHash("sha256")
    .update(before)
    .update(JSON.stringify(said(deed), plain))
    .digest("hex")
    .slice(0, 32);

/** What counts of it: one that was begun may go on in other batches. */
const said = (deed: Deed): unknown =>
  deed.kind === "backfill"
    ? { ...deed, change: { ...deed.change, batchSize: undefined, pauseMs: undefined } }
    : deed;

/** What JSON has no word for. */
const plain = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? `${value}n` : value;

/** The line a person reads of it. */
export const called = (deed: Deed): string =>
  deed.kind === "query" ? `~ ${deed.sql.replaceAll(/\s+/g, " ").trim()}` : summary(deed);

/** Follows a migration from its beginning to where an earlier run has come. */
export interface Following {
  /**
   * Whether an earlier run has done it, which is asked of each in its turn. Refuses (MIG211) once it shows that what was done is not what
   * the migration now says.
   */
  isDone(deed: Deed): boolean;
  /** Refuses (MIG211) where the migration has ended before all of it has come. */
  end(): void;
}

/** What was begun. */
type Began = Pick<Step, "direction" | "revision">;

export function following(step: Began, { done, fingerprint }: Position): Following {
  let seen = 0;
  let soFar = "";
  return {
    isDone(deed) {
      if (seen === done) return false;
      seen += 1;
      soFar = fingerprintAfter(soFar, deed);
      if (seen === done && soFar !== fingerprint) throw changed(step, done);
      return true;
    },
    end() {
      if (seen < done) throw changed(step, done);
    },
  };
}

const changed = ({ direction, revision: { id } }: Began, done: number) =>
  new MigError(
    "MIG211",
    `${done === 1 ? "The first operation" : `The first ${counted(done, "operation")}`} of ${id} ${done === 1 ? "is not the one" : "are not those"} that an earlier run has done.`,
    `Put back what the file said then. Or, ${beginAnew(id, direction)}.`,
  );
