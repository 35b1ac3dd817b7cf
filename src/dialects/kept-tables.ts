import { isOnTable, type Operation } from "../operations/index.js";
import type { ForeignKey, TableName } from "../schema/model.js";

/** The operation with each table and view in it under the name that the schema has for it. */
export function withKeptTables(op: Operation, kept: (name: TableName) => TableName): Operation {
  const keyOf = (key: ForeignKey): ForeignKey => ({
    ...key,
    references: { ...key.references, table: kept(key.references.table) },
  });
  if (op.kind === "createTable") {
    const { name, foreignKeys } = op.table;
    return {
      ...op,
      table: { ...op.table, name: kept(name), foreignKeys: foreignKeys.map(keyOf) },
    };
  }
  if (op.kind === "createView") return { ...op, view: { ...op.view, name: kept(op.view.name) } };
  if (op.kind === "dropTable" || op.kind === "dropView") return { ...op, name: kept(op.name) };
  if (op.kind === "renameTable") return { ...op, from: kept(op.from), to: kept(op.to) };
  if (op.kind === "addForeignKey")
    return { ...op, table: kept(op.table), constraint: keyOf(op.constraint) };
  if (op.kind === "bulkInsert") return { ...op, into: kept(op.into) };
  if (op.kind === "backfill") return { ...op, of: kept(op.of) };
  return isOnTable(op) ? { ...op, table: kept(op.table) } : op;
}
