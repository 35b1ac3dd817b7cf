import type {
  Check,
  Column,
  Exclusion,
  ForeignKey,
  Index,
  IndexKey,
  PrimaryKey,
  Sequence,
  Table,
  Unique,
  View,
} from "./model.js";

/** What a person writes: the facets that must be said, and those that differ from the default. */
export type Spec<T, Required extends keyof T> = Pick<T, Required> & Partial<Omit<T, Required>>;

/** A column; NOT NULL unless it says `nullable: true`, as in TypeORM. */
export type ColumnSpec = Spec<Column, "name" | "type">;
/** The columns of the key, or with a name for it. */
export type PrimaryKeySpec = readonly string[] | Spec<PrimaryKey, "columns">;
export type UniqueSpec = Spec<Unique, "columns">;
export type CheckSpec = Spec<Check, "expression">;
export type ExclusionSpec = Spec<Exclusion, "name" | "expression">;
export type ForeignKeySpec = Spec<ForeignKey, "columns" | "references">;
/** The name of a column, or a key with an order, an expression and so on. */
export type IndexKeySpec = string | Partial<IndexKey>;
export type IndexSpec = Spec<Omit<Index, "columns">, "name"> & {
  readonly columns: readonly IndexKeySpec[];
};
export interface TableSpec extends Partial<
  Pick<
    Table,
    "triggers" | "comment" | "engine" | "collation" | "withoutRowid" | "strict" | "definition"
  >
> {
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  readonly primaryKey?: PrimaryKeySpec | null;
  readonly uniques?: readonly UniqueSpec[];
  readonly checks?: readonly CheckSpec[];
  readonly exclusions?: readonly ExclusionSpec[];
  readonly foreignKeys?: readonly ForeignKeySpec[];
  readonly indexes?: readonly IndexSpec[];
}

export type ViewSpec = Spec<Omit<View, "indexes">, "name" | "query"> & {
  readonly indexes?: readonly IndexSpec[];
};
export type SequenceSpec = Spec<Sequence, "name">;

const COLUMN = {
  nullable: false,
  default: null,
  generated: null,
  expression: null,
  onUpdate: null,
  charset: null,
  collation: null,
  comment: null,
} as const;
const PRIMARY_KEY = { name: null } as const;
const UNIQUE = { name: null, deferrable: null, nullsNotDistinct: false } as const;
const CHECK = { name: null } as const;
const EXCLUSION = { deferrable: null } as const;
const FOREIGN_KEY = {
  name: null,
  onDelete: "NO ACTION",
  onUpdate: "NO ACTION",
  deferrable: null,
} as const;
const INDEX_KEY = {
  column: null,
  expression: null,
  order: "ASC",
  nulls: null,
  collation: null,
  opclass: null,
  length: null,
} as const;
const INDEX = {
  unique: false,
  method: null,
  where: null,
  include: [],
  nullsNotDistinct: false,
  parser: null,
} as const;
const TABLE = {
  primaryKey: null,
  uniques: [],
  checks: [],
  exclusions: [],
  foreignKeys: [],
  indexes: [],
  triggers: [],
  comment: null,
  engine: null,
  collation: null,
  withoutRowid: false,
  strict: false,
  definition: null,
} as const;
const VIEW = { materialized: false, indexes: [], attached: [] } as const;
/** https://www.postgresql.org/docs/current/sql-createsequence.html */
const SEQUENCE = {
  type: "bigint",
  start: "1",
  increment: "1",
  min: "1",
  max: "9223372036854775807",
  cache: "1",
  cycle: false,
} as const;

// Each pair below is one border crossing: fill in what was left out, and leave it out again.

export const column = (spec: ColumnSpec): Column => ({ ...COLUMN, ...spec });
export const columnSpec = (full: Column): ColumnSpec => without(COLUMN, full);

export const primaryKey = (spec: PrimaryKeySpec): PrimaryKey =>
  isList(spec) ? { ...PRIMARY_KEY, columns: spec } : { ...PRIMARY_KEY, ...spec };
export const primaryKeySpec = (full: PrimaryKey): PrimaryKeySpec =>
  full.name === null ? full.columns : full;

export const unique = (spec: UniqueSpec): Unique => ({ ...UNIQUE, ...spec });
export const uniqueSpec = (full: Unique): UniqueSpec => without(UNIQUE, full);

export const check = (spec: CheckSpec): Check => ({ ...CHECK, ...spec });
export const checkSpec = (full: Check): CheckSpec => without(CHECK, full);

export const exclusion = (spec: ExclusionSpec): Exclusion => ({ ...EXCLUSION, ...spec });
export const exclusionSpec = (full: Exclusion): ExclusionSpec => without(EXCLUSION, full);

export const foreignKey = (spec: ForeignKeySpec): ForeignKey => ({ ...FOREIGN_KEY, ...spec });
export const foreignKeySpec = (full: ForeignKey): ForeignKeySpec => without(FOREIGN_KEY, full);

export const indexKey = (spec: IndexKeySpec): IndexKey =>
  typeof spec === "string" ? { ...INDEX_KEY, column: spec } : { ...INDEX_KEY, ...spec };
export function indexKeySpec(full: IndexKey): IndexKeySpec {
  const spec = without(INDEX_KEY, full);
  return full.column !== null && Object.keys(spec).length === 1 ? full.column : spec;
}

export const index = (spec: IndexSpec): Index => ({
  ...INDEX,
  ...spec,
  columns: spec.columns.map(indexKey),
});
export const indexSpec = (full: Index): IndexSpec => ({
  ...without(INDEX, full),
  columns: full.columns.map(indexKeySpec),
});

export const table = (spec: TableSpec): Table => ({
  ...TABLE,
  ...spec,
  columns: spec.columns.map(column),
  primaryKey: spec.primaryKey ? primaryKey(spec.primaryKey) : null,
  uniques: (spec.uniques ?? []).map(unique),
  checks: (spec.checks ?? []).map(check),
  exclusions: (spec.exclusions ?? []).map(exclusion),
  foreignKeys: (spec.foreignKeys ?? []).map(foreignKey),
  indexes: (spec.indexes ?? []).map(index),
});
export const tableSpec = (full: Table): TableSpec =>
  without<TableSpec>(TABLE, {
    ...full,
    columns: full.columns.map(columnSpec),
    primaryKey: full.primaryKey && primaryKeySpec(full.primaryKey),
    uniques: full.uniques.map(uniqueSpec),
    checks: full.checks.map(checkSpec),
    exclusions: full.exclusions.map(exclusionSpec),
    foreignKeys: full.foreignKeys.map(foreignKeySpec),
    indexes: full.indexes.map(indexSpec),
  });

export const view = (spec: ViewSpec): View => ({
  ...VIEW,
  ...spec,
  indexes: (spec.indexes ?? []).map(index),
});
export const viewSpec = (full: View): ViewSpec =>
  without<ViewSpec>(VIEW, { ...full, indexes: full.indexes.map(indexSpec) });

export const sequence = (spec: SequenceSpec): Sequence => ({ ...SEQUENCE, ...spec });
export const sequenceSpec = (full: Sequence): SequenceSpec => without(SEQUENCE, full);

const isList = (spec: PrimaryKeySpec): spec is readonly string[] => Array.isArray(spec);

/** Drops every facet whose value is the default one. */
function without<T extends object>(defaults: object, full: T): T {
  const isDefault = ([key, value]: [string, unknown]) => {
    if (!(key in defaults)) return false;
    const usual = (defaults as Record<string, unknown>)[key];
    return value === usual || (Array.isArray(value) && value.length === 0 && Array.isArray(usual));
  };
  return Object.fromEntries(Object.entries(full).filter((facet) => !isDefault(facet))) as T;
}
