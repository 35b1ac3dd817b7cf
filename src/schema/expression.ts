import { RESERVED } from "./reserved-words.js";

/** Whether an expression names the column; one that can be read in two ways counts as not. */
export const mentions = (expression: string, column: string): boolean =>
  pieces(expression).some((_, at, all) => isColumn(all, at, column));

/** The expression with a column called by another name, in the quotes that it stands in, or in those that this needs. */
export function renameIn(expression: string, from: string, to: string): string {
  const all = pieces(expression);
  const quote = all.some((piece) => piece.startsWith("`")) ? "`" : '"';
  return all
    .map((piece, at) => (isColumn(all, at, from) ? inQuotesOf(piece, to, quote) : piece))
    .join("");
}

/** All names that stand in a text outside of strings, in lower case; key words and functions are among them. */
export function namesIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  // A name too many does no harm.
  for (const piece of readings(text).flat()) {
    const name = piece.trim().toLowerCase();
    const quote = name[0];
    if (quote === '"' || quote === "`")
      names.add(name.slice(1, -1).replaceAll(quote + quote, quote));
    else if (/^[\p{L}_]/u.test(name)) names.add(name);
  }
  return names;
}

/** Strings, quoted names, words, and single characters; white space goes with what is before it. */
const PIECE =
  /(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[\p{L}_][\p{L}\p{N}_$]*|::|[^])\s*/gu;
const PIECE_WITH_ESCAPES = new RegExp(
  PIECE.source.replace("'(?:[^']", String.raw`'(?:[^'\\]|\\[^]`),
  "gu",
);
const PLAIN = /^[a-z_][a-z0-9_]*$/;

/**
 * The expression cut into strings, quoted names, words and single characters, each with the white space after it. Whether a
 * backslash escapes a quote is as the server is set: where both readings end their strings and differ, it is all one piece.
 */
export function pieces(expression: string): readonly string[] {
  const [plain, ...others] = readings(expression);
  return plain === undefined || others.length > 0 ? [expression] : plain;
}

/** The different ways to read a text, in which every quote has its end if it has in any. */
export function readings(text: string): readonly (readonly string[])[] {
  const plain = text.match(PIECE) ?? [];
  if (!text.includes("\\")) return [plain];
  const escaped = text.match(PIECE_WITH_ESCAPES) ?? [];
  const whole = [plain, escaped].filter((all) => !all.some((piece) => /^['"`]\s*$/.test(piece)));
  if (whole.length === 1) return whole;
  const isOne =
    plain.length === escaped.length && plain.every((piece, at) => piece === escaped[at]);
  return isOne ? [plain] : [plain, escaped];
}

/** The expression without what words can differ in and mean the same: white space, case, and quotes that need not be. */
export function inPlainWords(expression: string): string {
  const all = pieces(expression);
  if (all.length < 2 || expression.includes("$")) return expression.trim();
  return all
    .map((piece) => {
      const word = piece.trim();
      if (word.startsWith("'")) return word;
      const name = /^["`](.*)["`]$/s.exec(word)?.[1];
      return name === undefined || PLAIN.test(name) ? (name ?? word.toLowerCase()) : word;
    })
    .join(" ");
}

/** Whether the piece names the column, and not a table, a function, a type or a collation. */
function isColumn(all: readonly string[], at: number, column: string): boolean {
  const piece = all[at]?.trim() ?? "";
  const before = all[at - 1]?.trim().toUpperCase();
  const after = all[at + 1]?.trim();
  if (after === "(" || after === "." || before === "::" || before === "COLLATE") return false;
  const quote = piece[0];
  if (quote === '"' || quote === "`")
    return piece.slice(1, -1).replaceAll(quote + quote, quote) === column;
  return piece.toLowerCase() === column.toLowerCase() && !isSyntax(all, at);
}

/**
 * Whether a bare word in an expression is a type, a character set or a unit by what stands around it: `CAST(a AS date)`,
 * `CONVERT(a USING utf8mb4)`, `date '2020-01-01'`, `EXTRACT(year FROM a)`, `INTERVAL 1 day`.
 */
export function isSyntax(all: readonly string[], at: number): boolean {
  const word = (offset: number) => all[at + offset]?.trim().toUpperCase() ?? "";
  return (
    ["AS", "USING", "SET", "CHARSET"].includes(word(-1)) ||
    word(1).startsWith("'") ||
    (word(1) === "FROM" && word(-1) === "(" && word(-2) === "EXTRACT") ||
    word(beforeValue(all, at - 1) - at) === "INTERVAL"
  );
}

/** The place before a value that ends here: one piece, or all that its parentheses hold. */
function beforeValue(all: readonly string[], end: number): number {
  let depth = 0;
  for (let at = end; at >= 0; at -= 1) {
    const piece = all[at]?.trim();
    if (piece === ")") depth += 1;
    if (piece === "(") depth -= 1;
    if (depth < 0) return -1;
    if (depth === 0 && piece !== "") return at - 1;
  }
  return -1;
}

function inQuotesOf(piece: string, name: string, usual: string): string {
  const space = /\s*$/.exec(piece)?.[0] ?? "";
  const isBare = !/^["`]/.test(piece);
  if (isBare && PLAIN.test(name) && !RESERVED.has(name)) return name + space;
  const quote = isBare ? usual : (piece[0] ?? usual);
  return quote + name.replaceAll(quote, quote + quote) + quote + space;
}
