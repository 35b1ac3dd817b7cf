import type { Table, TableName } from "../../schema/model.js";
import { localName, qualifier } from "../../schema/name.js";
import type { Composed, Grammar, Statement } from "../../sql.js";
import { COUNTER_KEY, isServed, leads, unkeyedCounter } from "./hidden-keys.js";
import type { Settings } from "./settings.js";

/** A part of ALTER TABLE: a text, or what depends on the catalog. */
export type Clause = string | IndexClause | KeepingClause;
/** It counts only where an index of that name is there, or is not. */
interface IndexClause {
  readonly verb: "ADD INDEX" | "DROP INDEX";
  readonly index: string;
  readonly columns: readonly string[];
}

/** It restates a thing, of which it keeps words that no schema has: an expression finds them. */
interface KeepingClause {
  readonly text: string;
  readonly kept: string;
  readonly rest: string;
}

export const dropIndexIfThere = (index: string): Clause => ({
  verb: "DROP INDEX",
  index,
  columns: [],
});

const addIndexIfMissing = (index: string, columns: readonly string[]): Clause => ({
  verb: "ADD INDEX",
  index,
  columns,
});

/** A column as it is stated, and what follows that; it stays invisible, or without versions. */
export const keepingColumn = (
  text: string,
  rest: string,
  { table, column }: { readonly table: TableName; readonly column: string },
  sql: Grammar,
): Clause => ({
  text,
  kept: kept("COLUMNS", `COLUMN_NAME = ${sql.literal(column)}`, table, sql, [
    ["EXTRA LIKE '%INVISIBLE%'", "INVISIBLE"],
    ["EXTRA LIKE '%WITHOUT SYSTEM VERSIONING%'", "WITHOUT SYSTEM VERSIONING"],
  ]),
  rest: rest && ` ${rest}`,
});

/** A check that stays one that is not enforced, where there are such. */
export const keepingCheck = (
  text: string,
  name: string,
  table: TableName,
  sql: Grammar,
  { enforcedOrNot }: Settings,
): Clause =>
  enforcedOrNot
    ? {
        text,
        kept: kept("TABLE_CONSTRAINTS", `CONSTRAINT_NAME = ${sql.literal(name)}`, table, sql, [
          ["ENFORCED = 'NO'", "NOT ENFORCED"],
        ]),
        rest: "",
      }
    : text;

function kept(
  catalog: string,
  condition: string,
  table: TableName,
  sql: Grammar,
  words: readonly (readonly [sign: string, words: string])[],
): string {
  const texts = words.map(([sign, words]) => `IF(${sign}, ${sql.literal(` ${words}`)}, '')`);
  return `COALESCE((SELECT CONCAT(${texts.join(", ")}) FROM information_schema.${catalog} WHERE ${place(table, sql)} AND ${condition}), '')`;
}

/**
 * All clauses in one ALTER TABLE, so that no state between them has to be valid. The statement is composed by what is
 * there where that decides it: which indexes the server made by itself, or which columns it hides, no schema says.
 */
export function alterTable(
  table: TableName,
  clauses: readonly Clause[],
  sql: Grammar,
  settings: Settings,
): Statement | Composed {
  const isOfIndex = (clause: Clause) => typeof clause !== "string" && "verb" in clause;
  const inOrder = [...clauses.filter((clause) => !isOfIndex(clause)), ...clauses.filter(isOfIndex)];
  const parts = inOrder.flatMap((clause, at) =>
    partsOf(clause, at === 0 ? "" : ", ", table, sql, settings),
  );
  return joined([`ALTER TABLE ${sql.table(table)} `, ...parts], sql);
}

function partsOf(
  clause: Clause,
  comma: string,
  table: TableName,
  sql: Grammar,
  { conditionalClauses }: Settings,
): readonly (string | Composed)[] {
  if (typeof clause === "string") return [comma + clause];
  if ("kept" in clause) return [comma + clause.text, { expression: clause.kept }, clause.rest];
  if (conditionalClauses) return [comma + conditional(clause, sql)];
  const there = `EXISTS (SELECT 1 FROM information_schema.STATISTICS WHERE ${place(table, sql)} AND INDEX_NAME = ${sql.literal(clause.index)})`;
  const text = sql.literal(comma + plain(clause, sql));
  const expression =
    clause.verb === "ADD INDEX" ? `IF(${there}, '', ${text})` : `IF(${there}, ${text}, '')`;
  return [{ expression }];
}

/** Texts that follow each other are one. */
function joined(parts: readonly (string | Composed)[], sql: Grammar): Statement | Composed {
  const texts: (string | Composed)[] = [];
  for (const part of parts) {
    const last = texts.at(-1);
    if (typeof part === "string" && typeof last === "string") texts.splice(-1, 1, last + part);
    else if (part !== "") texts.push(part);
  }
  const [only = "", ...others] = texts;
  if (typeof only === "string" && others.length === 0) return only;
  const expressions = texts.map((text) =>
    typeof text === "string" ? sql.literal(text) : text.expression,
  );
  return { expression: `CONCAT(${expressions.join(", ")})` };
}

const plain = ({ verb, index, columns }: IndexClause, sql: Grammar) =>
  `${verb} ${sql.name(index)}` + (columns.length > 0 ? ` (${sql.names(columns)})` : "");

const conditional = (clause: IndexClause, sql: Grammar) =>
  plain(clause, sql).replace(
    " INDEX",
    clause.verb === "ADD INDEX" ? " INDEX IF NOT EXISTS" : " INDEX IF EXISTS",
  );

function place(table: TableName, sql: Grammar): string {
  const database = qualifier(table);
  return `TABLE_SCHEMA = ${database === null ? "DATABASE()" : sql.literal(database)} AND TABLE_NAME = ${sql.literal(localName(table))}`;
}

/**
 * What happens to the indexes outside of the schema when the table changes: the one that holds the AUTO_INCREMENT
 * column comes or goes, and foreign keys that lose the index they used get one of their own.
 */
export function hiddenKeyClauses(
  before: Table,
  after: Table,
  sql: Grammar,
  settings: Settings,
): readonly Clause[] {
  const [held, holds] = [unkeyedCounter(before), unkeyedCounter(after)];
  const stays = after.columns.some(({ name }) => name === held);
  return [
    ...(held !== null && held !== holds && stays ? [`DROP INDEX ${sql.name(COUNTER_KEY)}`] : []),
    ...(holds !== null && held !== holds
      ? [`ADD INDEX ${sql.name(COUNTER_KEY)} (${sql.name(holds)})`]
      : []),
    ...replacements(before, after, settings),
  ];
}

function replacements(before: Table, after: Table, settings: Settings): readonly Clause[] {
  const orphans = after.foreignKeys
    .filter(({ columns }) => isOrphan(columns, before, after, settings))
    .toSorted((a, b) => b.columns.length - a.columns.length);
  // One index serves every foreign key whose columns it starts with.
  const needed = orphans.filter(
    ({ columns }, at) => !orphans.slice(0, at).some((other) => leads(other.columns, columns)),
  );
  return needed.flatMap(({ name, columns }) =>
    name === null ? [] : [addIndexIfMissing(name, columns)],
  );
}

/** Whether what served a foreign key on these columns may be gone: a visible index, or that of another foreign key. */
function isOrphan(
  columns: readonly string[],
  before: Table,
  after: Table,
  settings: Settings,
): boolean {
  if (isServed(after, columns, settings)) return false;
  const names = new Set(after.foreignKeys.map(({ name }) => name));
  const gone = before.foreignKeys.filter(({ name }) => !names.has(name));
  return isServed(before, columns, settings) || gone.some((key) => leads(key.columns, columns));
}
