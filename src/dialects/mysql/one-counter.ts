import { apply, type Operation } from "../../operations/index.js";
import { editTable } from "../../schema/edit.js";
import type { Column, Schema, Table } from "../../schema/model.js";
import { isCounter } from "./grammar.js";

/** The schema after the operation. A table has one column with AUTO_INCREMENT, which ends when another one gets it. */
export function applied(op: Operation, schema: Schema): Schema {
  const next = apply(op, schema);
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
