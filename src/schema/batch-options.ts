import { definition } from "./definition.js";
import { list, orNull, otherwise, text, word, type Facet } from "./facet.js";
import type { Table } from "./model.js";
import { table, tableSpec, type TableSpec } from "./spec.js";

/** Whether a table is made anew, where a database changes tables so. */
export type Recreate = "auto" | "always" | "never";

/** How the changes of one table are made together. */
export interface BatchOptions {
  readonly recreate: Recreate;
  /** What the table is, instead of what is known of it. */
  readonly copyFrom: Table | null;
  /** The columns that come first, in this order; none leaves them as they stand. */
  readonly order: readonly string[];
}

/** What people write of it. */
export interface BatchOptionsSpec {
  readonly recreate?: Recreate;
  readonly copyFrom?: TableSpec | null;
  readonly order?: readonly string[];
}

/** The options, with what they are where nothing is said. */
export const batchOptions = (spec: BatchOptionsSpec): BatchOptions => OPTIONS.full(spec);

const TABLE: Facet<Table> = {
  takes: "a table, as op.createTable takes it",
  read: (given) => table(given as TableSpec),
  write: tableSpec,
};

const OPTIONS = definition<BatchOptionsSpec, BatchOptions>("list of options", {
  recreate: otherwise("auto", word<Recreate>(["auto", "always", "never"])),
  copyFrom: orNull(TABLE),
  order: otherwise([], list("a list of names of columns", text("a name"))),
});
