import type { Flavor, Query } from "../dialects/dialect.js";
import type { Operation } from "../operations/index.js";
import type { Schema } from "../schema/model.js";

/** What a comparator compares. */
export interface ComparatorContext {
  /** What the database has, in mig's normal form. */
  readonly database: Schema;
  /** What the entities ask for, or what the other database has. */
  readonly entities: Schema;
  /** Asks the database, and can change nothing there; gives no rows where an empty one is compared (`--from-empty`). */
  readonly query: Query;
  readonly dialect: Flavor;
  /** The version of the server, as numbers: `[16, 2]`. */
  readonly version: readonly number[];
}

/** Finds what mig does not look for, and gives the operations that bring it about. */
export type Comparator = (
  context: ComparatorContext,
) => readonly Operation[] | Promise<readonly Operation[]>;
