import { distance } from "fastest-levenshtein";
import { fingerprint } from "../schema/equal.js";
import type { Column, EnumType, Schema, Table } from "../schema/model.js";
import { localName, nameParts } from "../schema/name.js";
import { pair } from "./pair.js";
import { listedColumns, listedName, type Rename } from "./renames.js";

/** Something that goes and something that comes, which may be one thing under another name. */
export interface Candidate {
  readonly rename: Rename;
  /** What speaks for it, for people: `same type integer`. */
  readonly reasons: readonly string[];
  /** How many more the same thing may have become, which are less likely and not listed. */
  readonly others: number;
}

/**
 * The likely renames, the likeliest of each thing first, and of each no more than are worth reading. Whether they are renames
 * only a person knows. Tables come alone: what became of columns can be asked once it is known what became of their tables.
 */
export function candidates(
  from: Schema,
  to: Schema,
  isDropped: (rename: Rename) => boolean,
): readonly Candidate[] {
  const open = (found: readonly Candidate[]) => found.filter(({ rename }) => !isDropped(rename));
  const tables = pair(from.tables, to.tables);
  const [before, after] = [withValues(from.enums), withValues(to.enums)];
  const ofTables = open(tableCandidates(tables.removed.map(before), tables.added.map(after)));
  if (ofTables.length > 0) return ofTables;
  const mayBeRenamed = tables.kept.filter(([was, table]) => {
    const { removed, added } = pair(was.columns, table.columns);
    return removed.length > 0 && added.length > 0;
  });
  return open([
    ...mayBeRenamed.flatMap(([was, table]) => columnCandidates(before(was), after(table))),
    ...pair(from.enums, to.enums).kept.flatMap(([was, type]) => valueCandidates(was, type)),
    ...pair(listed(from), listed(to)).kept.flatMap(([was, column]) => valueCandidates(was, column)),
  ]);
}

/** A table with the values of enum types for their names, which TypeORM makes out of the names of columns. */
function withValues(enums: readonly EnumType[]): (table: Table) => Table {
  const keyOf = (name: string) => fingerprint(nameParts(name));
  const types = new Map(enums.map(({ name, values }) => [keyOf(name), values]));
  if (types.size === 0) return (table) => table;
  return (table) => ({
    ...table,
    columns: table.columns.map((column) => {
      const [, item = "", list = ""] = /^(.*?)(\[\])?$/s.exec(column.type) ?? [];
      const values = types.get(keyOf(item));
      return values ? { ...column, type: `enum (${values.join(", ")})${list}` } : column;
    }),
  });
}

/** The columns that list their values themselves, each as a type of its own. */
const listed = (schema: Schema): readonly EnumType[] =>
  listedColumns(schema).map((one) => ({ name: listedName(one), values: one.values }));

/** A value that stands where another stood. */
function valueCandidates({ name, values: were }: EnumType, { values }: EnumType) {
  return were.flatMap((was, at): readonly Candidate[] => {
    const value = values[at];
    if (value === undefined || values.includes(was) || were.includes(value)) return [];
    return [
      {
        rename: { kind: "value", of: name, from: was, to: value },
        reasons: ["same place among the values", ...alike(plain(was), plain(value)).reasons],
        others: 0,
      },
    ];
  });
}

/** What one thing may have become. */
interface Match<T> {
  readonly now: T;
  readonly reasons: readonly string[];
  /** Which is likelier where as much speaks for each. */
  readonly nearness: number;
}

/** How many candidates of one thing are worth reading. */
const LISTED = 3;

/** The likeliest of what one thing may have become; equals in the order in which they are given. */
function likeliest<T>(
  matches: readonly Match<T>[],
  renameTo: (now: T) => Rename,
): readonly Candidate[] {
  const others = Math.max(0, matches.length - LISTED);
  return matches
    .toSorted((a, b) => b.reasons.length - a.reasons.length || b.nearness - a.nearness)
    .slice(0, LISTED)
    .map(({ now, reasons }) => ({ rename: renameTo(now), reasons, others }));
}

function tableCandidates(removed: readonly Table[], added: readonly Table[]): readonly Candidate[] {
  const shapes = (table: Table) =>
    table.columns.map(({ name, type }) => JSON.stringify([name, type]));
  const withShape = new Map<string, number[]>();
  for (const [at, table] of added.entries())
    for (const shape of shapes(table)) {
      const places = withShape.get(shape);
      if (places) places.push(at);
      else withShape.set(shape, [at]);
    }
  const names = added.map(({ name }) => plain(localName(name)));
  return removed.flatMap((was) => {
    // Only tables that share a column are looked at: most share none.
    const shared = new Map<number, number>();
    for (const at of shapes(was).flatMap((shape) => withShape.get(shape) ?? []))
      shared.set(at, (shared.get(at) ?? 0) + 1);
    const name = plain(localName(was.name));
    const matches = [...shared]
      .toSorted(([a], [b]) => a - b)
      .flatMap(([at, count]): readonly Match<Table>[] => {
        const now = added[at];
        if (now === undefined) return [];
        const all = Math.max(was.columns.length, now.columns.length);
        if (3 * count < all) return [];
        const { reasons, nearness } = alike(name, names[at] ?? "");
        if (2 * count < all && reasons.length === 0) return [];
        const columns = `${count} of ${all} columns are the same`;
        return [{ now, reasons: [columns, ...reasons], nearness: nearness + count / all }];
      });
    return likeliest(matches, ({ name: to }) => ({ kind: "table", from: was.name, to }));
  });
}

/** What of a column is compared. */
const factsOf = (column: Column, table: Table) => ({
  column,
  name: plain(column.name),
  family: familyOf(column.type),
  place: table.columns.indexOf(column),
  roles: rolesOf(column, table),
});
type Facts = ReturnType<typeof factsOf>;

function columnCandidates(from: Table, to: Table): readonly Candidate[] {
  const { removed, added } = pair(from.columns, to.columns);
  const now = added.map((column) => factsOf(column, to));
  return removed.flatMap((column) => {
    const was = factsOf(column, from);
    const matches = now.flatMap((facts) => columnMatch(was, facts));
    return likeliest(matches, ({ name: now }) => ({
      kind: "column",
      of: to.name,
      from: column.name,
      to: now,
    }));
  });
}

function columnMatch(before: Facts, after: Facts): readonly Match<Column>[] {
  const [was, now] = [before.column, after.column];
  const { reasons: names, nearness } = alike(before.name, after.name);
  const same = was.type === now.type;
  if (!same && before.family !== after.family && names.length === 0) return [];
  const reasons = [
    ...(same ? [`same type ${now.type}`] : []),
    ...(was.nullable === now.nullable ? [now.nullable ? "both may be null" : "both NOT NULL"] : []),
    ...(now.default !== null && was.default === now.default ? [`same default ${now.default}`] : []),
    ...(before.place === after.place ? ["same place"] : []),
    ...(before.roles !== "[]" && before.roles === after.roles ? ["same keys and indexes"] : []),
    ...names,
  ];
  return [{ now, reasons, nearness }];
}

/** What constraints and indexes a column has alone, without their names. */
const rolesOf = (
  { name }: Column,
  { primaryKey, uniques, foreignKeys, indexes }: Table,
): string => {
  const isOwn = ({ columns }: { readonly columns: readonly string[] }) =>
    columns.length === 1 && columns[0] === name;
  return fingerprint([
    ...(primaryKey && isOwn(primaryKey) ? ["primary key"] : []),
    ...uniques.filter(isOwn).map(() => "unique"),
    ...foreignKeys.filter(isOwn).map(({ references }) => references),
    ...indexes
      .filter(({ columns }) => columns.length === 1 && columns[0]?.column === name)
      .map(({ unique, method }) => [unique, method]),
  ]);
};

const FAMILIES: readonly RegExp[] = [
  /^(var)?char|^bpchar|text$|^citext|^uuid/,
  /int(eger)?\b|^numeric|^decimal|^real|^float|^double|^money/,
  /^date|^time/,
  /^json/,
  /blob|^bytea|binary/,
  /^bool|^tinyint/,
  /^enum/,
];

const familyOf = (type: string): number | string => {
  const at = FAMILIES.findIndex((family) => family.test(type));
  return at < 0 ? type : at;
};

/** A name without what two ways of writing it differ in. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[_\s]/g, "");

/** How near two plain names are, from 0 to 1, and that they are alike where they are. */
function alike(a: string, b: string): Omit<Match<never>, "now"> {
  const nearness = 1 - distance(a, b) / Math.max(a.length, b.length, 1);
  const contains = Math.min(a.length, b.length) > 2 && (a.includes(b) || b.includes(a));
  return { nearness, reasons: nearness >= 0.5 || contains ? ["names are alike"] : [] };
}
