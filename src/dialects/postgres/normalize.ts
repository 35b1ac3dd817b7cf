import {
  isComputed,
  type Column,
  type Exclusion,
  type ForeignKey,
  type Generated,
  type Index,
  type IndexKey,
  type Schema,
  type Table,
  type TableName,
  type View,
} from "../../schema/model.js";
import { localName } from "../../schema/name.js";
import { inReadingOrder } from "../../schema/views.js";
import { canonicalDefault } from "./default.js";
import { identifiers, trimmed, withoutParentheses } from "./expression.js";
import { cut, impliedName, tableName, typeName } from "./identifier.js";
import { canonicalType } from "./type.js";

/** The schema in the form that PostgreSQL gives back: see `Dialect.normalize`. */
export function normalize(schema: Schema, own: string | null): Schema {
  const spelling = spellings(own, schema.tables);
  const tables = sorted(schema.tables.map((table) => normalTable(table, spelling)));
  return {
    namespaces: sorted(schema.namespaces.map(({ name }) => ({ name: cut(name) }))).filter(
      ({ name }) => name !== own,
    ),
    extensions: sorted(schema.extensions).filter(({ name }) => name !== "plpgsql"),
    enums: sorted(schema.enums.map(({ name, values }) => ({ name: typeName(name, own), values }))),
    sequences: sorted(
      schema.sequences.map((sequence) => ({
        ...sequence,
        name: tableName(sequence.name, own),
        type: canonicalType(sequence.type, own),
      })),
    ),
    tables,
    views: inReadingOrder({ tables, views: schema.views.map((view) => normalView(view, own)) }),
  };
}

/** The query of a view without the end of a statement. */
export const normalQuery = (text: string): string => trimmed(trimmed(text).replace(/;$/, ""));

const normalView = (view: View, own: string | null): View => ({
  name: tableName(view.name, own),
  query: normalQuery(view.query),
  materialized: view.materialized,
  indexes: sorted(view.indexes.map((index) => normalIndex(index, []))),
  attached: [],
});

/** What an exclusion demands and when it is looked at, which may stand at the end of the text. */
function withTiming({ expression, deferrable }: Exclusion): Omit<Exclusion, "name"> {
  const text = trimmed(expression);
  const words = TIMING.exec(text)?.[0] ?? "";
  if (words === "") return { expression: text, deferrable };
  return {
    expression: text.slice(0, -words.length),
    deferrable: /DEFERRED$/i.test(words)
      ? "INITIALLY DEFERRED"
      : /^\s+DEFERRABLE/i.test(words)
        ? "INITIALLY IMMEDIATE"
        : null,
  };
}

const TIMING = /(?:\s+(?:NOT\s+)?DEFERRABLE)?(?:\s+INITIALLY\s+(?:DEFERRED|IMMEDIATE))?$/i;

/** How types and defaults are spelt; thousands of columns share a few dozen of them. */
interface Spellings {
  readonly own: string | null;
  /** The columns of the primary key of a table, named as in normal form. */
  readonly key: (table: TableName) => readonly string[];
  readonly type: (text: string) => string;
  readonly default: (text: string, type: string) => string | null;
}

function spellings(own: string | null, tables: readonly Table[]): Spellings {
  const types = new Map<string, string>();
  const defaults = new Map<string, string | null>();
  const keys = new Map(
    tables.map(({ name, primaryKey }) => [tableName(name, own), primaryKey?.columns ?? []]),
  );
  return {
    own,
    key: (table) => keys.get(table) ?? [],
    type: (text) => remembered(types, text, () => canonicalType(text, own)),
    default: (text, type) =>
      remembered(defaults, `${type}\0${text}`, () => canonicalDefault(text, type, own)),
  };
}

function remembered<T>(known: Map<string, T>, key: string, find: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = find();
  known.set(key, value);
  return value;
}

function normalTable(table: Table, spelling: Spellings): Table {
  const { own } = spelling;
  const local = cut(localName(table.name));
  const key = table.primaryKey && {
    name: cut(table.primaryKey.name ?? impliedName(local, null, "pkey")),
    columns: table.primaryKey.columns.map(cut),
  };
  const columns = table.columns.map((column) => normalColumn(column, key?.columns ?? [], spelling));
  return {
    name: tableName(table.name, own),
    columns,
    primaryKey: key,
    uniques: sorted(
      table.uniques.map((unique) => ({
        ...unique,
        name: cut(unique.name ?? impliedName(local, unique.columns.join("_"), "key")),
        columns: unique.columns.map(cut),
      })),
    ),
    checks: sorted(
      table.checks.map(({ name, expression }) => ({
        name: cut(name ?? impliedCheckName(local, columns, expression)),
        expression: withoutParentheses(expression),
      })),
    ),
    exclusions: sorted(
      table.exclusions.map((exclusion) => ({
        name: cut(exclusion.name),
        ...withTiming(exclusion),
      })),
    ),
    foreignKeys: sorted(
      table.foreignKeys.map((foreign) => normalForeignKey(foreign, local, spelling)),
    ),
    indexes: sorted(table.indexes.map((index) => normalIndex(index, columns))),
    triggers: sorted(table.triggers),
    comment: table.comment || null,
    engine: null,
    collation: null,
    withoutRowid: false,
    strict: false,
    definition: null,
  };
}

function normalColumn(column: Column, key: readonly string[], spelling: Spellings): Column {
  const name = cut(column.name);
  const serial = SERIALS[column.type.trim().toLowerCase()];
  const type = spelling.type(serial ?? column.type);
  const generated = column.generated ?? (serial === undefined ? null : "increment");
  return {
    name,
    type,
    nullable: column.nullable && !key.includes(name) && !isIdentity(generated),
    default:
      generated === null && column.default !== null ? spelling.default(column.default, type) : null,
    generated,
    expression:
      isComputed({ generated }) && column.expression !== null
        ? withoutParentheses(column.expression)
        : null,
    onUpdate: null,
    charset: null,
    collation: normalCollation(column.collation),
    comment: column.comment || null,
  };
}

/** https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL */
const SERIALS: { readonly [type: string]: string } = {
  smallserial: "smallint",
  serial2: "smallint",
  serial: "integer",
  serial4: "integer",
  bigserial: "bigint",
  serial8: "bigint",
};

const isIdentity = (generated: Generated | null) =>
  generated === "identity always" || generated === "identity by default";

const normalCollation = (name: string | null) =>
  name === null || name === "" || name === "default" ? null : name;

/** The server puts the column in the name of a check when there is but one. */
function impliedCheckName(table: string, columns: readonly Column[], expression: string): string {
  const named = identifiers(expression);
  const [only, ...more] = columns.filter(({ name }) => named.has(name));
  return impliedName(table, only && more.length === 0 ? only.name : null, "check");
}

function normalForeignKey(
  foreign: ForeignKey,
  table: string,
  { own, key }: Spellings,
): ForeignKey & { readonly name: string } {
  const other = tableName(foreign.references.table, own);
  const { columns } = foreign.references;
  return {
    ...foreign,
    name: cut(foreign.name ?? impliedName(table, foreign.columns.join("_"), "fkey")),
    columns: foreign.columns.map(cut),
    references: { table: other, columns: (columns.length > 0 ? columns : key(other)).map(cut) },
  };
}

function normalIndex(index: Index, columns: readonly Column[]): Index {
  const method = index.method?.toLowerCase() ?? null;
  return {
    name: cut(index.name),
    columns: index.columns.map((key) => normalKey(key, columns)),
    unique: index.unique,
    method: method === "btree" ? null : method,
    where: index.where === null ? null : withoutParentheses(index.where),
    include: index.include.map(cut),
    nullsNotDistinct: index.nullsNotDistinct,
    parser: null,
  };
}

function normalKey(key: IndexKey, columns: readonly Column[]): IndexKey {
  const expression = key.expression === null ? null : withoutParentheses(key.expression);
  const column = key.column ?? columnOf(expression, columns);
  const usualNulls = key.order === "ASC" ? "LAST" : "FIRST";
  return {
    column: column === null ? null : cut(column),
    expression: column === null ? expression : null,
    order: key.order,
    nulls: key.nulls === usualNulls ? null : key.nulls,
    collation: normalCollation(key.collation),
    opclass: key.opclass,
    length: null,
  };
}

/** The column that an expression is, when it is nothing but one. */
function columnOf(expression: string | null, columns: readonly Column[]): string | null {
  if (expression === null || !/^("(?:[^"]|"")*"|[A-Za-z_][\w$]*)$/.test(expression)) return null;
  const [name] = identifiers(expression);
  return columns.some((column) => column.name === name) ? (name ?? null) : null;
}

/** By name; in the order of the code points, which no locale changes. */
const sorted = <T extends { readonly name: string }>(items: readonly T[]): readonly T[] =>
  items.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
