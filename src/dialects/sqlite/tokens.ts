/** What a token is. A `name` is quoted; an unquoted one is a `word`, as keywords are. */
export type TokenKind = "word" | "name" | "string" | "blob" | "number" | "variable" | "operator";

export interface Token {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
  /** A name or string without its quotes, a word in upper case, anything else as written. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A text that SQLite would not read either, or that it reads and this module does not know. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/**
 * The tokens of SQL text as SQLite cuts them (https://www.sqlite.org/lang.html); white space and comments are
 * left out. Throws `Unreadable` where no token can begin.
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let start = 0;
  while (start < text.length) {
    const end = match(SPACE, text, start);
    if (end > start) start = end;
    else {
      const token = tokenAt(text, start);
      tokens.push(token);
      start = token.end;
    }
  }
  return tokens;
}

/** The same, but none where the text is not readable. */
export function tokensOf(text: string): readonly Token[] {
  try {
    return tokenize(text);
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}

/** A few characters of the text, for a message. */
export const near = (text: string, at: number): string =>
  at < text.length ? `\`${text.slice(at, at + 30).trim()}\`` : "its end";

/** The form in which SQLite compares identifiers: only the letters A to Z fold. */
export const fold = (identifier: string): string =>
  identifier.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** Whether two identifiers are the same one to SQLite. */
export const sameName = (a: string, b: string): boolean => a === b || fold(a) === fold(b);

/** Whether the token is one of these words, unquoted. */
export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean =>
  token?.kind === "word" && words.includes(token.value);

export const isOperator = (token: Token | undefined, operator: string): boolean =>
  token?.kind === "operator" && token.text === operator;

const SPACE = /(?:[ \t\n\f\r]+|\uFEFF|--[^\n]*|\/\*[^]*?(?:\*\/|$))+/y;

/** In the order in which they are tried: a word may begin as a blob does, and an operator as a number does. */
const PATTERNS: readonly (readonly [kind: TokenKind, pattern: RegExp])[] = [
  ["blob", /[xX]'[0-9a-fA-F]*'/y],
  ["word", /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y],
  ["name", /"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/y],
  ["string", /'(?:[^']|'')*'/y],
  [
    "number",
    /(?:0[xX][0-9a-fA-F][0-9a-fA-F_]*|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)(?![\w$\u0080-\uFFFF])/y,
  ],
  ["operator", /->>|->|\|\||<<|>>|<=|>=|<>|==|!=|[-+*/%=<>~&|(),.;]/y],
  ["variable", /[?@:$#][\w$\u0080-\uFFFF]*/y],
];

function tokenAt(source: string, start: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    const end = match(pattern, source, start);
    if (end > start) {
      const text = source.slice(start, end);
      return { kind, text, value: valueOf(kind, text), start, end };
    }
  }
  throw new Unreadable(`nothing begins at ${near(source, start)}`);
}

/** Where the pattern ends that begins here; where it begins if it does not. */
function match(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

function valueOf(kind: TokenKind, text: string): string {
  if (kind === "word") return text.toUpperCase();
  return kind === "name" || kind === "string" ? unquote(text) : text;
}

function unquote(text: string): string {
  const inner = text.slice(1, -1);
  const quote = text.at(-1) ?? "";
  return quote !== "]" && inner.includes(quote) ? inner.replaceAll(quote + quote, quote) : inner;
}
