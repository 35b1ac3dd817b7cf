import type { Dialect, Query } from "../dialects/dialect.js";
import type { Session } from "../dialects/session.js";
import type { Blocker } from "../dialects/waits.js";
import type { MakeRunner } from "./old-migration.js";

/** One connection to one database. */
export interface Database {
  readonly dialect: Dialect & Session;
  readonly query: Query;
  /** Stops the running statement, where the database can do that. Never fails. */
  cancel(): Promise<void>;
  /** Whom the running statement waits for, asked over another connection; null where that cannot be known. Never fails. */
  blockers(): Promise<readonly Blocker[] | null>;
  /** Makes a query runner of TypeORM's on it, for migrations of TypeORM's. */
  readonly makeRunner?: MakeRunner;
  /** For messages: the kind, the name and where it is, never a password. */
  readonly title: string;
}
