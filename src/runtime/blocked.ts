import type { Blocker } from "../dialects/waits.js";

/** Something waits for a lock, or could not get it and is to be tried again. */
export interface Blocked {
  /** The operation or the statement that waits. */
  readonly what: string;
  /** Whom it waits for; null where the database cannot know, and none where it does not say. */
  readonly blockers: readonly Blocker[] | null;
  /** When it is tried again; null while it still waits. */
  readonly again: {
    readonly milliseconds: number;
    /** Which try that is, and of how many. */
    readonly number: number;
    readonly of: number;
    /** The words of the database. */
    readonly reason: string;
  } | null;
}

/** Whom something waits for, in a line each; none where nobody is known. */
export function blockerLines(blockers: readonly Blocker[] | null): readonly string[] {
  if (blockers === null)
    return ["Another program is using the database, which cannot tell which one."];
  return blockers.map((blocker) => {
    const { isCertain, connection } = blocker;
    if (connection === 0)
      return "It waits for a transaction that is prepared: see pg_prepared_xacts.";
    return `${isCertain ? "It waits for" : "It may wait for"} ${words(blocker)}`;
  });
}

function words({ connection, user, from, state, seconds, query }: Blocker): string {
  const who = [user, from].filter(Boolean).join(" at ");
  const facts = [who, state, `for ${Math.max(0, Math.round(seconds))} s`]
    .filter(Boolean)
    .join(", ");
  const said = query === null || query.trim() === "" ? "" : `: ${inShort(query)}`;
  return `connection ${connection} (${facts})${said}`;
}

/** A text in one line of bounded length. */
export function inShort(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONG ? `${line.slice(0, LONG)}…` : line;
}

const LONG = 200;
