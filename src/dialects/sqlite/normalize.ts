import {
  isComputed,
  type Check,
  type Column,
  type ForeignKey,
  type Index,
  type IndexKey,
  type Schema,
  type Table,
  type Unique,
  type View,
} from "../../schema/model.js";
import { fingerprint } from "../../schema/equal.js";
import { check, foreignKey, index, indexKey, unique, view } from "../../schema/spec.js";
import { inReadingOrder } from "../../schema/views.js";
import { columnsIn, identifier, tidy, withoutParentheses, type IsColumn } from "./expression.js";
import { sameName, tokensOf, Unreadable, type Token } from "./tokens.js";
import { isRowidType, normalType } from "./type.js";

/** The one form of a schema in which equal means `===`; what SQLite cannot hold is left out. */
export function normalize(schema: Schema): Schema {
  const tables = sorted(schema.tables.map(normalTable));
  return {
    namespaces: [],
    extensions: [],
    enums: [],
    sequences: [],
    tables,
    views: inReadingOrder({ tables, views: schema.views.map(normalView) }),
  };
}

const normalView = ({ name, query, materialized }: View): View =>
  view({ name, query: query.trim().replace(/\s*;$/, ""), materialized });

/** One table in that form. */
export function normalTable(table: Table): Table {
  const isColumn = columnsIn(table.columns.map(({ name }) => name));
  return {
    name: table.name,
    columns: table.columns.map((column) => normalColumn(column, table, isColumn)),
    primaryKey: table.primaryKey && { name: null, columns: table.primaryKey.columns },
    exclusions: [],
    ...normalConstraints(table, isColumn),
    indexes: sorted(table.indexes.map((index) => normalIndex(index, table, isColumn))),
    triggers: sorted(table.triggers.map(({ name, statement }) => ({ name, statement }))),
    comment: null,
    engine: null,
    collation: null,
    withoutRowid: table.withoutRowid,
    strict: table.strict,
    definition: null,
  };
}

/** The constraints of a table in that form. */
export const normalConstraints = (
  { uniques, checks, foreignKeys }: Constraints,
  isColumn: IsColumn,
): Constraints => ({
  uniques: distinct(uniques.map(normalUnique)),
  checks: distinct(checks.map((check) => normalCheck(check, isColumn))),
  foreignKeys: distinct(foreignKeys.map(normalForeignKey)),
});

/** Those that a table of SQLite can have, but for the primary key. */
export type Constraints = Pick<Table, "uniques" | "checks" | "foreignKeys">;

/** Whether the table has a column that is the rowid under another name. */
export function rowidColumn({ columns, primaryKey, withoutRowid }: Table): Column | undefined {
  if (withoutRowid || primaryKey?.columns.length !== 1) return undefined;
  const key = columns.find(({ name }) => name === primaryKey.columns[0]);
  return key && isRowidType(key.type) ? key : undefined;
}

/** Whether a column cannot be null even if it does not say so. */
export function isNeverNull(column: Column, table: Table): boolean {
  if (!table.primaryKey?.columns.includes(column.name)) return false;
  return table.withoutRowid || table.strict || rowidColumn(table)?.name === column.name;
}

/** How the value is made: every way of counting up is SQLite's one. */
export const normalGenerated = ({ generated }: Column): Column["generated"] =>
  generated?.startsWith("identity") ? "increment" : generated;

/** A default without what says nothing: parentheses around it, NULL, the case of CURRENT_TIMESTAMP. */
export function normalDefault(text: string | null): string | null {
  if (text === null || LITERAL.test(text)) return text;
  const plain = normalExpression(text, () => false);
  const tokens = tokensOf(plain);
  const [first, second] = tokens;
  if (tokens.length === 1 && first?.kind === "word" && WORDS.has(first.value))
    return WORDS.get(first.value) ?? null;
  const isSigned = tokens.length === 2 && first?.kind === "operator" && second?.kind === "number";
  if (!isSigned) return plain;
  return first.text === "-" ? `-${second.text}` : second.text;
}

/** An expression without comments, and without parentheses around all of it. */
function normalExpression(text: string, isColumn: IsColumn): string {
  try {
    return withoutParentheses(tidy(text, isColumn));
  } catch (error) {
    // SQLite will say better what is wrong with it.
    if (error instanceof Unreadable) return text.trim();
    throw error;
  }
}

/** Most defaults; there is nothing about them to normalize. */
const LITERAL = /^(?:'(?:[^']|'')*'|-?\d+(?:\.\d+)?)$/;

const WORDS: ReadonlyMap<string, string | null> = new Map([
  ["NULL", null],
  ["TRUE", "1"],
  ["FALSE", "0"],
  ["CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"],
  ["CURRENT_DATE", "CURRENT_DATE"],
  ["CURRENT_TIME", "CURRENT_TIME"],
]);

function normalColumn(column: Column, table: Table, isColumn: IsColumn): Column {
  const generated = normalGenerated(column);
  return {
    name: column.name,
    type: normalColumnType(column, table),
    nullable: column.nullable && generated !== "increment" && !isNeverNull(column, table),
    default: isComputed(column) ? null : normalDefault(column.default),
    generated,
    expression:
      isComputed(column) && column.expression !== null
        ? normalExpression(column.expression, isColumn)
        : null,
    onUpdate: null,
    charset: null,
    collation: normalCollation(column.collation),
    comment: null,
  };
}

/** As a lone primary key `int` is not `integer`: see `isRowidType`. */
function normalColumnType({ name, type }: Column, { primaryKey, withoutRowid }: Table): string {
  const normal = normalType(type);
  const isKey = !withoutRowid && primaryKey?.columns.length === 1 && primaryKey.columns[0] === name;
  return isKey && normal === "integer" && !isRowidType(type) ? "int" : normal;
}

const BUILT_IN = ["BINARY", "NOCASE", "RTRIM"];

function collationName(collation: string | null): string {
  const name = collation ?? "BINARY";
  return BUILT_IN.find((known) => sameName(known, name)) ?? name;
}

function normalCollation(collation: string | null): string | null {
  const name = collationName(collation);
  return name === "BINARY" ? null : name;
}

const normalUnique = ({ name, columns }: Unique): Unique => unique({ name, columns });

const normalCheck = ({ name, expression }: Check, isColumn: IsColumn): Check =>
  check({ name, expression: normalExpression(expression, isColumn) });

const normalForeignKey = (key: ForeignKey): ForeignKey =>
  foreignKey({
    name: key.name,
    columns: key.columns,
    references: { table: key.references.table, columns: key.references.columns },
    onDelete: key.onDelete,
    onUpdate: key.onUpdate,
    deferrable: key.deferrable,
  });

const normalIndex = ({ name, columns, unique, where }: Index, table: Table, isColumn: IsColumn) =>
  index({
    name,
    columns: columns.map((key) => normalKey(key, table, isColumn)),
    unique,
    where: where === null ? null : normalExpression(where, isColumn),
  });

function normalKey(key: IndexKey, table: Table, isColumn: IsColumn): IndexKey {
  const text = key.expression === null ? null : normalExpression(key.expression, isColumn);
  const column = text === null ? key.column : columnNamed(text, table);
  const own = table.columns.find(({ name }) => name === column)?.collation ?? null;
  const collation = collationName(key.collation ?? own);
  return indexKey({
    column,
    expression: column === null ? text : null,
    order: key.order,
    collation: collation === collationName(own) ? null : collation,
  });
}

/** The column that an expression is, if it is nothing but one; a string in its place is taken for one too. */
function columnNamed(text: string, { columns }: Table): string | null {
  const [token, ...rest] = tokensOf(text);
  if (!token || rest.length > 0 || !NAMES.has(token.kind)) return null;
  return columns.find(({ name }) => sameName(name, identifier(token)))?.name ?? null;
}

const NAMES: ReadonlySet<Token["kind"]> = new Set(["word", "name", "string"]);

/** Each once, in the order of their names; those without a name behind them, known by what they are. */
export function distinct<T extends { readonly name: string | null }>(
  items: readonly T[],
): readonly T[] {
  if (items.length < 2) return items;
  const found = new Map(items.map((item) => [fingerprint(item), item]));
  const order = ([text, { name }]: [string, T]) =>
    name === null ? `1${text}` : `0${name}\0${text}`;
  return [...found].toSorted((a, b) => (order(a) < order(b) ? -1 : 1)).map(([, item]) => item);
}

/** In the order of their names. */
export const sorted = <T extends { readonly name: string }>(items: readonly T[]): readonly T[] =>
  items.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
