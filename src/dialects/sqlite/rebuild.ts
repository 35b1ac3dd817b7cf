import type { IfNotExists } from "../../operations/options.js";
import { find } from "../../schema/edit.js";
import {
  isComputed,
  type Column,
  type Index,
  type Table,
  type TableName,
} from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import type { Statement } from "../../sql.js";
import { createStatement } from "./definition.js";
import { ROWIDS } from "./expression.js";
import { sqliteGrammar as sql } from "./grammar.js";
import { normalTable, rowidColumn } from "./normalize.js";
import type { Others } from "./read.js";
import { fold } from "./tokens.js";

/** A table before and after, in which columns of one name are the same column if they are kept. */
export interface Rebuild {
  readonly before: Table;
  readonly after: Table;
  readonly isKept: (column: string) => boolean;
  /** A name that nothing has. */
  readonly draft: TableName;
  readonly others: Others;
}

/**
 * Copies a table into one of the new shape, by the procedure of SQLite's manual
 * (https://www.sqlite.org/lang_altertable.html#otheralter). To run with foreign keys switched off, or dropping the old
 * table deletes the rows that refer to it.
 */
export function rebuild({ before, after, isKept, draft, others }: Rebuild): readonly Statement[] {
  const table = sql.table(after.name);
  const create = createStatement(after, { as: draft, isKept, others });
  return [
    create,
    ...counter(before, after, draft),
    ...copy(before, after, isKept, draft, create),
    `DROP TABLE ${table}`,
    // Otherwise SQLite refuses while a view or trigger mentions the table that is not there for a moment.
    "PRAGMA legacy_alter_table = ON",
    `ALTER TABLE ${sql.table(draft)} RENAME TO ${sql.name(localName(after.name))}`,
    "PRAGMA legacy_alter_table = OFF",
    ...after.indexes.map((index) => createIndex(after.name, index)),
    ...after.triggers.map(({ statement }) => statement),
  ];
}

/** The statement that makes an index; on SQLite its name is that of its table's database. */
export function createIndex(
  table: TableName,
  { name, columns, unique, where }: Index,
  { ifNotExists }: IfNotExists = {},
): Statement {
  const keys = columns.map((key) =>
    sql.indexKey({ ...key, nulls: null, opclass: null, length: null }),
  );
  return [
    unique ? "CREATE UNIQUE INDEX" : "CREATE INDEX",
    ...(ifNotExists ? ["IF NOT EXISTS"] : []),
    sql.table(qualify(qualifier(table), name)),
    `ON ${sql.name(localName(table))} (${keys.join(", ")})`,
    ...(where === null ? [] : [`WHERE ${where}`]),
  ].join(" ");
}

/** A name of a table that nothing has. */
export function freeName(name: TableName, isTaken: (name: TableName) => boolean): TableName {
  const named = (number: number) =>
    qualify(qualifier(name), `_mig_${localName(name)}${number === 0 ? "" : `_${number}`}`);
  let number = 0;
  while (isTaken(named(number))) number += 1;
  return named(number);
}

/** The highest number ever given stays known, before rows are copied: it may be higher than theirs. */
function counter(before: Table, after: Table, draft: TableName): readonly Statement[] {
  const counts = ({ columns }: Table) => columns.some(({ generated }) => generated === "increment");
  if (!counts(normalTable(before)) || !counts(normalTable(after))) return [];
  const [from, to] = [before.name, draft].map((name) => sql.literal(localName(name)));
  return [
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${to}, seq FROM sqlite_sequence WHERE name = ${from}`,
  ];
}

/** Rows by the names of their columns; SQLite converts the values to the new types as it does for any INSERT. */
function copy(
  before: Table,
  after: Table,
  isKept: (column: string) => boolean,
  draft: TableName,
  create: Statement,
): readonly Statement[] {
  const plain = after.columns.filter((column) => !isComputed(column));
  const columns = plain
    .map(({ name }) => name)
    .filter((name) => isKept(name) && find(before.columns, name));
  const pairs = [
    ...copiedRowid(before, after, columns),
    ...columns.map((name): Copied => ({ to: name, from: sql.name(name) })),
  ];
  const copied = pairs.length > 0 ? pairs : plain.slice(0, 1).map(fresh);
  const to = sql.names(copied.map((pair) => pair.to));
  const from = copied.map((pair) => pair.from).join(", ");
  // A row that breaks a constraint stops the change, whatever the constraint itself says of conflicts.
  const insert = /\bON\s+CONFLICT\b/i.test(create) ? "INSERT OR ABORT INTO" : "INSERT INTO";
  return [`${insert} ${sql.table(draft)} (${to}) SELECT ${from} FROM ${sql.table(before.name)}`];
}

/** A column of the new table, and the expression over the old one that gives its values. */
interface Copied {
  readonly to: string;
  readonly from: string;
}

/** Rows keep their rowid where no column is one: a full-text table may refer to it. */
function copiedRowid(before: Table, after: Table, columns: readonly string[]): readonly Copied[] {
  if (before.withoutRowid || after.withoutRowid) return [];
  const taken = new Set([...before.columns, ...after.columns].map(({ name }) => fold(name)));
  const rowid = [...ROWIDS].find((name) => !taken.has(name));
  if (rowid === undefined) return [];
  const from = sql.name(rowid);
  const key = rowidColumn(normalTable(after));
  if (!key) return [{ to: rowid, from }];
  return columns.length === 0 ? [{ to: key.name, from }] : [];
}

/** Where no column of a row is kept, the row is kept by the default of a new one. */
const fresh = (column: Column): Copied => ({
  to: column.name,
  from: column.default === null ? "NULL" : `(${column.default})`,
});
