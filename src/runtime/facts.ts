import { hash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { isLost } from "../dialects/lost.js";
import type { Query } from "../dialects/dialect.js";
import { stopOf } from "../dialects/stop.js";
import { telling } from "../dialects/telling.js";
import type { Seen } from "../dialects/trace.js";
import { MigError } from "../errors.js";
import type { Statement } from "../sql.js";
import type { Database } from "./database.js";
import type { OpenEntry } from "./journal.js";
import { afterSent, preparation, type Sent } from "./position.js";
import type { Run } from "./run.js";

type Asked = Pick<Database, "dialect" | "query">;

/** What tells later whether a statement that is about to be sent has happened; `then` is the first that is left once it has. */
export async function sentNow(database: Asked, statement: Statement, then: number): Promise<Sent> {
  const { dialect } = database;
  const connection = (await dialect.trace?.identify(asking(database))) ?? null;
  const found = await seen(database, statement);
  return {
    statement,
    then,
    connection,
    seen: found && { context: found.context, text: found.text },
  };
}

/** The statement that a run was cut off in; null where it is known how far the run came. */
export function cutOffIn({ outcome, position: { inHand } }: OpenEntry): Sent | null {
  return outcome === "running" ? (inHand?.sent ?? null) : null;
}

/**
 * The entry with what the catalog says has become of the statement that the run was cut off in; as it is where that tells nothing. As long
 * as the server still runs the statement, it waits. Throws MIG403 when interrupted meanwhile.
 */
export async function settledByFacts(
  run: Pick<Run, "database" | "signal" | "cutOff">,
  entry: OpenEntry,
): Promise<OpenEntry> {
  const sent = cutOffIn(entry);
  if (sent === null) return entry;
  const isThrough = await untilThrough(run, entry);
  if (!isThrough || sent.seen === null) return entry;
  const found = await seen(run.database, sent.statement);
  if (found === null || found.context !== sent.seen.context) return entry;
  if (found.isHalf && !isPrepared(entry, sent)) return entry;
  const hasHappened = found.text !== sent.seen.text;
  const { trace } = run.database.dialect;
  if (hasHappened && !trace?.canBe(sent.statement, sent.seen.text, found.text)) return entry;
  run.cutOff?.({ ...cutOffOf(entry, sent.statement), hasHappened });
  return { ...entry, outcome: "failed", position: afterSent(entry.position, hasHappened) };
}

const cutOffOf = ({ revision, direction }: OpenEntry, statement: Statement) => ({
  revision,
  direction,
  statement,
});

/** What has happened by half is cleared away first. */
const isPrepared = ({ position: { inHand } }: OpenEntry, { then }: Sent) =>
  inHand !== null && preparation(inHand, then - 1) !== null;

/**
 * Waits until the connection that has sent the statement, and that nobody listens to any more, is through with it. False where it cannot be
 * known whether it is. Throws MIG403 when interrupted meanwhile.
 */
export async function untilThrough(
  { database, signal, cutOff }: Pick<Run, "database" | "signal" | "cutOff">,
  entry: OpenEntry,
): Promise<boolean> {
  const { dialect } = database;
  const query = asking(database);
  const { connection = null, statement = "" } = cutOffIn(entry) ?? {};
  if (connection === null || dialect.trace === null) return true;
  const start = performance.now();
  let isTold = false;
  for (let pause = SHORT; ; pause = Math.min(2 * pause, LONG)) {
    const doing = await dialect.trace.doing(query, connection);
    const seconds = (performance.now() - start) / 1000;
    // What does nothing may not have begun, but not for long.
    if (doing === "gone" || (doing === "nothing" && seconds > PATIENT)) return true;
    if (doing === "unknown") return false;
    if (doing === "running" && seconds > PATIENT && !isTold) {
      isTold = true;
      cutOff?.({ ...cutOffOf(entry, statement), hasHappened: null });
    }
    await wait(pause, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted)
      throw new MigError("MIG403", "Interrupted.", `It runs still: ${statement}`);
  }
}

/** Milliseconds. */
const SHORT = 50;
const LONG = 5_000;
/** Seconds. */
const PATIENT = 2;

/** The connection, to ask what the server knows of a statement. */
const asking = ({ query }: Pick<Asked, "query">): Query =>
  telling(query, "Asking the server what a statement changes");

async function seen(database: Asked, statement: Statement): Promise<Seen | null> {
  try {
    const found = (await database.dialect.trace?.seen(asking(database), statement)) ?? null;
    return found && { ...found, context: hashOf(found.context), text: short(found.text) };
  } catch (error) {
    // What may not be looked at does not tell, and keeps no statement from running.
    if (isLost(error) || stopOf(error) !== null) throw error;
    return null;
  }
}

/** Of a text that is too long for the journal it shows only whether it is another one. */
const short = (text: string) => (text.length > LONGEST ? hashOf(text) : text);

const LONGEST = 100_000;

const hashOf = (text: string) => hash("sha256", text).slice(0, 32);
