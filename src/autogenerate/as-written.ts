import { onContent, type OnContent, type Operation } from "../operations/index.js";
import { find } from "../schema/edit.js";
import type { Column, Schema, TableName } from "../schema/model.js";

/**
 * The operations, with what generated columns are computed from, what defaults call, and the queries of views, as the
 * entity says it: TypeORM compares such a text letter by letter, so the normal form of it will not do.
 */
export function asWritten(
  ops: readonly Operation[],
  written: Schema,
  normal: Schema,
): readonly Operation[] {
  const before = columnsOf(written);
  const after = columnsOf(normal);
  const respell = <T extends Partial<Column>>(table: TableName, name: string, column: T): T => {
    const said = before.get(placeOf(table, name));
    const meant = after.get(placeOf(table, name));
    if (!said || !meant) return column;
    const { expression, default: value } = column;
    return {
      ...column,
      ...(expression && expression === meant.expression && { expression: said.expression }),
      ...(value && value === meant.default && isWorthSaying(said) && { default: said.default }),
    };
  };
  const same = (op: Operation) => op;
  const respelt: OnContent<Operation> = {
    createTable(op) {
      const { table } = op;
      const columns = table.columns.map((column) => respell(table.name, column.name, column));
      return { ...op, table: { ...table, columns } };
    },
    dropTable: same,
    renameTable: same,
    alterTable: same,
    setTableComment: same,
    addColumn: (op) => ({ ...op, column: respell(op.table, op.column.name, op.column) }),
    alterColumn: (op) => ({ ...op, change: respell(op.table, op.column.name, op.change) }),
    dropColumn: same,
    renameColumn: same,
    // Also one that only comes again: its query may be spelt as the server does.
    createView: ({ view, ...op }) => ({
      ...op,
      view: { ...view, query: find(written.views, view.name)?.query ?? view.query },
    }),
    dropView: same,
    replaceView: same,
  };
  return ops.map((op) => onContent(respelt, op) ?? op);
}

/** The columns that are computed or have a default, each by its place. */
const columnsOf = ({ tables }: Schema): ReadonlyMap<string, Column> =>
  new Map(
    tables.flatMap(({ name, columns }) =>
      columns
        .filter((column) => column.expression !== null || column.default !== null)
        .map((column) => [placeOf(name, column.name), column] as const),
    ),
  );

/** A value in quotes is plainer in normal form, and a comment would swallow what follows. */
const isWorthSaying = ({ default: text }: Column): boolean =>
  text !== null && !text.startsWith("'") && !/--|\/\*|#/.test(text);

const placeOf = (table: TableName, column: string) => JSON.stringify([table, column]);
