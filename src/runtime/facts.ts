import { hash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { MigError } from "../errors.js";
import type { Statement } from "../sql.js";
import type { Database } from "./database.js";
import type { OpenEntry } from "./journal.js";
import { afterSent, type Sent } from "./position.js";
import type { Run } from "./run.js";

/** What tells later whether a statement that is about to be sent has happened; `then` is the first that is left once it has. */
export async function sentNow(
  database: Pick<Database, "dialect" | "query" | "connectionId">,
  statement: Statement,
  then: number,
): Promise<Sent> {
  return {
    ...{ statement, then, connection: database.connectionId },
    seen: await seen(database, statement),
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
  run: Pick<Run, "database" | "signal" | "blocked">,
  entry: OpenEntry,
): Promise<OpenEntry> {
  const sent = cutOffIn(entry);
  if (sent === null) return entry;
  await whileItRuns(run, entry, sent);
  const found = sent.seen === null ? null : await seen(run.database, sent.statement);
  if (found === null) return entry;
  const position = afterSent(entry.position, found !== sent.seen);
  return { ...entry, outcome: "failed", position };
}

/** Waits until the connection that has sent it, and that nobody listens to any more, is through with it. */
async function whileItRuns(
  { database, signal, blocked }: Parameters<typeof settledByFacts>[0],
  { direction, revision }: OpenEntry,
  { connection, statement }: Sent,
): Promise<void> {
  const { dialect, query } = database;
  if (connection === null || dialect.trace === null) return;
  const start = performance.now();
  for (let pause = SHORT; ; pause = Math.min(2 * pause, LONG)) {
    if (!(await dialect.trace.isRunning(query, connection, statement))) return;
    const seconds = (performance.now() - start) / 1000;
    if (seconds > PATIENT) {
      const blocker = { user: "", from: "", state: "it still runs it", isCertain: true };
      blocked?.({
        what: `the ${direction} of ${revision}, which was cut off in a statement`,
        blockers: [{ ...blocker, connection, seconds, query: statement }],
        again: null,
      });
    }
    await wait(pause, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted) throw new MigError("MIG403", "Interrupted.");
  }
}

/** Milliseconds. */
const SHORT = 50;
const LONG = 5_000;
/** Seconds. */
const PATIENT = 2;

/** A definition may be long; what it is shows nothing that another text would not. */
async function seen(
  { dialect, query }: Pick<Database, "dialect" | "query">,
  statement: Statement,
): Promise<string | null> {
  // What may not be looked at does not tell, and keeps no statement from running.
  const found = await dialect.trace?.seen(query, statement).catch(() => null);
  return found === null || found === undefined ? null : hash("sha256", found).slice(0, 32);
}
