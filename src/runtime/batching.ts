import type { Query } from "../dialects/dialect.js";

/** How far an operation has come that goes through many rows. */
export interface RowProgress {
  /** Its summary. */
  readonly operation: string;
  /** Rows that are done. */
  readonly done: number;
  /** Of how many; null where that is not known. */
  readonly total: number | null;
}

/** Where an operation has come to: how many rows are done, and behind what it goes on, in its own words. */
export interface RowMark {
  readonly done: number;
  readonly text: string;
}

/** What an operation goes through rows with. */
export interface Batching {
  readonly query: Query;
  /** Where an earlier run has come to; null at the beginning. */
  readonly mark: RowMark | null;
  /** Does a batch and keeps the mark that it gives, both or neither. Null where there was nothing left to do. */
  batch(work: (query: Query) => Promise<RowMark | null>): Promise<void>;
  /** Waits, or less long where the run is to stop. */
  pause(milliseconds: number): Promise<void>;
  /** Told after each batch. Rows are counted beforehand only where somebody is told. */
  readonly progress?: ((progress: RowProgress) => void) | undefined;
}
