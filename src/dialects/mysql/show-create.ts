import { closing, tokens, type Token } from "./expression.js";

/** What SHOW CREATE TABLE prints, taken apart as far as the catalog does not tell it. */
export interface ShownTable {
  /** What follows the name of each column. */
  readonly columns: ReadonlyMap<string, string>;
  /** The keys of each index, and what follows them. */
  readonly indexes: ReadonlyMap<string, ShownIndex>;
  /** The expression of each check. */
  readonly checks: ReadonlyMap<string, string>;
}
export interface ShownIndex {
  readonly keys: readonly string[];
  readonly rest: string;
}

/** Takes the statement apart: every element of it stands between commas. */
export function parseShown(statement: string): ShownTable {
  const columns = new Map<string, string>();
  const indexes = new Map<string, ShownIndex>();
  const checks = new Map<string, string>();
  for (const element of split(inParentheses(statement))) {
    const [, word = "", quoted = "", rest = ""] = ELEMENT.exec(element) ?? [];
    const name = quoted.slice(1, -1).replaceAll("``", "`");
    if (word === "") columns.set(name, rest.trim());
    else if (word.endsWith("KEY")) indexes.set(name, shownIndex(rest));
    else if (/^\s*CHECK\b/.test(rest)) checks.set(name, inParentheses(rest));
  }
  return { columns, indexes, checks };
}

const ELEMENT =
  /^\s*((?:(?:UNIQUE|FULLTEXT|SPATIAL) )?KEY|CONSTRAINT|)\s*(`(?:[^`]|``)*`)([\s\S]*)$/;

function shownIndex(text: string): ShownIndex {
  return { keys: split(inParentheses(text)), rest: text.slice(closing(text) + 1) };
}

/** The default in what follows the name of a column; null for none. */
export const shownDefault = (column: string): string | null => after(column, "DEFAULT");

/** What `ON UPDATE` sets, in what follows the name of a column; null for none. */
export const shownOnUpdate = (column: string): string | null => after(column, "UPDATE");

/** What a column is computed from; null for none. */
export function shownExpression(column: string): string | null {
  const at = [...outer(column)].find(({ text }) => text === "AS")?.at;
  return at === undefined ? null : inParentheses(column.slice(at));
}

/** The parser of a full-text index; null for the server's own. */
export const shownParser = ({ rest }: ShownIndex): string | null =>
  /WITH PARSER `?(\w+)`?/.exec(rest)?.[1] ?? null;

/** What stands between a word and the next word that begins something else. */
function after(text: string, word: string): string | null {
  const words = [...outer(text)].filter(({ kind }) => kind === "word");
  const start = words.find((token) => token.text === word);
  if (!start) return null;
  const from = start.at + word.length;
  const end = words.find(({ text, at }) => at > from && ENDS.has(text));
  return text.slice(from, end?.at).trim();
}

const ENDS: ReadonlySet<string> = new Set([
  ...["ON", "COMMENT", "CHECK", "AUTO_INCREMENT", "INVISIBLE", "COLUMN_FORMAT", "STORAGE"],
]);

/** What the first parenthesis encloses. */
function inParentheses(text: string): string {
  return text.slice(text.indexOf("(") + 1, closing(text)).trim();
}

/** The parts between the commas that stand in no parentheses. */
function split(text: string): readonly string[] {
  const commas = [...outer(text)].filter((token) => token.text === ",").map(({ at }) => at);
  return [...commas, text.length].map((end, at) =>
    text.slice(at === 0 ? 0 : (commas[at - 1] ?? 0) + 1, end).trim(),
  );
}

/** The tokens that stand in no parentheses. */
function* outer(text: string): Generator<Token> {
  let depth = 0;
  for (const token of tokens(text)) {
    if (token.text === ")") depth -= 1;
    if (depth === 0) yield token;
    if (token.text === "(") depth += 1;
  }
}
