import { editTable } from "../schema/edit.js";
import type { Column, TableName } from "../schema/model.js";
import { tableOptions, type TableOptions } from "../schema/spec.js";
import { isCharacter } from "../schema/type.js";
import { changeTexts } from "./change-texts.js";
import type { Hazard, OperationModule } from "./operation.js";

/** Changes how a table is kept. */
export interface AlterTable {
  readonly kind: "alterTable";
  readonly table: TableName;
  /** What it is of that which changes; undo needs it. */
  readonly was: TableOptions;
  readonly change: TableOptions;
}

export const alterTable: OperationModule<
  AlterTable,
  [table: TableName, was: TableOptions, change: TableOptions],
  AlterTable
> = {
  // InnoDB can hold more than other engines, so that a table comes to it first and leaves it last.
  phase: ({ change }) => (change.engine ? "changeEngines" : "alterTables"),
  of: (table, was, change) => ({
    kind: "alterTable",
    table,
    was: tableOptions(was),
    change: tableOptions(change),
  }),
  args: ({ table, was, change }) => [table, was, change],
  apply: ({ table, was, change }, schema) =>
    editTable(schema, table, (before) => ({
      ...before,
      ...change,
      columns: before.columns.map((column) => withCollation(column, was, change)),
    })),
  inverse: ({ kind, table, was, change }) => ({ kind, table, was: change, change: was }),
  summary: ({ table, was, change }) => `~ ${table} ${optionTexts(was, change).join(", ")}`,
  hazards,
};

/** Columns stay what they are: one that had the collation of the table keeps it, and says so from now on. */
const withCollation = (column: Column, was: TableOptions, change: TableOptions): Column => {
  if (change.collation === undefined || !isCharacter(column.type)) return column;
  const collation = column.collation ?? was.collation ?? null;
  return { ...column, collation: collation === change.collation ? null : collation };
};

const USUAL: { readonly [Option in keyof TableOptions]-?: string } = {
  engine: "InnoDB",
  collation: "that of the database",
  withoutRowid: "false",
  strict: "false",
};

const optionTexts = (was: TableOptions, change: TableOptions): readonly string[] =>
  changeTexts(was, change, (value, option) => String(value ?? USUAL[option]));

function hazards({ table, change }: AlterTable): readonly Hazard[] {
  const found: Hazard[] = [];
  const tell = (message: string) => void found.push({ code: "MIG314", message });
  if (change.engine)
    tell(`keeps ${table} in ${change.engine}, which may lose rows and knows no transactions`);
  if (change.withoutRowid) tell(`takes the rowids from ${table}, and fails if its key holds nulls`);
  if (change.strict) tell(`makes ${table} strict, which fails if rows hold values of other types`);
  return found;
}
