import { MigError } from "../errors.js";
import type { Column, PrimaryKey, Table, TableName } from "../schema/model.js";

/** A table as one entity wants it. */
export interface Wish {
  readonly entity: string;
  readonly table: Table;
}

/**
 * The tables, each once: several entities may be stored in one table, which then has the columns and constraints of
 * all of them. Two that want different things under one name are refused.
 */
export function mergeTables(wishes: readonly Wish[]): readonly Table[] {
  const byName = new Map<TableName, Wish[]>();
  for (const wish of wishes) {
    const others = byName.get(wish.table.name);
    if (others) others.push(wish);
    else byName.set(wish.table.name, [wish]);
  }
  return [...byName].map(([name, wishes]) => mergeTable(name, wishes));
}

function mergeTable(name: TableName, wishes: readonly Wish[]): Table {
  const union = <T extends Named>(kind: string, list: (table: Table) => readonly T[]) =>
    unite<T>({ kind, table: name, combine: same }, itemsOf(wishes, list));
  const facet = <T>(kind: string, value: (table: Table) => T | null) =>
    wishes.reduce<Said<T | null>>(
      (said, { entity, table }) =>
        agree({ kind, table: name }, said, { entity, item: value(table) }),
      { entity: "", item: null },
    ).item;
  return {
    name,
    columns: unite<Column>(
      { kind: "column", table: name, combine: combineColumns },
      itemsOf(wishes, ({ columns }) => columns),
    ),
    primaryKey: facet<PrimaryKey>("primary key", ({ primaryKey }) => primaryKey),
    uniques: union("unique constraint", ({ uniques }) => uniques),
    checks: union("check", ({ checks }) => checks),
    exclusions: union("exclusion constraint", ({ exclusions }) => exclusions),
    foreignKeys: union("foreign key", ({ foreignKeys }) => foreignKeys),
    indexes: union("index", ({ indexes }) => indexes),
    triggers: [],
    comment: facet("comment", ({ comment }) => comment),
    engine: facet("engine", ({ engine }) => engine),
    collation: null,
    withoutRowid: wishes.some(({ table }) => table.withoutRowid),
    strict: false,
    definition: null,
  };
}

interface Named {
  readonly name: string | null;
}
interface Said<T> {
  readonly entity: string;
  readonly item: T;
}
interface Place {
  readonly kind: string;
  readonly table: TableName;
}
interface Rule<T> extends Place {
  /** What holds where two say something of one name; undefined where both cannot hold. */
  readonly combine: (one: T, other: T) => T | undefined;
}

const itemsOf = <T>(wishes: readonly Wish[], list: (table: Table) => readonly T[]) =>
  wishes.flatMap(({ entity, table }) => list(table).map((item): Said<T> => ({ entity, item })));

/** Each name once, in the order of first mention. What has no name is told apart by all it says. */
function unite<T extends Named>(rule: Rule<T>, all: readonly Said<T>[]): readonly T[] {
  const found = new Map<string, Said<T>>();
  for (const said of all) {
    const key = said.item.name ?? JSON.stringify(said.item);
    const before = found.get(key);
    const item = before ? rule.combine(before.item, said.item) : said.item;
    if (item === undefined) throw disagreement({ ...rule, name: said.item.name }, before, said);
    found.set(key, { entity: before?.entity ?? said.entity, item });
  }
  return [...found.values()].map(({ item }) => item);
}

const same = <T>(one: T, other: T): T | undefined =>
  JSON.stringify(one) === JSON.stringify(other) ? one : undefined;

/** An entity that says nothing of a facet leaves it to the other; a type and NOT NULL are always said. */
function combineColumns(one: Column, other: Column): Column | undefined {
  const facets = Object.keys(one) as (keyof Column)[];
  const agreed = facets.every(
    (facet) => one[facet] === other[facet] || one[facet] === null || other[facet] === null,
  );
  if (!agreed) return undefined;
  return Object.fromEntries(facets.map((facet) => [facet, one[facet] ?? other[facet]])) as never;
}

function agree<T>(place: Place, before: Said<T | null>, said: Said<T | null>): Said<T | null> {
  if (said.item === null) return before;
  if (before.item === null) return said;
  if (same(before.item, said.item) === undefined) throw disagreement(place, before, said);
  return before;
}

function disagreement(
  { kind, table, name }: Place & Partial<Named>,
  before: Said<unknown> | undefined,
  said: Said<unknown>,
): MigError {
  const what = name === undefined || name === null ? `the ${kind}` : `the ${kind} ${name}`;
  const one = before?.entity ?? said.entity;
  return one === said.entity
    ? new MigError(
        "MIG507",
        `${one} declares ${what} of the table ${table} twice, and differently.`,
        "Give each a name of its own: names that TypeORM makes do not tell the order of the columns.",
      )
    : new MigError(
        "MIG507",
        `${one} and ${said.entity} are both stored in the table ${table}, but differ in ${what}.`,
        "Declare it alike in both, or leave it out of one of them.",
      );
}
