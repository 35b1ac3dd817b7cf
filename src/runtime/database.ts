import type { Dialect, Query } from "../dialects/dialect.js";
import type { Session } from "../dialects/session.js";
import type { Blocker } from "../dialects/waits.js";

/** One connection to one database. */
export interface Database {
  readonly dialect: Dialect & Session;
  readonly query: Query;
  /** Stops the running statement, where the database can do that. Never fails. */
  cancel(): Promise<void>;
  /** Whom the running statement waits for, asked over another connection; null where that cannot be known. Never fails. */
  blockers(): Promise<readonly Blocker[] | null>;
  /** For messages: the kind, the name and where it is, never a password. */
  readonly title: string;
}
