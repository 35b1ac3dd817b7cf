import { standardLiteral } from "../../sql.js";
import { fold, isOperator, isWord, tokenize, tokensOf, type Token } from "./tokens.js";

/** Whether a name is one of the columns, in SQLite's way of comparing. */
export type IsColumn = (name: string) => boolean;

export const columnsIn = (names: readonly string[]): IsColumn => {
  const folded = new Set(names.map(fold));
  return (name) => folded.has(fold(name));
};

/**
 * The expression without comments, and with strings in single quotes. SQLite takes `"draft"` for a string where
 * no column is called so (https://www.sqlite.org/quirks.html#dblquote), but only if its build allows that.
 */
export function tidy(text: string, isColumn: IsColumn): string {
  const tokens = tokenize(text);
  if (tokens.length === 0) return "";
  let result = "";
  tokens.forEach((token, at) => {
    const gap = text.slice(tokens[at - 1]?.end ?? token.start, token.start);
    result += /--|\/\*/.test(gap) ? " " : gap;
    result += isDoubleQuotedString(tokens, at, isColumn)
      ? standardLiteral(token.value)
      : token.text;
  });
  return result;
}

/** The strings in double quotes of an expression, which not every build of SQLite takes for strings. */
export function doubleQuotedStrings(text: string, isColumn: IsColumn): readonly Token[] {
  if (!text.includes('"')) return [];
  const tokens = tokenize(text);
  return tokens.filter((_, at) => isDoubleQuotedString(tokens, at, isColumn));
}

/** The expression without a pair of parentheses around all of it that says nothing. */
export function withoutParentheses(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith("(")) return trimmed;
  const tokens = tokenize(trimmed);
  if (closing(tokens, 0) !== tokens.length - 1 || !isOne(tokens.slice(1, -1))) return trimmed;
  return withoutParentheses(trimmed.slice(1, -1));
}

/** The expression with columns called by other names; the keys of the map are folded. */
export function renameColumns(
  text: string,
  names: ReadonlyMap<string, string>,
  quote: (name: string) => string,
): string {
  if (names.size === 0) return text;
  const tokens = tokenize(text);
  let result = "";
  let end = 0;
  tokens.forEach((token, at) => {
    const name = isReference(tokens, at) ? names.get(fold(identifier(token))) : undefined;
    result += text.slice(end, token.start) + (name === undefined ? token.text : quote(name));
    end = token.end;
  });
  return result + text.slice(end);
}

/** Whether the expression may refer to the column. */
export function mentions(text: string, column: string): boolean {
  const tokens = tokensOf(text);
  return tokens.some(
    (token, at) => isReference(tokens, at) && fold(identifier(token)) === fold(column),
  );
}

/** Whether the token may be a column: a name that is not a function, a collation, a type or a qualifier. */
export function isReference(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== "name" && token?.kind !== "word") return false;
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  if (isOperator(after, "(") || isOperator(after, ".")) return false;
  if (isWord(before, "COLLATE") || isType(tokens, at)) return false;
  return isOperator(before, ".") || token.kind === "name" || !SPOKEN.has(token.value);
}

/** The name a token stands for. */
export const identifier = (token: Token): string =>
  token.kind === "word" ? token.text : token.value;

/** Where the parenthesis that opens here is closed; -1 where it is not. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (isOperator(tokens[at], "(")) depth += 1;
    if (isOperator(tokens[at], ")")) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** Whether the tokens are one expression: neither a row of several nor a query nor nothing. */
export function isOne(tokens: readonly Token[]): boolean {
  if (tokens.length === 0 || isWord(tokens[0], "SELECT", "VALUES", "WITH")) return false;
  let depth = 0;
  for (const token of tokens) {
    if (isOperator(token, "(")) depth += 1;
    if (isOperator(token, ")")) depth -= 1;
    if (depth === 0 && isOperator(token, ",")) return false;
  }
  return true;
}

function isDoubleQuotedString(tokens: readonly Token[], at: number, isColumn: IsColumn): boolean {
  const token = tokens[at];
  if (!token?.text.startsWith('"') || !isReference(tokens, at)) return false;
  if (isOperator(tokens[at - 1], ".")) return false;
  return !isColumn(token.value) && !ROWIDS.has(fold(token.value));
}

/** Whether the token belongs to the type of a CAST. */
function isType(tokens: readonly Token[], at: number): boolean {
  let before = at - 1;
  while (tokens[before]?.kind === "word" && !isWord(tokens[before], "AS")) before -= 1;
  return isWord(tokens[before], "AS");
}

/** The names under which the key of every table with rowids can be had. */
export const ROWIDS: ReadonlySet<string> = new Set(["rowid", "_rowid_", "oid"]);

/** Words that mean something of their own within an expression, so that a column of the name is quoted. */
export const SPOKEN: ReadonlySet<string> = new Set(
  (
    "ALL AND AS BETWEEN BY CASE CAST COLLATE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DISTINCT ELSE END " +
    "ESCAPE EXISTS FALSE FILTER FROM GLOB GROUP HAVING IN IS ISNULL LIKE LIMIT MATCH NOT NOTNULL NULL OR ORDER " +
    "OVER RAISE REGEXP SELECT THEN TRUE UNION VALUES WHEN WHERE WITH"
  ).split(" "),
);
