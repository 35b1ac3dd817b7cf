/** Whether an expression names the column. Unsure ones, with backslashes in them, count as not. */
export const mentions = (expression: string, column: string): boolean =>
  pieces(expression).some((_, at, all) => isColumn(all, at, column));

/** The expression with a column called by another name, in the quotes that it stands in. */
export const renameIn = (expression: string, from: string, to: string): string =>
  pieces(expression)
    .map((piece, at, all) => (isColumn(all, at, from) ? inQuotesOf(piece, to) : piece))
    .join("");

/** All names that stand in a text outside of strings, in lower case; key words and functions are among them. */
export function namesIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const piece of text.match(PIECE) ?? []) {
    const name = piece.trim().toLowerCase();
    const quote = name[0];
    if (quote === '"' || quote === "`")
      names.add(name.slice(1, -1).replaceAll(quote + quote, quote));
    else if (/^[\p{L}_]/u.test(name)) names.add(name);
  }
  return names;
}
/** Whether a string in the expression is the value, or a list in braces with the value among its items. */
export const hasValue = (expression: string, value: string): boolean =>
  [...expression.matchAll(STRING)]
    .map(([text]) => text.slice(1, -1).replaceAll("''", "'"))
    .some((text) => text === value || (text.startsWith("{") && items(text).includes(value)));

const STRING = /'(?:[^']|'')*'/g;

/** The items of an array as PostgreSQL writes it: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
const items = (array: string): readonly string[] =>
  [...array.matchAll(/"((?:[^"\\]|\\[^])*)"|[^{},"]+/g)].map(([plain, quoted]) =>
    (quoted ?? plain.trim()).replaceAll(/\\([^])/g, "$1"),
  );

/** Strings, quoted names, words, and single characters; white space goes with what is before it. */
const PIECE =
  /(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[\p{L}_][\p{L}\p{N}_$]*|::|[^])\s*/gu;
const PLAIN = /^[a-z_][a-z0-9_]*$/;

/** A backslash may be a character of its own or may escape a quote, as the server is set: better no piece than a wrong one. */
const pieces = (expression: string): readonly string[] =>
  expression.includes("\\") ? [expression] : (expression.match(PIECE) ?? []);

/** Whether the piece names the column, and not a table, a function, a type or a collation. */
function isColumn(all: readonly string[], at: number, column: string): boolean {
  const piece = all[at]?.trim() ?? "";
  const before = all[at - 1]?.trim().toUpperCase();
  const after = all[at + 1]?.trim();
  if (after === "(" || after === "." || before === "::" || before === "COLLATE") return false;
  const quote = piece[0];
  if (quote === '"' || quote === "`")
    return piece.slice(1, -1).replaceAll(quote + quote, quote) === column;
  return piece.toLowerCase() === column.toLowerCase();
}

function inQuotesOf(piece: string, name: string): string {
  const space = /\s*$/.exec(piece)?.[0] ?? "";
  if (PLAIN.test(piece.trim().toLowerCase()) && PLAIN.test(name)) return name + space;
  const quote = piece.startsWith("`") ? "`" : '"';
  return quote + name.replaceAll(quote, quote + quote) + quote + space;
}
