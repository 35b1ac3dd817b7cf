import type { Traits } from "../dialects/dialect.js";
import { withoutColumn } from "../schema/edit-table.js";
import { mentions } from "../schema/expression.js";
import type { Column, Table } from "../schema/model.js";
import { pair } from "./pair.js";

/**
 * The table without the computed columns that have to go and come again, and without what is on them: those whose expression
 * changes together with the type of a column in it, where no expression suits both types. Otherwise the table itself.
 */
export function withoutRemade(from: Table, to: Table, { strictTypes }: Traits): Table {
  if (!strictTypes) return from;
  const { kept } = pair(from.columns, to.columns);
  const retyped = kept.filter(([was, column]) => was.type !== column.type);
  const isOverRetyped = ({ expression }: Column) =>
    retyped.some(([{ name }]) => expression !== null && mentions(expression, name));
  return kept
    .filter(
      ([was, column]) =>
        was.expression !== null &&
        column.expression !== null &&
        was.expression !== column.expression &&
        (isOverRetyped(was) || isOverRetyped(column)),
    )
    .reduce((table, [{ name }]) => withoutColumn(table, name), from);
}
