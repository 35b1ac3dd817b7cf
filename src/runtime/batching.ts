import type { Query } from "../dialects/dialect.js";
import type { Backfill } from "../operations/backfill.js";

/** Where the last batch of an operation is kept, so that another run can go on behind it. */
export interface Bookmark {
  /** What was saved last; null before the first batch. */
  read(): Promise<string | null>;
  /** Keeps it, in the transaction that is open. */
  save(text: string): Promise<void>;
}

/** How far an operation has come that goes through many rows. */
export interface RowProgress {
  /** Its summary. */
  readonly operation: string;
  /** Rows that are done. */
  readonly done: number;
  /** Of how many; null where that is not known. */
  readonly total: number | null;
}

/** How operations go through many rows. */
export interface Batching {
  /** Runs a batch in a transaction of its own. Without it every batch is a part of the one that is open. */
  readonly transaction?: (work: (query: Query) => Promise<void>) => Promise<void>;
  /** Without it nothing is remembered. */
  readonly bookmark?: (op: Backfill) => Bookmark;
  /** Told after each batch. Rows are counted beforehand only where somebody is told. */
  readonly progress?: ((progress: RowProgress) => void) | undefined;
}
