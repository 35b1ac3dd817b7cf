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
import { storedDefaults, storedLabels } from "./stored-values.js";
import { enumValues, parseType } from "./type.js";

/**
 * The tables with what the catalog does not tell, asked for only the few that need it: the parser of a full-text
 * index, a text that the catalog has put question marks into, and a default in bytes.
 */
export async function completed(
  tables: readonly Table[],
  hasParsers: boolean,
  query: Query,
  grammar: Grammar,
  settings: Settings,
): Promise<readonly Table[]> {
  const whole: Table[] = [];
  for (const table of tables) {
    let clear = table;
    if (isUnclear(table, hasParsers, settings)) clear = await shown(table, query, grammar);
    if (settings.defaultsAsWritten && table.columns.some(isGarbledConstant))
      clear = await withStoredDefaults(clear, query, grammar);
    if (table.columns.some(hasGarbledLabels))
      clear = await withStoredLabels(clear, query, grammar, settings);
    whole.push(clear);
  }
  return whole;
}

/** As it was read where it may not be shown, or is gone since. */
async function shown(table: Table, query: Query, grammar: Grammar): Promise<Table> {
  try {
    return complete(table, parseShown(await showCreate(query, grammar.table(table.name))));
  } catch (error) {
    if ([1142, 1146].includes(Number((error as { readonly errno?: unknown }).errno))) return table;
    throw error;
  }
}

const isUnclear = (table: Table, hasParsers: boolean, { defaultsAsWritten }: Settings) =>
  (hasParsers && table.indexes.some(({ method }) => method === "fulltext")) ||
  table.checks.some(({ expression }) => expression.includes(GARBLED)) ||
  table.columns.some(
    (column) =>
      column.expression?.includes(GARBLED) ||
      column.default?.includes(GARBLED) ||
      // MariaDB shows no more of a constant than its catalog has.
      (!defaultsAsWritten && isGarbledConstant(column)),
  );

/** What the catalog has for a character of four bytes in an expression; MySQL garbles all others, too. */
const GARBLED = "????";

/** In a constant it has one question mark for it, and of bytes it may have nothing at all. */
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

async function withStoredDefaults(table: Table, query: Query, grammar: Grammar): Promise<Table> {
  const garbled = table.columns.filter(isGarbledConstant);
  const stored = await storedDefaults(table.name, garbled, query, grammar);
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      default: stored.get(column.name) ?? column.default,
    })),
  };
}

async function withStoredLabels(
  table: Table,
  query: Query,
  grammar: Grammar,
  settings: Settings,
): Promise<Table> {
  const columns: Column[] = [];
  for (const column of table.columns) {
    const type = parseType(column.type, settings);
    const labels = hasGarbledLabels(column)
      ? await storedLabels(table.name, column, enumValues(type).length, query, grammar)
      : null;
    columns.push(
      labels
        ? { ...column, type: `${type.name}(${labels.map(grammar.literal).join(",")})` }
        : column,
    );
  }
  return { ...table, columns };
}
