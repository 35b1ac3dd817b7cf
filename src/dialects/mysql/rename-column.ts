import type { RenameColumn } from "../../operations/column.js";
import { rename } from "../../schema/edit.js";
import type { ForeignKey, Schema, Table, TableName } from "../../schema/model.js";
import type { Grammar } from "../../sql.js";
import { keepingCheck, keepingColumn, type Clause } from "./alter-table.js";
import { indexText } from "./column-change.js";
import { isSyntax } from "../../schema/expression.js";
import { identifiers, tokens } from "./expression.js";
import type { Settings } from "./settings.js";

/**
 * The clauses that rename a column. MySQL refuses while a check, a computed column, a default or an index key names
 * it, so these are restated with the new name; MariaDB does that itself.
 */
export function renameClauses(
  { table: name, from, to }: RenameColumn,
  table: Table | undefined,
  sql: Grammar,
  settings: Settings,
): readonly Clause[] {
  const { renamesInExpressions, checkWord } = settings;
  const rename = `RENAME COLUMN ${sql.name(from)} TO ${sql.name(to)}`;
  if (renamesInExpressions || table === undefined) return [rename];
  const names = (text: string | null) => text !== null && identifiers(text).has(from.toLowerCase());
  const respelt = <T extends string | null>(text: T): T =>
    text === null ? text : (withName(text, from, sql.name(to)) as T);
  const checks = table.checks.filter(({ expression }) => names(expression));
  const columns = table.columns.filter(
    (column) => names(column.expression) || names(column.default),
  );
  const indexes = table.indexes.filter((index) =>
    index.columns.some((key) => names(key.expression)),
  );
  return [
    rename,
    ...checks.map(({ name }) => `DROP ${checkWord} ${sql.name(name ?? "")}`),
    ...indexes.map(({ name }) => `DROP INDEX ${sql.name(name)}`),
    ...columns.map((column) => {
      const restated = {
        ...column,
        name: column.name === from ? to : column.name,
        expression: respelt(column.expression),
        default: respelt(column.default),
      };
      const place = { table: name, column: column.name };
      return keepingColumn(`MODIFY COLUMN ${sql.column(restated)}`, "", place, sql);
    }),
    ...checks.map((check) => {
      const text = `ADD ${sql.check({ ...check, expression: respelt(check.expression) })}`;
      return keepingCheck(text, check.name ?? "", name, sql, settings);
    }),
    ...indexes.map((index) => {
      const keys = index.columns.map((key) => ({
        ...key,
        column: key.column === from ? to : key.column,
        expression: respelt(key.expression),
      }));
      return `ADD ${indexText({ ...index, columns: keys }, sql)}`;
    }),
  ];
}

/** A foreign key with the name of its table. */
interface Key {
  readonly table: TableName;
  readonly key: ForeignKey;
}

/**
 * The foreign keys that have to be off while a column is renamed. MySQL copies a table that has checks, also where nothing
 * of them changes, and refuses to copy while a column is renamed that a foreign key has on either side (error 1846).
 */
export function foreignKeysAside(
  { table, from }: RenameColumn,
  { tables }: Schema,
  { renamesInExpressions }: Settings,
): readonly Key[] {
  const hasChecks = tables.some(({ name, checks }) => name === table && checks.length > 0);
  if (renamesInExpressions || !hasChecks) return [];
  return tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys
      .filter(
        ({ columns, references }) =>
          (name === table && columns.includes(from)) ||
          (references.table === table && references.columns.includes(from)),
      )
      .map((key) => ({ table: name, key })),
  );
}

/** The foreign key as it is once the column has its new name. */
export function afterRename({ table, key }: Key, { table: renamed, from, to }: RenameColumn): Key {
  const { references } = key;
  const columns = table === renamed ? rename(key.columns, from, to) : key.columns;
  const referenced =
    references.table === renamed ? rename(references.columns, from, to) : references.columns;
  return { table, key: { ...key, columns, references: { ...references, columns: referenced } } };
}

/** The expression with a column's name in the place of another's; a function, a type or a unit may have that name, too. */
function withName(text: string, from: string, to: string): string {
  const all = [...tokens(text)];
  const words = all.filter(({ kind }) => kind !== "space");
  const texts = words.map((token) => token.text);
  const named = new Set(
    words.filter(
      ({ text, kind }, at) =>
        (kind === "quoted" || (kind === "word" && !isSyntax(texts, at))) &&
        identifiers(text).has(from.toLowerCase()) &&
        texts[at + 1] !== "(",
    ),
  );
  return all.map((token) => (named.has(token) ? to : token.text)).join("");
}
