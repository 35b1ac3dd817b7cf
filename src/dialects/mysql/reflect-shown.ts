import type { Check, Column, Index, Table } from "../../schema/model.js";
import type { Grammar } from "../../sql.js";
import type { Query } from "../dialect.js";
import { showCreate } from "./catalog.js";
import {
  parseShown,
  shownDefault,
  shownExpression,
  shownParser,
  type ShownTable,
} from "./show-create.js";
import type { Settings } from "./settings.js";

/**
 * The tables with what only SHOW CREATE TABLE tells, asked for the few that need it: the parser of a full-text index,
 * a text that the catalog has put question marks into, and a default in bytes.
 */
export async function completed(
  tables: readonly Table[],
  hasParsers: boolean,
  query: Query,
  grammar: Grammar,
  settings: Settings,
): Promise<readonly Table[]> {
  const whole: Table[] = [];
  for (const table of tables)
    whole.push(
      isIncomplete(table, hasParsers, settings)
        ? complete(table, parseShown(await showCreate(query, grammar.table(table.name))))
        : table,
    );
  return whole;
}

const isIncomplete = (table: Table, hasParsers: boolean, settings: Settings) =>
  (hasParsers && table.indexes.some(({ method }) => method === "fulltext")) ||
  table.columns.some((column) => isGarbled(column, settings)) ||
  table.checks.some(({ expression }) => expression.includes(GARBLED));

/** Of a character of four bytes MariaDB's catalog says this. */
const GARBLED = "????";

function isGarbled(column: Column, { defaultsAsWritten }: Settings): boolean {
  if (column.expression?.includes(GARBLED)) return true;
  if (column.default === null) return false;
  if (defaultsAsWritten) return column.default.includes(GARBLED);
  // MySQL has one question mark for it, and the bytes of a binary default only up to the first zero.
  return /^'[^]*\?[^]*'$/.test(column.default) || /^(var)?binary\b/.test(column.type);
}

const complete = (table: Table, shown: ShownTable): Table => ({
  ...table,
  columns: table.columns.map((column) => completeColumn(column, shown)),
  checks: table.checks.map((check): Check => ({
    ...check,
    expression: clearer(check.expression, shown.checks.get(check.name ?? "") ?? null),
  })),
  indexes: table.indexes.map((index) => completeIndex(index, shown)),
});

function completeColumn(column: Column, { columns }: ShownTable): Column {
  const text = columns.get(column.name) ?? "";
  return {
    ...column,
    default: column.default === null ? null : clearer(column.default, shownDefault(text)),
    expression:
      column.expression === null ? null : clearer(column.expression, shownExpression(text)),
  };
}

/** What is shown counts only where the catalog is unclear: MySQL garbles expressions there instead. */
const clearer = (read: string, shown: string | null) =>
  shown === null || shown.includes(GARBLED) ? read : shown;

function completeIndex(index: Index, { indexes }: ShownTable): Index {
  const shown = indexes.get(index.name);
  return shown ? { ...index, parser: shownParser(shown) } : index;
}
