import { distance } from "fastest-levenshtein";
import { isOfType } from "../operations/enum.js";
import { fingerprint } from "../schema/equal.js";
import type { Column, EnumType, Schema, Table } from "../schema/model.js";
import { localName } from "../schema/name.js";
import { pair } from "./pair.js";
import type { Rename } from "./renames.js";

/** Something that goes and something that comes, which may be one thing under another name. */
export interface Candidate {
  readonly rename: Rename;
  /** What speaks for it, for people: `same type integer`. */
  readonly reasons: readonly string[];
}

/**
 * The likely renames, the likeliest of each thing first. Whether they are renames only a person knows. Tables come alone:
 * what became of columns can be asked once it is known what became of their tables.
 */
export function candidates(
  from: Schema,
  to: Schema,
  isDropped: (rename: Rename) => boolean,
): readonly Candidate[] {
  const open = (found: readonly Candidate[]) => found.filter(({ rename }) => !isDropped(rename));
  const tables = pair(from.tables, to.tables);
  const ofTables = likely(
    tables.removed.map((table) => withValues(table, from.enums)),
    tables.added.map((table) => withValues(table, to.enums)),
    compareTables,
  ).map(([was, table, reasons]): Candidate => ({
    rename: { kind: "table", from: was.name, to: table.name },
    reasons,
  }));
  if (open(ofTables).length > 0) return open(ofTables);
  return open([
    ...tables.kept.flatMap(([was, table]) =>
      columnCandidates(withValues(was, from.enums), withValues(table, to.enums)),
    ),
    ...pair(from.enums, to.enums).kept.flatMap(([was, type]) => valueCandidates(was, type)),
  ]);
}

/** The table with the values of enum types for their names, which TypeORM makes out of the names of columns. */
const withValues = (table: Table, enums: readonly EnumType[]): Table => ({
  ...table,
  columns: table.columns.map((column) => {
    const values = enums.find(({ name }) => isOfType(column, name))?.values;
    if (!values) return column;
    const list = column.type.endsWith("[]") ? "[]" : "";
    return { ...column, type: `enum (${values.join(", ")})${list}` };
  }),
});

function columnCandidates(from: Table, to: Table): readonly Candidate[] {
  const { removed, added } = pair(from.columns, to.columns);
  return likely(removed, added, (was, column) => compareColumns(was, column, from, to)).map(
    ([was, column, reasons]) => ({
      rename: { kind: "column", of: to.name, from: was.name, to: column.name },
      reasons,
    }),
  );
}

/** A value that stands where another stood. */
function valueCandidates({ name, values: were }: EnumType, { values }: EnumType) {
  return were.flatMap((was, at): readonly Candidate[] => {
    const value = values[at];
    if (value === undefined || values.includes(was) || were.includes(value)) return [];
    return [
      {
        rename: { kind: "value", of: name, from: was, to: value },
        reasons: ["same place among the values", ...alike(was, value)],
      },
    ];
  });
}

/** What speaks for two being one; null where nothing does. */
type Compare<T> = (was: T, now: T) => readonly string[] | null;

function likely<T>(
  removed: readonly T[],
  added: readonly T[],
  compare: Compare<T>,
): readonly (readonly [was: T, now: T, reasons: readonly string[]])[] {
  return removed.flatMap((was) =>
    added
      .flatMap((now) => {
        const reasons = compare(was, now);
        return reasons ? [[was, now, reasons] as const] : [];
      })
      .toSorted(([, , a], [, , b]) => b.length - a.length),
  );
}

function compareTables(was: Table, now: Table): readonly string[] | null {
  const shape = ({ name, type }: Column) => JSON.stringify([name, type]);
  const before = new Set(was.columns.map(shape));
  const shared = now.columns.filter((column) => before.has(shape(column))).length;
  const all = Math.max(was.columns.length, now.columns.length);
  const names = alike(localName(was.name), localName(now.name));
  if (2 * shared < all && !(3 * shared >= all && names.length > 0)) return null;
  return [`${shared} of ${all} columns are the same`, ...names];
}

function compareColumns(
  was: Column,
  now: Column,
  from: Table,
  to: Table,
): readonly string[] | null {
  const names = alike(was.name, now.name);
  const same = was.type === now.type;
  if (!same && familyOf(was.type) !== familyOf(now.type) && names.length === 0) return null;
  const place = (table: Table, { name }: Column) =>
    table.columns.findIndex((column) => column.name === name);
  return [
    ...(same ? [`same type ${now.type}`] : []),
    ...(was.nullable === now.nullable ? [now.nullable ? "both may be null" : "both NOT NULL"] : []),
    ...(now.default !== null && was.default === now.default ? [`same default ${now.default}`] : []),
    ...(place(from, was) === place(to, now) ? ["same place"] : []),
    ...(rolesOf(was, from) !== "[]" && rolesOf(was, from) === rolesOf(now, to)
      ? ["same keys and indexes"]
      : []),
    ...names,
  ];
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

/** That two names are alike, where they are. */
function alike(one: string, other: string): readonly string[] {
  const [a, b] = [one, other].map((name) => name.toLowerCase().replaceAll(/[_\s]/g, ""));
  if (a === undefined || b === undefined) return [];
  const share = 1 - distance(a, b) / Math.max(a.length, b.length, 1);
  const contains = Math.min(a.length, b.length) > 2 && (a.includes(b) || b.includes(a));
  return share >= 0.5 || contains ? ["names are alike"] : [];
}
