import type { Column, Table } from "../../schema/model.js";
import type { Constraint } from "./constraints.js";
import type { Layout } from "./layout.js";
import type { Clause, WrittenColumn, WrittenTable } from "./written.js";

/** A written table on its way to the wanted one. */
export interface Draft {
  readonly wanted: Table;
  readonly written: WrittenTable;
  /** The written one as data. */
  readonly was: Table;
  readonly layout: Layout;
  /** The written columns that are kept. */
  readonly columns: ReadonlyMap<string, WrittenColumn>;
  /** Whether the clause is part of the wanted table as it is. */
  readonly stays: (clause: Clause) => boolean;
  readonly keepsKey: boolean;
  /** A wanted column with its default in the words it was given: TypeORM compares them letter by letter. */
  readonly said: (column: Column) => Column;
  /** The constraints that no clause is yet. */
  readonly missing: readonly Constraint[];
}
