import { apply, type Operation } from "../../operations/index.js";
import { editTable, find } from "../../schema/edit.js";
import type { Column, Schema, Table } from "../../schema/model.js";
import { isCounter } from "./grammar.js";

/** The schema after the operation. A table has one column with AUTO_INCREMENT, which ends when another one gets it. */
export function applied(op: Operation, schema: Schema): Schema {
  const next = apply(onIndex(op, schema), schema);
  if (op.kind !== "addColumn" && op.kind !== "alterColumn") return next;
  return editTable(next, op.table, (table) => {
    const ended = endedBy(op, table);
    return ended === undefined
      ? table
      : {
          ...table,
          columns: table.columns.map((one) => (one.name === ended.name ? ended : one)),
        };
  });
}

/** What drops or renames a unique constraint does that to an index, which is what the catalog shows of it. */
function onIndex(op: Operation, { tables }: Schema): Operation {
  if (op.kind !== "dropUnique" && op.kind !== "renameConstraint") return op;
  const name = op.kind === "dropUnique" ? op.name : op.from;
  const table = find(tables, op.table);
  if (!table || name === null || find(table.uniques, name) || !find(table.indexes, name)) return op;
  return op.kind === "dropUnique"
    ? { kind: "dropIndex", table: op.table, name }
    : { ...op, kind: "renameIndex" };
}

/** The column that counts until the operation makes another one do so, as it is then. */
export function endedBy(op: Operation, { columns }: Table): Column | undefined {
  const starts =
    op.kind === "addColumn"
      ? op.column
      : op.kind === "alterColumn"
        ? { ...op.column, ...op.change }
        : undefined;
  if (starts === undefined || !isCounter(starts)) return undefined;
  const ended = columns.find((column) => column.name !== starts.name && isCounter(column));
  return ended && { ...ended, generated: null };
}
