import type {
  Check,
  Column,
  Deferrable,
  Exclusion,
  ForeignKey,
  IndexKey,
  PrimaryKey,
  Table,
  TableName,
  Unique,
} from "./schema/model.js";
import { nameParts } from "./schema/name.js";

/** One complete SQL statement, without the semicolon. */
export type Statement = string;

/** A statement that depends on what is in the database: a SQL expression, of which the value is the statement. */
export interface Composed {
  readonly expression: string;
  /** It clears the way for the next statement, and has to run again where that has failed. */
  readonly prepares?: true;
}

/** How one database quotes names. */
export interface Quoting {
  /** One identifier, quoted. */
  name(identifier: string): string;
  /** A qualified name, each part quoted. */
  table(name: TableName): string;
  /** Identifiers, quoted and joined by commas. */
  names(identifiers: readonly string[]): string;
}

/** How one database spells the words every statement is made of. Only a grammar quotes. */
export interface Grammar extends Quoting {
  /** A string, as a literal. */
  literal(value: string): string;
  /**
   * Any value that a row may have, as a literal; of a column of that type, where it is known. Refuses (MIG404, MIG409) what
   * the database has no value for.
   */
  value(value: unknown, type?: string | null): string;
  /** The value of an expression as one of that type. */
  cast(expression: string, type: string): string;
  /** The statements of a text, which may be one; a single one as it stands. */
  split(text: string): readonly Statement[];
  /** The text with these literals in the places of its placeholders, which are those of the driver. */
  filled(text: string, literals: readonly string[]): string;
  /** Whether what stands between these texts is outside of their quotes and comments. */
  isOpenBetween(texts: readonly string[]): boolean;
  /** An expression of which the value is the value of a column in a row, as a literal that is exactly that. */
  keyLiteral(column: Column): string;
  /** Whether a row of VALUES may leave a column to its default. */
  readonly defaultInRows: boolean;
  /** What follows the table in an INSERT of a row of defaults. */
  readonly emptyRow: string;
  /** What an INSERT says to give an identity column a value of one's own, where that has to be said. */
  readonly overriding: string | null;
  /** A column as it stands in CREATE TABLE and ADD COLUMN. */
  column(column: Column): string;
  /** A key as it stands in CREATE INDEX. */
  indexKey(key: IndexKey): string;
  // The constraints as they stand in CREATE TABLE and after ADD.
  primaryKey(key: PrimaryKey): string;
  unique(unique: Unique): string;
  check(check: Check): string;
  exclusion(exclusion: Exclusion): string;
  foreignKey(key: ForeignKey): string;
  /** A foreign key of one column as it stands behind that. */
  reference(key: ForeignKey): string;
}

/** What stands around a name; within it, it is doubled. */
export type Quote = '"' | "`";

/** What differs between the databases in a grammar. */
export interface Spelling extends Pick<
  Grammar,
  | "literal"
  | "value"
  | "cast"
  | "split"
  | "filled"
  | "isOpenBetween"
  | "keyLiteral"
  | "defaultInRows"
  | "emptyRow"
  | "overriding"
> {
  readonly quote: Quote;
  /** Refuses a name that the database would keep as another one. */
  readonly refuseName?: (name: string) => void;
  column(column: Column, sql: Grammar): string;
}

/** Names in quotes. */
export function quoting(quote: Quote, refuseName?: (name: string) => void): Quoting {
  const name = (identifier: string) => {
    refuseName?.(identifier);
    return quote + identifier.replaceAll(quote, quote + quote) + quote;
  };
  return {
    name,
    table: (table) => nameParts(table).map(name).join("."),
    names: (identifiers) => identifiers.map(name).join(", "),
  };
}

/** The grammar of standard SQL, completed by what the dialect spells its own way. */
export function grammar({ quote, refuseName, column, ...spelling }: Spelling): Grammar {
  const names = quoting(quote, refuseName);
  const { name } = names;
  const named = (constraint: string | null, text: string) =>
    constraint === null ? text : `CONSTRAINT ${name(constraint)} ${text}`;
  const sql: Grammar = {
    ...names,
    ...spelling,
    column: (definition) => column(definition, sql),
    indexKey: (key) =>
      words(
        key.column === null ? `(${key.expression})` : name(key.column),
        key.length !== null && `(${key.length})`,
        key.collation !== null && `COLLATE ${name(key.collation)}`,
        key.opclass,
        key.order === "DESC" && "DESC",
        key.nulls !== null && `NULLS ${key.nulls}`,
      ),
    primaryKey: (key) => named(key.name, `PRIMARY KEY (${sql.names(key.columns)})`),
    unique: (unique) =>
      named(
        unique.name,
        words(
          unique.nullsNotDistinct ? "UNIQUE NULLS NOT DISTINCT" : "UNIQUE",
          `(${sql.names(unique.columns)})`,
          deferrable(unique.deferrable),
        ),
      ),
    check: (check) => named(check.name, `CHECK (${check.expression})`),
    exclusion: (exclusion) =>
      named(
        exclusion.name,
        words("EXCLUDE", exclusion.expression, deferrable(exclusion.deferrable)),
      ),
    foreignKey: (key) =>
      named(key.name, `FOREIGN KEY (${sql.names(key.columns)}) ${referring(key)}`),
    reference: (key) => named(key.name, referring(key)),
  };
  const referring = ({ references, onDelete, onUpdate, ...key }: ForeignKey) =>
    words(
      `REFERENCES ${sql.table(references.table)}`,
      // None are the primary key of the other table.
      references.columns.length > 0 && `(${sql.names(references.columns)})`,
      onDelete !== "NO ACTION" && `ON DELETE ${onDelete}`,
      onUpdate !== "NO ACTION" && `ON UPDATE ${onUpdate}`,
      deferrable(key.deferrable),
    );
  return sql;
}

/** What stands between the parentheses of CREATE TABLE, but for the indexes. */
export const tableElements = (table: Table, sql: Grammar): readonly string[] => [
  ...table.columns.map((column) => sql.column(column)),
  ...(table.primaryKey ? [sql.primaryKey(table.primaryKey)] : []),
  ...table.uniques.map((unique) => sql.unique(unique)),
  ...table.checks.map((check) => sql.check(check)),
  ...table.exclusions.map((exclusion) => sql.exclusion(exclusion)),
  ...table.foreignKeys.map((key) => sql.foreignKey(key)),
];

/** The words that are there, with a space between. */
export const words = (...parts: readonly (string | null | false | undefined)[]): string =>
  parts.filter(Boolean).join(" ");

/** A literal behind some text: it does not run into that, and its minus is none of a subtraction. */
export function around(literal: string, before: string): string {
  const safe = literal.startsWith("-") ? `(${literal})` : literal;
  return /[\w$\u0080-\uffff'"`]$/.test(before) ? ` ${safe}` : safe;
}

/** A string literal of standard SQL. */
export const standardLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const deferrable = (when: Deferrable | null) => when !== null && `DEFERRABLE ${when}`;
