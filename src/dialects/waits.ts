import type { Query } from "./dialect.js";

/** How long a statement may wait for a lock, and how long it may run, in milliseconds; null leaves that to the database. */
export interface Limits {
  readonly lock: number | null;
  readonly statement: number | null;
}

/** A connection that another one waits for. Its texts are what the server says: they may hold anything. */
export interface Blocker {
  /** What names it at the server; 0 where a transaction is prepared, and has none. */
  readonly connection: number;
  readonly user: string;
  /** The program or the host it comes from. */
  readonly from: string;
  /** What it does, in the server's words: `idle in transaction`, `Sleep`. */
  readonly state: string;
  /** How long it has been at it. */
  readonly seconds: number;
  /** What it runs, or has run last where the server tells. */
  readonly query: string | null;
  /** The statement that ends it; null where only a person who knows more can. */
  readonly end: string | null;
  /** Whether it is the one, and not merely one that may be. */
  readonly isCertain: boolean;
}

/** What a database does about statements that wait. */
export interface Waits {
  /** Whether it can end any statement after a time. */
  readonly endsStatements: boolean;
  /** Limits are said where a transaction begins; for what runs outside of one they are held. Otherwise they are held for a run. */
  readonly limitsTransactions: boolean;
  /** Sets the limits for the connection; what it gives puts back what was before, and never fails. */
  hold(query: Query, limits: Limits): Promise<() => Promise<void>>;
  /** Whom a connection waits for, asked over another one; null where the database cannot know. */
  blockers(other: Query, connectionId: number): Promise<readonly Blocker[] | null>;
}

/** What sets the values of a connection, and takes back what it has set. */
export async function heldSettings(
  query: Query,
  read: string,
  set: (values: Readonly<Record<string, unknown>>) => string,
  values: Readonly<Record<string, unknown>>,
): Promise<() => Promise<void>> {
  if (Object.keys(values).length === 0) return async () => undefined;
  const [before = {}] = await query(read);
  await query(set(values));
  // Where the connection is gone, so are its settings.
  return () =>
    query(set(before)).then(
      () => undefined,
      () => undefined,
    );
}
