import type { Operation } from "../../operations/index.js";
import { find } from "../../schema/edit.js";
import { EMPTY_SCHEMA, type TableName } from "../../schema/model.js";
import type { Composed, Statement } from "../../sql.js";
import type { DdlContext } from "../dialect.js";
import { alterTable, hiddenKeyClauses, type Clause } from "./alter-table.js";
import { modify } from "./column-change.js";
import { applied, endedBy } from "./one-counter.js";
import type { Settings } from "./settings.js";

/** One ALTER TABLE, with what the operation does to indexes outside of the schema. */
export function alter(
  op: Operation & { readonly table: TableName },
  { grammar: sql, schema }: DdlContext,
  clauses: readonly Clause[],
  settings: Settings,
): readonly (Statement | Composed)[] {
  const before = find(schema.tables, op.table);
  const after = before && find(applied(op, { ...EMPTY_SCHEMA, tables: [before] }).tables, op.table);
  const ended = before && endedBy(op, before);
  const all = [
    ...(ended ? [modify(op.table, ended, before, sql, settings)] : []),
    ...clauses,
    ...(before && after ? hiddenKeyClauses(before, after, sql, settings) : []),
  ];
  return [alterTable(op.table, all, sql, settings)];
}
