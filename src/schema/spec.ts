import { defined, definition, orShort, type Definition, type Facets } from "./definition.js";
import { aloud, count, digits, flag, list, orNull, otherwise, text, word } from "./facet.js";
import {
  isComputed,
  type Check,
  type Column,
  type Deferrable,
  type Exclusion,
  type ForeignKey,
  type Generated,
  type Index,
  type IndexKey,
  type PrimaryKey,
  type ReferentialAction,
  type Sequence,
  type Table,
  type Trigger,
  type Unique,
  type View,
} from "./model.js";

/** What a person writes: the facets that must be said, and those that differ from the default. */
export type Spec<T, Required extends keyof T> = Pick<T, Required> & Partial<Omit<T, Required>>;

/** A column; NOT NULL unless it says `nullable: true`, as in TypeORM. */
export type ColumnSpec = Spec<Column, "name" | "type">;
/** The columns of the key, or with a name for it. */
export type PrimaryKeySpec = readonly string[] | Spec<PrimaryKey, "columns">;
export type UniqueSpec = Spec<Unique, "columns">;
export type CheckSpec = Spec<Check, "expression">;
export type ExclusionSpec = Partial<Pick<Exclusion, "name">> & Spec<Exclusion, "expression">;
export type ForeignKeySpec = Spec<ForeignKey, "columns" | "references">;
/** The name of a column, or a key with an order, an expression and so on. */
export type IndexKeySpec = string | Partial<IndexKey>;
export type IndexSpec = Partial<Omit<Index, "columns">> & {
  readonly columns: readonly IndexKeySpec[];
};
/** How a table is kept, beside what is in it. */
export type TableOptions = Partial<Pick<Table, "engine" | "collation" | "withoutRowid" | "strict">>;
export interface TableSpec
  extends TableOptions, Partial<Pick<Table, "triggers" | "comment" | "definition">> {
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
export type SequenceChange = Partial<Omit<Sequence, "name">>;

// Each pair below is one border crossing: fill in what was left out, and leave it out again.

export const column = (spec: ColumnSpec): Column => COLUMN.full(spec);
export const columnSpec = (full: Column): ColumnSpec => COLUMN.spec(full);
/** Some facets of a column; its name is none that changes so. */
export const columnChange = (some: Partial<Omit<Column, "name">>): Partial<Omit<Column, "name">> =>
  COLUMN_CHANGE.part(some);

export const primaryKey = (spec: PrimaryKeySpec): PrimaryKey => PRIMARY_KEY.full(spec);
export const primaryKeySpec = (full: PrimaryKey): PrimaryKeySpec => PRIMARY_KEY.spec(full);

export const unique = (spec: UniqueSpec): Unique => UNIQUE.full(spec);
export const uniqueSpec = (full: Unique): UniqueSpec => UNIQUE.spec(full);

export const check = (spec: CheckSpec): Check => CHECK.full(spec);
export const checkSpec = (full: Check): CheckSpec => CHECK.spec(full);

export const exclusion = (spec: ExclusionSpec): Exclusion => EXCLUSION.full(spec);
export const exclusionSpec = (full: Exclusion): ExclusionSpec => EXCLUSION.spec(full);

export const foreignKey = (spec: ForeignKeySpec): ForeignKey => FOREIGN_KEY.full(spec);
export const foreignKeySpec = (full: ForeignKey): ForeignKeySpec => FOREIGN_KEY.spec(full);

export const indexKey = (spec: IndexKeySpec): IndexKey => INDEX_KEY.full(spec);

export const index = (spec: IndexSpec): Index => INDEX.full(spec);
export const indexSpec = (full: Index): IndexSpec => INDEX.spec(full);

export const table = (spec: TableSpec): Table => TABLE.full(spec);
export const tableSpec = (full: Table): TableSpec => TABLE.spec(full);
/** Some of the ways in which a table is kept. */
export const tableOptions = (some: TableOptions): TableOptions => TABLE_OPTIONS.part(some);

export const view = (spec: ViewSpec): View => VIEW.full(spec);
export const viewSpec = (full: View): ViewSpec => VIEW.spec(full);

export const sequence = (spec: SequenceSpec): Sequence => SEQUENCE.full(spec);
export const sequenceSpec = (full: Sequence): SequenceSpec => SEQUENCE.spec(full);
/** Some facets of a sequence. */
export const sequenceChange = (some: SequenceChange): SequenceChange => SEQUENCE_CHANGE.part(some);

const name = text("a name");
const maybeName = orNull(name);
/** None is said aloud, as one that is not said is made up. */
const nameOrNone = aloud(maybeName);
const columns = list("a list of names of columns", name);
const expression = text("SQL of the database, as a text");
const maybeExpression = orNull(expression);
const comment = orNull(text("a text"));
const deferrable = orNull(word<Deferrable>(["INITIALLY IMMEDIATE", "INITIALLY DEFERRED"]));
const action = otherwise(
  "NO ACTION",
  word<ReferentialAction>(["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"]),
);
/** As many as are given, and none otherwise. */
const several = <ItemSpec, Item>(takes: string, item: Definition<ItemSpec, Item>) =>
  otherwise<readonly Item[]>([], list(takes, defined(takes, item)));

// What each facet takes, and what it is where nothing is said.

const COLUMN_FACETS: Facets<Column> = {
  name,
  type: text('a type of the database, as a text such as "varchar(255)"'),
  nullable: flag(false),
  default: maybeExpression,
  generated: orNull(
    word<Generated>(["increment", "identity always", "identity by default", "stored", "virtual"]),
  ),
  expression: maybeExpression,
  onUpdate: maybeExpression,
  charset: maybeName,
  collation: maybeName,
  comment,
};
const { name: _, ...CHANGING_FACETS } = COLUMN_FACETS;
const COLUMN = definition<ColumnSpec, Column>("column", COLUMN_FACETS, {
  holds: (column) => !isComputed(column) || column.expression !== null,
  says: "is computed, and has no expression that says from what",
});
const COLUMN_CHANGE = definition<never, Omit<Column, "name">>(
  "change of a column",
  CHANGING_FACETS,
);

type NamedKey = Spec<PrimaryKey, "columns">;
const PRIMARY_KEY = orShort(
  definition<NamedKey, PrimaryKey>("primary key", { name: maybeName, columns }),
  (spec: PrimaryKeySpec) => (isList(spec) ? { columns: spec } : spec),
  (spec) => ("name" in spec ? spec : spec.columns),
);
const UNIQUE = definition<UniqueSpec, Unique>("unique constraint", {
  name: nameOrNone,
  columns,
  deferrable,
  nullsNotDistinct: flag(false),
});
const CHECK = definition<CheckSpec, Check>("check", { name: nameOrNone, expression });
const EXCLUSION = definition<ExclusionSpec, Exclusion>("exclusion constraint", {
  name,
  expression,
  deferrable,
});
type Reference = ForeignKey["references"];
const REFERENCE = definition<Reference, Reference>("reference", { table: name, columns });
const FOREIGN_KEY = definition<ForeignKeySpec, ForeignKey>("foreign key", {
  name: nameOrNone,
  columns,
  references: defined("{ table, columns }", REFERENCE),
  onDelete: action,
  onUpdate: action,
  deferrable,
});
const INDEX_KEY = orShort(
  definition<Partial<IndexKey>, IndexKey>(
    "key",
    {
      column: maybeName,
      expression: maybeExpression,
      order: otherwise("ASC", word(["ASC", "DESC"])),
      nulls: orNull(word(["FIRST", "LAST"])),
      collation: maybeName,
      opclass: maybeName,
      length: orNull(count("a number of characters")),
    },
    {
      holds: (key) => (key.column === null) !== (key.expression === null),
      says: "has to name either a column or an expression",
    },
  ),
  (spec: IndexKeySpec) => (typeof spec === "string" ? { column: spec } : spec),
  (spec) => (Object.keys(spec).length === 1 && spec.column ? spec.column : spec),
);
const INDEX = definition<IndexSpec, Index>("index", {
  name,
  columns: list("a list of keys", defined("a key", INDEX_KEY)),
  unique: flag(false),
  method: maybeName,
  where: maybeExpression,
  include: otherwise([], columns),
  nullsNotDistinct: flag(false),
  parser: maybeName,
});
const TRIGGER = definition<Trigger, Trigger>("trigger", { name, statement: expression });
const OPTION_FACETS: Facets<Required<TableOptions>> = {
  engine: maybeName,
  collation: maybeName,
  withoutRowid: flag(false),
  strict: flag(false),
};
const TABLE_OPTIONS = definition<never, Required<TableOptions>>("change of a table", OPTION_FACETS);
const TABLE = definition<TableSpec, Table>("table", {
  name,
  columns: list("a list of columns", defined("a column", COLUMN)),
  primaryKey: orNull(defined("a list of names of columns", PRIMARY_KEY)),
  uniques: several("a list of unique constraints", UNIQUE),
  checks: several("a list of checks", CHECK),
  exclusions: several("a list of exclusion constraints", EXCLUSION),
  foreignKeys: several("a list of foreign keys", FOREIGN_KEY),
  indexes: several("a list of indexes", INDEX),
  triggers: several("a list of triggers", TRIGGER),
  comment,
  ...OPTION_FACETS,
  definition: maybeExpression,
});

const VIEW = definition<ViewSpec, View>("view", {
  name,
  query: expression,
  materialized: flag(false),
  indexes: several("a list of indexes", INDEX),
  attached: otherwise([], list("a list of statements", expression)),
});
const wholeNumber = digits("a whole number, as a text: it may be of 64 bits");
/** https://www.postgresql.org/docs/current/sql-createsequence.html */
const SEQUENCE_FACETS: Facets<Omit<Sequence, "name">> = {
  type: otherwise("bigint", text("a type of the database")),
  start: otherwise("1", wholeNumber),
  increment: otherwise("1", wholeNumber),
  min: otherwise("1", wholeNumber),
  max: otherwise("9223372036854775807", wholeNumber),
  cache: otherwise("1", wholeNumber),
  cycle: flag(false),
};
const SEQUENCE = definition<SequenceSpec, Sequence>("sequence", { name, ...SEQUENCE_FACETS });
const SEQUENCE_CHANGE = definition<never, Omit<Sequence, "name">>(
  "change of a sequence",
  SEQUENCE_FACETS,
);

function isList(spec: PrimaryKeySpec): spec is readonly string[] {
  return Array.isArray(spec);
}
