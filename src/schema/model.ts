/**
 * A qualified name as written in SQL, without quotes: `users` or `audit.users`. Unqualified means the
 * connection's own schema. A part that itself contains a dot or a quote is written quoted: `audit."a.b"`.
 */
export type TableName = string;

/** A database as mig sees it: plain data, every facet present, so equal means deep-equal. */
export interface Schema {
  readonly namespaces: readonly Namespace[];
  readonly extensions: readonly Extension[];
  readonly enums: readonly EnumType[];
  /** Sequences that are no column's own (PostgreSQL). */
  readonly sequences: readonly Sequence[];
  readonly tables: readonly Table[];
  readonly views: readonly View[];
}

/** What SQL calls a schema, other than the connection's own one. */
export interface Namespace {
  readonly name: string;
}

/** An installed extension (PostgreSQL). */
export interface Extension {
  readonly name: string;
}

/** An enum type that is an object of its own (PostgreSQL), its values in order. */
export interface EnumType {
  readonly name: TableName;
  readonly values: readonly string[];
}

/** A sequence that is an object of its own (PostgreSQL); the numbers are texts, as they may be of 64 bits. */
export interface Sequence {
  readonly name: TableName;
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
}

export interface View {
  readonly name: TableName;
  /** The query it stands for: all that follows AS. */
  readonly query: string;
  /** It keeps the rows it had when it was made or last refreshed (PostgreSQL). */
  readonly materialized: boolean;
  /** Of a materialized view. */
  readonly indexes: readonly Index[];
  /**
   * Statements that give it the comment, options, owner, rights and triggers it has, on MySQL the options themselves; carried so that
   * a view that is made again gets them back. No entity can ask for any: empty in normal form.
   */
  readonly attached: readonly string[];
}

export interface Table {
  readonly name: TableName;
  /** In the order of the database. */
  readonly columns: readonly Column[];
  readonly primaryKey: PrimaryKey | null;
  readonly uniques: readonly Unique[];
  readonly checks: readonly Check[];
  readonly exclusions: readonly Exclusion[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly Index[];
  /** As written; carried so that a rebuilt table gets them back. No entity can ask for one. */
  readonly triggers: readonly Trigger[];
  readonly comment: string | null;
  /** MySQL's storage engine; null is InnoDB. */
  readonly engine: string | null;
  /** MySQL's default for the table's columns; null is the default of the database. */
  readonly collation: string | null;
  readonly withoutRowid: boolean;
  readonly strict: boolean;
  /**
   * The statement that made it, where the database keeps that as written (SQLite): a rebuild starts from it, so
   * that nothing is lost that has no place above. Not part of what is compared: null in normal form.
   */
  readonly definition: string | null;
}

export interface Column {
  readonly name: string;
  /** The full SQL type in the dialect's canonical spelling, ready for a statement: `varchar(255)`. */
  readonly type: string;
  readonly nullable: boolean;
  /** A SQL expression, not a JavaScript value: `'draft'`, `now()`. */
  readonly default: string | null;
  /** How the database makes the value. `increment` is serial, AUTO_INCREMENT or AUTOINCREMENT. */
  readonly generated: Generated | null;
  /** What a `stored` or `virtual` column is computed from. */
  readonly expression: string | null;
  /** MySQL's `ON UPDATE`, a SQL expression. */
  readonly onUpdate: string | null;
  /** MySQL's character set; null is that of the table. */
  readonly charset: string | null;
  /** Null is the default of the table, or of the type. */
  readonly collation: string | null;
  readonly comment: string | null;
}

export type Generated =
  "increment" | "identity always" | "identity by default" | "stored" | "virtual";

/** Whether the values of the column are computed from others of its row. */
export const isComputed = ({ generated }: Pick<Column, "generated">): boolean =>
  generated === "stored" || generated === "virtual";

export interface PrimaryKey {
  /** Null where the database does not keep a name. */
  readonly name: string | null;
  readonly columns: readonly string[];
}

export interface Unique {
  /** Null where it was given none, which only SQLite allows. */
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly deferrable: Deferrable | null;
  readonly nullsNotDistinct: boolean;
}

export interface Check {
  /** Null where it was given none, which only SQLite allows. */
  readonly name: string | null;
  readonly expression: string;
}

/** A PostgreSQL exclusion constraint; the expression is all that follows `EXCLUDE`. */
export interface Exclusion {
  readonly name: string;
  readonly expression: string;
  readonly deferrable: Deferrable | null;
}

export interface ForeignKey {
  /** Null where it was given none, which only SQLite allows. */
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly references: { readonly table: TableName; readonly columns: readonly string[] };
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly deferrable: Deferrable | null;
}

export type ReferentialAction = "NO ACTION" | "RESTRICT" | "CASCADE" | "SET NULL" | "SET DEFAULT";

export type Deferrable = "INITIALLY IMMEDIATE" | "INITIALLY DEFERRED";

export interface Index {
  readonly name: string;
  readonly columns: readonly IndexKey[];
  readonly unique: boolean;
  /** Null is a B-tree. MySQL's `fulltext` and `spatial` are methods too. */
  readonly method: string | null;
  /** The predicate of a partial index. */
  readonly where: string | null;
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  /** The parser of a MySQL full-text index. */
  readonly parser: string | null;
}

/** One key of an index: a column or an expression, never both. */
export interface IndexKey {
  readonly column: string | null;
  readonly expression: string | null;
  readonly order: "ASC" | "DESC";
  /** Null is the default for the order: last for ASC, first for DESC. */
  readonly nulls: "FIRST" | "LAST" | null;
  readonly collation: string | null;
  /** PostgreSQL's operator class; null is the default one of the type. */
  readonly opclass: string | null;
  /** MySQL's prefix length, in characters. */
  readonly length: number | null;
}

export interface Trigger {
  readonly name: string;
  /** The whole statement that makes it. */
  readonly statement: string;
}

export const EMPTY_SCHEMA: Schema = {
  namespaces: [],
  extensions: [],
  enums: [],
  sequences: [],
  tables: [],
  views: [],
};
