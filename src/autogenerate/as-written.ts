import type { Operation } from "../operations/index.js";
import { find } from "../schema/edit.js";
import type { Column, Schema, TableName } from "../schema/model.js";

/**
 * The operations, with what generated columns are computed from, and the queries of views, as the entity says it: TypeORM keeps that text
 * and compares it letter by letter, so the normal form of it will not do.
 */
export function asWritten(
  ops: readonly Operation[],
  written: Schema,
  normal: Schema,
): readonly Operation[] {
  const before = computed(written);
  const after = computed(normal);
  const respell = <T extends Partial<Column>>(table: TableName, name: string, column: T): T => {
    const place = placeOf(table, name);
    const text = before.get(place);
    return text !== undefined && column.expression && column.expression === after.get(place)
      ? { ...column, expression: text }
      : column;
  };
  return ops.map((op) => {
    if (op.kind === "createTable") {
      const { table } = op;
      const columns = table.columns.map((column) => respell(table.name, column.name, column));
      // No entity says it, and it is that of the database.
      return { ...op, table: { ...table, columns, collation: null } };
    }
    if (op.kind === "addColumn")
      return { ...op, column: respell(op.table, op.column.name, op.column) };
    if (op.kind === "createView") {
      const { view } = op;
      const { query } = find(written.views, view.name) ?? view;
      return find(normal.views, view.name)?.query === view.query
        ? { ...op, view: { ...view, query } }
        : op;
    }
    if (op.kind === "alterColumn")
      return { ...op, change: respell(op.table, op.column.name, op.change) };
    return op;
  });
}

/** What each generated column of a schema is computed from. */
const computed = (schema: Schema): ReadonlyMap<string, string> =>
  new Map(
    schema.tables.flatMap(({ name, columns }) =>
      columns.flatMap((column): readonly (readonly [string, string])[] =>
        column.expression === null ? [] : [[placeOf(name, column.name), column.expression]],
      ),
    ),
  );

const placeOf = (table: TableName, column: string) => JSON.stringify([table, column]);
