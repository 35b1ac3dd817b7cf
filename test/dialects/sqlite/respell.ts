import { columnText, sqliteGrammar as sql } from "../../../src/dialects/sqlite/grammar.js";
import type { Table } from "../../../src/schema/model.js";
import { tokenize, type Token } from "../../../src/dialects/sqlite/tokens.js";

/** The statement that makes a table, with everything that concerns one column written in the column. */
export function inColumns(table: Table): string {
  const only = (columns: readonly string[]) => (columns.length === 1 ? columns[0] : undefined);
  const named = (name: string | null, text: string) =>
    name === null ? text : `CONSTRAINT ${sql.name(name)} ${text}`;
  const isKey = (name: string) =>
    only(table.primaryKey?.columns ?? []) === name &&
    table.columns.every(({ generated }) => generated !== "increment");
  const columns = table.columns.map((column) => [
    columnText(column),
    ...(isKey(column.name) ? ["CONSTRAINT pk PRIMARY KEY ON CONFLICT ABORT"] : []),
    ...table.uniques
      .filter((each) => only(each.columns) === column.name)
      .map(({ name }) => named(name, "UNIQUE ON CONFLICT ABORT")),
    ...table.foreignKeys
      .filter((each) => only(each.columns) === column.name)
      .map((key) =>
        named(
          key.name,
          sql
            .foreignKey({ ...key, name: null })
            .replace(/^FOREIGN KEY \(.*?\) (?=REFERENCES)/s, ""),
        ),
      ),
  ]);
  const [first = [], ...others] = columns;
  const checks = table.checks.map((check) => sql.check(check));
  const isWide = (item: { readonly columns: readonly string[] }) => item.columns.length > 1;
  const items = [
    ...[[...first, ...checks], ...others].map((words) => words.join(" ")),
    ...[table.primaryKey].flatMap((key) => (key && isWide(key) ? [sql.primaryKey(key)] : [])),
    ...table.uniques.filter(isWide).map((unique) => sql.unique(unique)),
    ...table.foreignKeys.filter(isWide).map((key) => sql.foreignKey(key)),
  ];
  const options = [table.withoutRowid && "WITHOUT ROWID", table.strict && "STRICT"].filter(Boolean);
  return `CREATE TABLE ${sql.table(table.name)} (${items.join(", ")}) ${options.join(", ")}`;
}

/** The same tokens, written otherwise. */
export function respell(statement: string, next: (below: number) => number): string {
  const pick = <T>(items: readonly T[]): T => items[next(items.length)] as T;
  const spell = ({ kind, text, value }: Token): string => {
    if (kind === "word") return pick([text, text.toLowerCase(), text.toUpperCase()]);
    if (kind !== "name") return text;
    return pick([
      text,
      `\`${value.replaceAll("`", "``")}\``,
      ...(value.includes("]") ? [] : [`[${value}]`]),
      ...(PLAIN.has(value) ? [value] : []),
    ]);
  };
  // SQLite takes a comment before GENERATED ALWAYS for a part of the type.
  const gaps = ({ value }: Token) => (/^(?:GENERATED|ALWAYS)$/.test(value) ? [" "] : GAPS);
  return tokenize(statement).reduce((text, token) => text + pick(gaps(token)) + spell(token), "");
}

const PLAIN: ReadonlySet<string> = new Set(["id", "computed", "users"]);
const GAPS = [" ", " ", "\n", "\t \r\n", "/* , ) ' */", " -- ( \" '\n", "/**/"];

/** Numbers that look random and are the same for the same seed. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
