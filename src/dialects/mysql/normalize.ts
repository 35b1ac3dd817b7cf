import type { Column, ForeignKey, Schema, Table, View } from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import { view } from "../../schema/spec.js";
import { inReadingOrder } from "../../schema/views.js";
import { canonicalCollation, ownCollation } from "./collation.js";
import { canonicalDefault, canonicalOnUpdate } from "./default.js";
import { tidy } from "./expression.js";
import { isCounter } from "./grammar.js";
import { indexesOf, indexesOfForeignKeys } from "./normalize-index.js";
import { asKept, type Settings } from "./settings.js";
import { canonicalType } from "./type.js";

/** The one form in which two schemas that mean the same to this server are equal, also in the order of their keys. */
export function normalize(schema: Schema, settings: Settings): Schema {
  const own = settings.server.schema;
  const texts = textsOf(settings);
  const tables = byName(schema.tables.map((table) => normalTable(table, texts, settings)));
  return {
    namespaces: byName(
      schema.namespaces
        .map(({ name }) => ({ name: asKept(name, settings) }))
        .filter(({ name }) => name !== own),
    ),
    extensions: [],
    enums: [],
    sequences: [],
    tables,
    views: inReadingOrder({
      tables,
      views: schema.views.map((view) => normalView(view, settings)),
    }),
  };
}

const normalView = ({ name, query, materialized }: View, settings: Settings): View =>
  view({ name: tableName(name, settings), query: query.trim().replace(/\s*;$/, ""), materialized });

/** Types and defaults in normal form: the same few stand in many columns. */
interface Texts {
  readonly type: (text: string) => string;
  readonly default: (text: string, type: string) => string | null;
}

function textsOf(settings: Settings): Texts {
  const types = new Map<string, string>();
  const defaults = new Map<string, string | null>();
  return {
    type(text) {
      const known = types.get(text) ?? canonicalType(text, settings);
      types.set(text, known);
      return known;
    },
    default(text, type) {
      const key = `${type}\0${text}`;
      const known = defaults.get(key);
      if (known !== undefined) return known;
      const found = canonicalDefault(text, type, settings);
      defaults.set(key, found);
      return found;
    },
  };
}

function normalTable(table: Table, texts: Texts, settings: Settings): Table {
  const name = tableName(table.name, settings);
  const database = qualifier(name) ?? settings.server.schema;
  const standard = (database !== null && settings.server.collations?.[database]) || null;
  const collation = table.collation === null ? standard : canonicalCollation(table.collation);
  const primaryKey = new Set(table.primaryKey?.columns);
  const said = table.columns.map((column) =>
    normalColumn(column, primaryKey.has(column.name), collation, texts, settings),
  );
  const columns = settings.server.implicitTimes ? withImplicitTimes(said, settings) : said;
  const engine = canonicalEngine(table.engine);
  const keys = byName(table.foreignKeys.map((key) => foreignKey(key, settings)));
  const foreignKeys = WITHOUT_FOREIGN_KEYS.has(engine ?? "") ? [] : keys;
  return {
    name,
    columns,
    primaryKey: table.primaryKey && { name: null, columns: table.primaryKey.columns },
    uniques: [],
    checks: byName(
      table.checks.map(({ name, expression }) => ({ name, expression: tidy(expression) })),
    ),
    exclusions: [],
    foreignKeys,
    indexes: byName([
      ...indexesOf({ ...table, engine, collation }, keys, columns, settings),
      ...(keys === foreignKeys ? [] : indexesOfForeignKeys(table, keys, settings)),
    ]),
    triggers: byName(table.triggers),
    comment: comment(table.comment),
    engine,
    collation,
    withoutRowid: false,
    strict: false,
    definition: null,
  };
}

/** The name as the server keeps it, without the database that is the connection's own. */
export function tableName(name: string, settings: Settings): string {
  const given = qualifier(name);
  const database = given === null ? null : asKept(given, settings);
  const own = database === settings.server.schema;
  return qualify(own ? null : database, asKept(localName(name), settings));
}

function normalColumn(
  column: Column,
  isKey: boolean,
  ofTable: string | null,
  texts: Texts,
  settings: Settings,
): Column {
  const type = texts.type(column.type);
  const expression = column.expression === null ? null : tidy(column.expression);
  const computed = expression !== null;
  const counter = !computed && isCounter(column);
  const nullable =
    (computed && !settings.computedNotNull ? true : column.nullable) && !isKey && !counter;
  const standard =
    computed || counter || column.default === null ? null : texts.default(column.default, type);
  // Zeros may be no default at all: https://mariadb.com/kb/en/timestamp/#automatic-values
  const isZero = settings.updatedTimesAreZero && column.onUpdate !== null && !nullable;
  return {
    name: column.name,
    type,
    nullable,
    default: isZero && ZERO_TIME.test(standard ?? "") ? null : standard,
    generated: computed
      ? column.generated === "stored"
        ? "stored"
        : "virtual"
      : counter
        ? "increment"
        : null,
    expression,
    onUpdate:
      computed || column.onUpdate === null
        ? null
        : canonicalOnUpdate(column.onUpdate, type, settings),
    charset: null,
    collation: ownCollation({ ...column, type }, ofTable, settings),
    comment: comment(column.comment),
  };
}

/**
 * What the server makes up for a timestamp that says nothing of its value: the first one of a table is the time of the last
 * change, the others are zero. https://mariadb.com/kb/en/server-system-variables/#explicit_defaults_for_timestamp
 */
function withImplicitTimes(columns: readonly Column[], settings: Settings): readonly Column[] {
  const times = columns.filter(({ type }) => /^timestamp\b/.test(type));
  return columns.map((column) => {
    const { type, nullable, default: value, onUpdate, generated } = column;
    const saysNothing = value === null && onUpdate === null && generated === null && !nullable;
    if (!saysNothing || !times.includes(column)) return column;
    if (column !== times[0])
      return { ...column, default: canonicalDefault("'0000-00-00 00:00:00'", type, settings) };
    return {
      ...column,
      default: canonicalDefault("CURRENT_TIMESTAMP", type, settings),
      onUpdate: canonicalOnUpdate("CURRENT_TIMESTAMP", type, settings),
    };
  });
}

const ZERO_TIME = /^'0000-00-00 00:00:00(\.0+)?'$/;

/** Comments are stored in the three-byte form of UTF-8; the server puts a question mark for what that cannot say. */
const comment = (text: string | null) =>
  text ? text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, "?") : null;

/** They take the definition of a foreign key, and keep no more of it than an index. */
const WITHOUT_FOREIGN_KEYS: ReadonlySet<string> = new Set([
  ...["MyISAM", "MEMORY", "Aria", "ARCHIVE", "CSV", "BLACKHOLE", "FEDERATED", "MERGE"],
]);

function canonicalEngine(name: string | null): string | null {
  const lower = name?.toLowerCase() ?? "innodb";
  if (lower === "innodb") return null;
  const spelt = lower === "heap" ? "memory" : lower === "mrg_myisam" ? "merge" : lower;
  return [...WITHOUT_FOREIGN_KEYS].find((known) => known.toLowerCase() === spelt) ?? name;
}

const foreignKey = (key: ForeignKey, settings: Settings): ForeignKey => ({
  name: key.name,
  columns: key.columns,
  references: {
    table: tableName(key.references.table, settings),
    columns: key.references.columns,
  },
  onDelete: key.onDelete,
  onUpdate: key.onUpdate,
  deferrable: null,
});

/** By name, in the order of code units; what has no name comes last. */
function byName<T extends { readonly name: string | null }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => {
    if (a.name === b.name) return 0;
    if (a.name === null || b.name === null) return a.name === null ? 1 : -1;
    return a.name < b.name ? -1 : 1;
  });
}
