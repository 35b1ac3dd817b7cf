import type { Check, Column, Index, Table } from "../../schema/model.js";
import type { Grammar } from "../../sql.js";
import type { Query } from "../dialect.js";
import { driverError } from "../driver-error.js";
import { showCreate } from "./catalog.js";
import {
  parseShown,
  shownDefault,
  shownExpression,
  shownParser,
  type ShownTable,
} from "./show-create.js";
import type { Settings } from "./settings.js";
import { storedValues, type Doubtful, type Stored } from "./stored-values.js";
import { enumValues, parseType } from "./type.js";

/**
 * The tables with what the catalog does not tell. A text into which it may have put question marks takes four statements
 * for all of them. Only the statement that makes a table tells the parser of a full-text index, where the server has any
 * but its own, and MariaDB's expressions with characters of four bytes: one statement for each such table.
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
    whole.push(isUnclear(table, hasParsers, settings) ? await shown(table, query, grammar) : table);
  return withStoredValues(whole, query, grammar, settings);
}

/** As it was read where it may not be shown, or is gone since. */
async function shown(table: Table, query: Query, grammar: Grammar): Promise<Table> {
  try {
    return complete(table, parseShown(await showCreate(query, grammar.table(table.name))));
  } catch (error) {
    if ([1142, 1146].includes(driverError(error).errno)) return table;
    throw error;
  }
}

const isUnclear = (table: Table, hasParsers: boolean, { expressionsEscaped }: Settings) =>
  (hasParsers && table.indexes.some(({ method }) => method === "fulltext")) ||
  (!expressionsEscaped &&
    (table.checks.some(({ expression }) => expression.includes(GARBLED)) ||
      table.columns.some(
        (column) =>
          column.expression?.includes(GARBLED) ||
          (column.default?.includes(GARBLED) && !isGarbledConstant(column)),
      )));

/** What MariaDB's catalog has for a character of four bytes in an expression. */
const GARBLED = "????";

/** In a constant both have one question mark for it, and of bytes there may be nothing at all. */
const isGarbledConstant = ({ type, default: text }: Column) =>
  text !== null &&
  (/^(var)?binary\b/.test(type)
    ? /^('|0x)/i.test(text)
    : /^(var)?char\b|text$|^(enum|set)\b/.test(type) && /^'[^]*\?[^]*'$/.test(text));

const hasGarbledLabels = ({ type }: Column) => /^(enum|set)\b.*\?/s.test(type);

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

const clearer = (read: string, shown: string | null) =>
  shown === null || shown.includes(GARBLED) ? read : shown;

function completeIndex(index: Index, { indexes }: ShownTable): Index {
  const shown = indexes.get(index.name);
  return shown ? { ...index, parser: shownParser(shown) } : index;
}

async function withStoredValues(
  tables: readonly Table[],
  query: Query,
  grammar: Grammar,
  settings: Settings,
): Promise<readonly Table[]> {
  const doubtful = tables.flatMap((table) =>
    table.columns.flatMap((column) => doubtOf(table, column, settings)),
  );
  if (doubtful.length === 0) return tables;
  const found = await storedValues(doubtful, query, grammar);
  const columns = new Map(
    doubtful.map(({ column }, at) => [
      column,
      withStored(column, found[at] ?? null, settings, grammar),
    ]),
  );
  return tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => columns.get(column) ?? column),
  }));
}

function doubtOf(table: Table, column: Column, settings: Settings): readonly Doubtful[] {
  const asksDefault = isGarbledConstant(column);
  const asksLabels = hasGarbledLabels(column);
  if (!asksDefault && !asksLabels) return [];
  const labels = asksLabels ? enumValues(parseType(column.type, settings)).length : 0;
  return [{ table: table.name, column, asksDefault, labels }];
}

function withStored(
  column: Column,
  stored: Stored | null,
  settings: Settings,
  grammar: Grammar,
): Column {
  if (stored === null) return column;
  const { name } = parseType(column.type, settings);
  const labels = stored.labels.map(grammar.literal).join(",");
  return {
    ...column,
    type: stored.labels.length > 0 ? `${name}(${labels})` : column.type,
    default: stored.default ?? column.default,
  };
}
