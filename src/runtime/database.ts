import type { Dialect, Query } from "../dialects/dialect.js";
import type { Session } from "../dialects/session.js";
import type { MakeRunner } from "./old-migration.js";

/** One connection to one database. */
export interface Database {
  readonly dialect: Dialect & Session;
  readonly query: Query;
  /** Stops the running statement, where the database can do that. Never fails. */
  cancel(): Promise<void>;
  /** Makes a query runner of TypeORM's on it, for migrations of TypeORM's. */
  readonly makeRunner?: MakeRunner;
  /** For messages: the kind, the name and where it is, never a password. */
  readonly title: string;
}
