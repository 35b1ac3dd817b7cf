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
} from "../../src/schema/model.js";
import { localName, qualifier } from "../../src/schema/name.js";
import {
  checksOf,
  computationsOf,
  keyExpressionsOf,
  keysOf,
  predicatesOf,
  typeOf,
} from "./possible.js";
import type { Words } from "./words/index.js";

/**
 * The schema without what its server would refuse: edits may be careless, as what they leave behind that holds
 * no longer together (an index on a column that is gone, a default of another type) is removed here.
 */
export function sound(schema: Schema, words: Words): Schema {
  const enums = schema.enums.filter((type) => isPlaced(type.name, schema));
  const placed = { ...schema, enums };
  const tables = schema.tables
    .filter((table) => isPlaced(table.name, schema))
    .map((table) => soundTable(table, placed, words))
    .filter((table) => table.columns.some((column) => !isComputed(column)));
  return { ...placed, tables: withSoundForeignKeys(tables, words) };
}

const isPlaced = (name: string, { namespaces }: Schema) =>
  qualifier(name) === null || namespaces.some((one) => one.name === qualifier(name));

function soundTable(table: Table, schema: Schema, words: Words): Table {
  const { can } = words;
  const known = table.columns.filter(({ type }) => typeOf(type, schema, words));
  const plain = known.filter((column) => !isComputed(column));
  const computations = computationsOf({ ...table, columns: plain }, schema, words);
  const columns = known.filter(
    (column) =>
      !isComputed(column) ||
      computations.some((one) => one.expression === column.expression && one.type === column.type),
  );
  const isKeyable = keyable(columns, schema, words);
  const primaryKey = table.primaryKey?.columns.every(isKeyable) ? table.primaryKey : null;
  const whole: Table = { ...table, columns, primaryKey };
  const counters = countersOf(whole, words);
  const complete: Table = {
    ...whole,
    columns: columns.map((column) => soundColumn(column, whole, counters, schema, words)),
  };
  const [checks, predicates] = [
    checksOf(complete, schema, words),
    predicatesOf(complete, schema, words),
  ];
  const expressions = keyExpressionsOf(complete, schema, words);
  return {
    ...complete,
    uniques: table.uniques.filter((unique) => unique.columns.every(isKeyable)),
    checks: table.checks.filter(({ expression }) => checks.includes(expression)),
    exclusions: table.exclusions.filter((one) => exclusionsOf(complete).includes(one.expression)),
    indexes: table.indexes
      .filter(({ columns }) => columns.every((key) => isSoundKey(key, isKeyable, expressions)))
      .filter(({ where }) => where === null || predicates.includes(where))
      .map((index) => soundIndex(index, complete)),
    comment: can.comments ? table.comment : null,
  };
}

/** Whether a column can be part of a key. */
function keyable(columns: readonly Column[], schema: Schema, words: Words) {
  const names = new Set(
    columns
      .filter((column) => !isComputed(column) && typeOf(column.type, schema, words)?.keyable)
      .map(({ name }) => name),
  );
  return (name: string): boolean => names.has(name);
}

/** The columns that may count by themselves. */
function countersOf({ columns, primaryKey }: Table, words: Words): ReadonlySet<string> {
  const able = columns.filter(({ type, generated }) =>
    words.counters.some((one) => one.generated === generated && one.types.includes(type)),
  );
  if (words.can.freeCounters) return new Set(able.map(({ name }) => name));
  const isKey = ({ name }: Column) =>
    primaryKey?.columns[0] === name && (words.quote === "`" || primaryKey.columns.length === 1);
  return new Set(able.filter(isKey).map(({ name }) => name));
}

function soundColumn(
  column: Column,
  { primaryKey }: Table,
  counters: ReadonlySet<string>,
  schema: Schema,
  words: Words,
): Column {
  const type = typeOf(column.type, schema, words);
  const computed = isComputed(column);
  const generated: Generated | null =
    computed || counters.has(column.name) ? column.generated : null;
  const counts = generated !== null && !computed;
  const isKey = primaryKey?.columns.includes(column.name) ?? false;
  const hasDefault = generated === null && type?.defaults.includes(column.default ?? "");
  const onUpdate = words.can.onUpdate && !computed ? timeNow(column.type) : null;
  return {
    ...column,
    generated,
    expression: computed ? column.expression : null,
    nullable: computed || (column.nullable && !counts && !isKey),
    default: hasDefault ? column.default : null,
    onUpdate: column.onUpdate === null ? null : onUpdate,
    collation: type?.family === "text" && !computed ? column.collation : null,
    comment: words.can.comments ? column.comment : null,
  };
}

/** The time it is, with as many digits as a column of that type keeps: MySQL takes no others after ON UPDATE. */
export function timeNow(type: string): string | null {
  const time = /^(?:datetime|timestamp)(\(\d\))?/.exec(type);
  return time && `CURRENT_TIMESTAMP${time[1] ?? ""}`;
}

/** The exclusions that rows of the table can be held to. */
export const exclusionsOf = ({ columns }: Table): readonly Exclusion["expression"][] =>
  columns
    .filter(({ type }) => type === "int4range")
    .map(({ name }) => `USING gist ("${name.replaceAll('"', '""')}" WITH &&)`);

const isSoundKey = (
  { column, expression }: IndexKey,
  isKeyable: (name: string) => boolean,
  expressions: readonly string[],
) => (column === null ? expressions.includes(expression ?? "") : isKeyable(column));

const soundIndex = (index: Index, { columns }: Table): Index => ({
  ...index,
  include: index.include.filter(
    (name) =>
      columns.some((column) => column.name === name && column.generated !== "virtual") &&
      !index.columns.some(({ column }) => column === name),
  ),
});

function withSoundForeignKeys(tables: readonly Table[], words: Words): readonly Table[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  return tables.map((table) => ({
    ...table,
    foreignKeys: table.foreignKeys.filter((key) =>
      isPossible(key, table, byName.get(key.references.table), words),
    ),
  }));
}

function isPossible(
  key: ForeignKey,
  table: Table,
  target: Table | undefined,
  { can }: Words,
): boolean {
  if (!target || !keysOf(target).some((columns) => isSame(columns, key.references.columns)))
    return false;
  // No column refers to itself.
  if (target === table && key.columns.some((name, at) => name === key.references.columns[at]))
    return false;
  const own = columnsNamed(table, key.columns);
  const others = columnsNamed(target, key.references.columns);
  const matches =
    own.length === key.columns.length &&
    own.every(
      (column, at) =>
        !isComputed(column) &&
        column.type === others[at]?.type &&
        column.collation === others[at]?.collation,
    );
  const actions = [key.onDelete, key.onUpdate];
  if (actions.includes("SET NULL") && !own.every(({ nullable }) => nullable)) return false;
  if (actions.includes("SET DEFAULT") && !can.setDefault) return false;
  if (actions.includes("SET NULL") && own.some(({ generated }) => generated !== null)) return false;
  const acts = actions.some((action) => action !== "NO ACTION");
  return matches && (can.actingKeysAreFree || !acts || !isUsed(key.columns, table));
}

const columnsNamed = ({ columns }: Table, names: readonly string[]) =>
  names.flatMap((name) => columns.find((column) => column.name === name) ?? []);

/** Whether a check or computed column of the table reads one of the columns. */
const isUsed = (names: readonly string[], { checks, columns }: Table) =>
  [...checks, ...columns].some(({ expression }) =>
    names.some((name) => expression?.includes(name.replaceAll("`", "``"))),
  );

export const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, at) => name === b[at]);

/** What a constraint of the table is called: the name tells databases with one space of names apart. */
export const nameFor = (
  prefix: string,
  table: string,
  taken: readonly (string | null)[],
): string => {
  for (let n = 1; ; n += 1) {
    const name = `${prefix}_${localName(table)}_${n}`;
    if (!taken.includes(name)) return name;
  }
};
