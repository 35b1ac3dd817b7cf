import { ifNotExistsWords, type IfNotExists } from "../../operations/options.js";
import type { AlterColumn } from "../../operations/column.js";
import type { Column, Index, Table, TableName } from "../../schema/model.js";
import { index } from "../../schema/spec.js";
import { words, type Grammar } from "../../sql.js";
import { MigError } from "../../errors.js";
import { keepingCheck, keepingColumn, type Clause } from "./alter-table.js";
import { identifiers } from "./expression.js";
import { placeText, samePlace } from "./position.js";
import type { Settings } from "./settings.js";

/**
 * The clauses that turn a column into another, each list an ALTER TABLE of its own. MODIFY restates everything; where
 * it cannot, the column's values are computed and it is made anew in its place.
 */
export function columnClauses(
  { table: name, column, change, place }: AlterColumn,
  table: Table | undefined,
  sql: Grammar,
  settings: Settings,
): readonly (readonly Clause[])[] {
  const to = { ...column, ...change };
  const where = placeText(place, column.name, { name, table }, sql);
  const modified = [modify(name, to, table, sql, settings, where)];
  if (isStored(column) && isStored(to)) return [modified];
  if (column.generated === "virtual" && to.generated === "virtual") return [modified];
  const same = samePlace(column, table, sql);
  if (to.expression !== null) return [replace(name, to, table, sql, settings, where || same)];
  // The values are kept by storing them first.
  const stored: Column = { ...column, generated: "stored" };
  return [replace(name, stored, table, sql, settings, same), modified];
}

const isStored = ({ generated }: Column) => generated !== "virtual";

/** The column restated, with the check that is part of it, and put where it is to stand. */
export function modify(
  name: TableName,
  column: Column,
  table: Table | undefined,
  sql: Grammar,
  settings: Settings,
  where = "",
): Clause {
  const check = settings.columnChecks && table?.checks.find(({ name }) => name === column.name);
  return keepingColumn(
    `MODIFY COLUMN ${sql.column(column)}`,
    words(check && `CHECK (${check.expression})`, where),
    { table: name, column: column.name },
    sql,
  );
}

/** https://dev.mysql.com/doc/refman/8.4/en/alter-table-generated-columns.html */
function replace(
  name: TableName,
  column: Column,
  table: Table | undefined,
  sql: Grammar,
  settings: Settings,
  where: string,
): readonly Clause[] {
  const indexes = allIndexes(table).filter(({ columns }) =>
    columns.some((key) => key.column === column.name),
  );
  const checks = (table?.checks ?? []).filter(({ expression }) =>
    identifiers(expression).has(column.name.toLowerCase()),
  );
  return [
    ...checks.map(({ name }) => `DROP ${settings.checkWord} ${sql.name(name ?? "")}`),
    ...indexes.map(({ name }) => `DROP INDEX ${sql.name(name)}`),
    `DROP COLUMN ${sql.name(column.name)}`,
    keepingColumn(
      `ADD COLUMN ${sql.column(column)}`,
      where,
      { table: name, column: column.name },
      sql,
    ),
    ...indexes.map((index) => `ADD ${indexText(index, sql)}`),
    ...checks.map((check) =>
      keepingCheck(`ADD ${sql.check(check)}`, check.name ?? "", name, sql, settings),
    ),
  ];
}

/** The indexes, and the unique constraints, which are indexes too. */
export const allIndexes = (table: Table | undefined): readonly Index[] => [
  ...(table?.indexes ?? []),
  ...(table?.uniques ?? []).flatMap(({ name, columns }) =>
    name === null ? [] : [index({ name, columns, unique: true })],
  ),
];

/** An index as it stands in CREATE TABLE and after ADD. */
export function indexText(index: Index, sql: Grammar, op: IfNotExists = {}): string {
  if (index.where !== null || index.include.length > 0 || index.nullsNotDistinct)
    throw new MigError(
      "MIG404",
      `MySQL has no predicate, included columns or equal nulls for an index, so ${index.name} cannot be made.`,
      "Leave them out, or index a virtual column that is null for the rows to spare.",
    );
  return words(
    index.unique && "UNIQUE",
    index.method === "fulltext" && "FULLTEXT",
    index.method === "spatial" && "SPATIAL",
    "INDEX",
    ifNotExistsWords(op),
    `${sql.name(index.name)} (${index.columns.map((key) => sql.indexKey(key)).join(", ")})`,
    index.method === "fulltext" && index.parser !== null && `WITH PARSER ${sql.name(index.parser)}`,
  );
}
