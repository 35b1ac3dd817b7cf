import type { Scope } from "../dialects/dialect.js";
import type { Operation } from "../operations/index.js";
import type { Naming } from "../operations/naming.js";
import type { TableName } from "../schema/model.js";
import type { Statement } from "../sql.js";
import type { RowProgress } from "./batching.js";
import type { Locate } from "./call.js";
import type { Database } from "./database.js";
import type { Author, OpenEntry } from "./journal.js";
import type { Lock } from "./lock.js";
import type { RunLimits } from "./limits.js";
import type { VersionTable } from "./version-table.js";
import type { Blocked } from "./blocked.js";

/** What running revisions takes. */
export interface Run {
  readonly database: Database;
  readonly versionTable: VersionTable;
  readonly scope: Scope;
  /** The name of TypeORM's own table. */
  readonly typeormMetadata: TableName;
  readonly author: Author;
  /** The names of what a migration gives none. */
  readonly naming?: Naming;
  /** Told how far an operation has come that goes through many rows. */
  readonly progress?: ((progress: RowProgress) => void) | undefined;
  /** How long its statements wait and take; the usual ones if left out. */
  readonly limits?: RunLimits | undefined;
  /** Told of what waits for a lock, and of what is tried again. */
  readonly blocked?: ((waiting: Blocked) => void) | undefined;
  /** Told what has become of a statement in which an earlier run was cut off. */
  readonly cutOff?: ((found: CutOff) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What keeps other runs out; where there is none, somebody else sees to that. */
  readonly lock?: Lock | undefined;
  readonly locate?: Locate;
}

/** How far a step came. */
export interface Ran {
  /** What has run whole in this run, in this order. */
  readonly operations: Operation[];
  /** How many of those are kept, whatever comes. */
  kept: number;
  /** How many operations an earlier run had done. */
  earlier: number;
  /** The statements that have run of the one that was being done, and are kept. */
  parts: Statement[];
  /** How many rows are done, and kept, of the one that was being done. */
  rows: number;
  /** How many statements that `op.query` has run are kept. */
  queries: number;
  /** The migration is through; what is missing is its row. */
  isThrough: boolean;
}

/** What has become of a statement that a run was cut off in. */
export interface CutOff extends Pick<OpenEntry, "revision" | "direction"> {
  readonly statement: Statement;
  /** Null while the server still runs it. */
  readonly hasHappened: boolean | null;
}
