import { isOnTable, type Operation } from "../operations/index.js";
import type { ForeignKey, Table, TableName } from "../schema/model.js";

/** The table with each table in it under the name that the schema has for it. */
export const tableAsKept = (table: Table, kept: Kept): Table => ({
  ...table,
  name: kept(table.name),
  foreignKeys: table.foreignKeys.map((key) => keptKey(key, kept)),
});

type Kept = (name: TableName) => TableName;

const keptKey = (key: ForeignKey, kept: Kept): ForeignKey => ({
  ...key,
  references: { ...key.references, table: kept(key.references.table) },
});

/** The operation with each table and view in it under the name that the schema has for it. */
export function withKeptTables(op: Operation, kept: Kept): Operation {
  if (op.kind === "createTable") return { ...op, table: tableAsKept(op.table, kept) };
  if (op.kind === "createView") return { ...op, view: { ...op.view, name: kept(op.view.name) } };
  if (op.kind === "replaceView")
    return {
      ...op,
      view: { ...op.view, name: kept(op.view.name) },
      ...(op.was && { was: { ...op.was, name: kept(op.was.name) } }),
    };
  if (op.kind === "dropTable" || op.kind === "dropView" || op.kind === "refreshView")
    return { ...op, name: kept(op.name) };
  if (op.kind === "renameTable") return { ...op, from: kept(op.from), to: kept(op.to) };
  if (op.kind === "addForeignKey")
    return { ...op, table: kept(op.table), constraint: keptKey(op.constraint, kept) };
  if (op.kind === "addColumn" && op.references)
    return { ...op, table: kept(op.table), references: keptKey(op.references, kept) };
  if (op.kind === "bulkInsert") return { ...op, into: kept(op.into) };
  if (op.kind === "backfill") return { ...op, of: kept(op.of) };
  return isOnTable(op) ? { ...op, table: kept(op.table) } : op;
}
