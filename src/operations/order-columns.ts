import { MigError } from "../errors.js";
import { editTable } from "../schema/edit.js";
import type { TableName } from "../schema/model.js";
import { inOrderOf } from "../schema/place.js";
import type { OperationModule } from "./operation.js";

/** Puts columns of a table in an order. */
export interface OrderColumns {
  readonly kind: "orderColumns";
  readonly table: TableName;
  /** Those that come first; the others follow as they stand. */
  readonly columns: readonly string[];
  /** Those that came first before, where it is said; undo needs it. */
  readonly was?: readonly string[];
}

export const orderColumns: OperationModule<
  OrderColumns,
  [table: TableName, columns: readonly string[], was?: readonly string[]],
  OrderColumns
> = {
  phase: "alterColumns",
  of(table, columns, was) {
    for (const names of [columns, ...(was ? [was] : [])]) refuseNoNames(table, names);
    return { kind: "orderColumns", table, columns, ...(was && { was }) };
  },
  args: ({ table, columns, was }) => (was ? [table, columns, was] : [table, columns]),
  apply: ({ table, columns }, schema) =>
    editTable(schema, table, (before) => ({
      ...before,
      columns: inOrderOf(before.columns, columns),
    })),
  inverse: ({ kind, table, columns, was }) => was && { kind, table, columns: was, was: columns },
  summary: ({ table, columns }) => `~ ${table} begins with ${columns.join(", ")}`,
};

function refuseNoNames(table: TableName, columns: readonly string[]): void {
  const isList = Array.isArray(columns) && columns.every((name) => typeof name === "string");
  const isOnce = isList && new Set(columns).size === columns.length;
  if (isOnce && columns.length > 0) return;
  throw new MigError(
    "MIG409",
    `The order of the columns of ${table} ${isList ? (isOnce ? "names none" : "names one twice") : "is no list of names"}.`,
    "List the columns that come first, each once; the others follow as they stand.",
  );
}
