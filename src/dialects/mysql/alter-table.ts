import type { Table, TableName } from "../../schema/model.js";
import { localName, qualifier } from "../../schema/name.js";
import type { Composed, Grammar, Statement } from "../../sql.js";
import { COUNTER_KEY, isServed, leads, unkeyedCounter } from "./hidden-keys.js";
import type { Settings } from "./settings.js";

/** A part of ALTER TABLE; one with a condition counts only where an index of that name is there, or is not. */
export type Clause = string | IndexClause;
interface IndexClause {
  readonly verb: "ADD INDEX" | "DROP INDEX";
  readonly index: string;
  readonly columns: readonly string[];
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

/**
 * All clauses in one ALTER TABLE, so that no state between them has to be valid. Where the server knows no conditions
 * in it, the statement is composed by what is there: which indexes the server made by itself, no schema says.
 */
export function alterTable(
  table: TableName,
  clauses: readonly Clause[],
  sql: Grammar,
  { conditionalClauses }: Settings,
): Statement | Composed {
  const start = `ALTER TABLE ${sql.table(table)} `;
  const [sure, unsure] = [
    clauses.filter((clause) => typeof clause === "string"),
    clauses.filter((clause) => typeof clause !== "string"),
  ];
  if (conditionalClauses || unsure.length === 0)
    return start + [...sure, ...unsure.map((clause) => conditional(clause, sql))].join(", ");
  const texts = unsure.map((clause) => {
    const there = `EXISTS (SELECT 1 FROM information_schema.STATISTICS WHERE ${place(table, sql)} AND INDEX_NAME = ${sql.literal(clause.index)})`;
    const text = sql.literal(`, ${plain(clause, sql)}`);
    return clause.verb === "ADD INDEX" ? `IF(${there}, '', ${text})` : `IF(${there}, ${text}, '')`;
  });
  return {
    expression: `CONCAT(${[sql.literal(start + sure.join(", ")), ...texts].join(", ")})`,
  };
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
