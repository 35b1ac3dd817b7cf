import { onContent, type OnContent, type Operation } from "../operations/index.js";
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
  const same = (op: Operation) => op;
  const respelt: OnContent<Operation> = {
    createTable(op) {
      const { table } = op;
      const columns = table.columns.map((column) => respell(table.name, column.name, column));
      // No entity says it, and it is that of the database.
      return { ...op, table: { ...table, columns, collation: null } };
    },
    dropTable: same,
    renameTable: same,
    alterTable: same,
    setTableComment: same,
    addColumn: (op) => ({ ...op, column: respell(op.table, op.column.name, op.column) }),
    alterColumn: (op) => ({ ...op, change: respell(op.table, op.column.name, op.change) }),
    dropColumn: same,
    renameColumn: same,
    createView(op) {
      const { view } = op;
      const { query } = find(written.views, view.name) ?? view;
      return find(normal.views, view.name)?.query === view.query
        ? { ...op, view: { ...view, query } }
        : op;
    },
    dropView: same,
  };
  return ops.map((op) => onContent(respelt, op) ?? op);
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
