import type { Unknown } from "../autogenerate/difference.js";
import type { RevisionId } from "../revisions/revision.js";
import type { TableName } from "../schema/model.js";
import type { AdoptedRevision } from "./adopted-revisions.js";

/** What was taken over, or would be. */
export interface Adopted {
  /** TypeORM's table of the migrations that have run, and what it has, in the order in which they ran. */
  readonly table: TableName;
  readonly ran: readonly string[];
  /** The revisions that stand for them: the path is null where no file was written. */
  readonly revisions: readonly AdoptedRevision[];
  /** Whether they were written now, or would be; otherwise they were there. */
  readonly wrote: boolean;
  /** The rows of the version table before, and as they are now or would be. */
  readonly from: readonly RevisionId[];
  readonly to: readonly RevisionId[];
  /** How many operations the baseline has; null where none was asked for. */
  readonly operations: number | null;
  /** How many differences there are between the database and the entities; null where that was not asked. */
  readonly differences: number | null;
  /** What the database has, no entity knows, and the baseline therefore does not make. */
  readonly left: readonly Unknown[];
  readonly notes: readonly string[];
  /** What a person has to do now, in sentences. */
  readonly next: readonly string[];
}
