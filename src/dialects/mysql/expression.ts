/**
 * Strings with what stands before them, quoted names, words and single characters of SQL text; comments and white
 * space are one token. https://dev.mysql.com/doc/refman/8.4/en/language-structure.html
 */
const TOKEN =
  /(?<space>(?:\s|--\s[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+)|(?<before>_[a-z]\w*\s*|[nxb](?='))?(?<string>'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*")|(?<quoted>`(?:[^`]|``)*`)|(?<word>[\w$\u0080-\uffff]+)|[\s\S]/gi;

/** One token of an expression, and where it starts. */
export interface Token {
  readonly text: string;
  readonly at: number;
  readonly kind: "space" | "string" | "quoted" | "word" | "other";
  /** Of a string: the character set or the letter before it. */
  readonly before: string;
}

export function* tokens(text: string): Generator<Token> {
  for (const { 0: whole, index: at, groups = {} } of text.matchAll(TOKEN)) {
    const kind =
      groups["space"] !== undefined
        ? "space"
        : groups["string"] !== undefined
          ? "string"
          : groups["quoted"] !== undefined
            ? "quoted"
            : groups["word"] !== undefined
              ? "word"
              : "other";
    yield { text: whole, at, kind, before: groups["before"] ?? "" };
  }
}

/**
 * The expression in a spelling that surely means the same: no parentheses around all of it, single spaces, strings
 * in single quotes and without the character set that a connection of mig has anyway.
 */
export function tidy(text: string): string {
  let tidied = "";
  for (const token of tokens(text.trim()))
    tidied += token.kind === "space" ? " " : token.kind === "string" ? string(token) : token.text;
  return withoutParentheses(tidied.trim());
}

function string({ text, before }: Token): string {
  const plain = before === "" || /^_utf8mb4\s*$/i.test(before);
  return plain ? literal(unquote(text.slice(before.length))) : text;
}

/** The expression without the parentheses around all of it. */
export function withoutParentheses(text: string): string {
  let inner = text.trim();
  while (isEnclosed(inner)) inner = inner.slice(1, -1).trim();
  return inner;
}

/** Whether the first parenthesis is closed by the last character. */
function isEnclosed(text: string): boolean {
  return text.startsWith("(") && text.endsWith(")") && closing(text) === text.length - 1;
}

/** Where the first parenthesis is closed; -1 where none is. */
export function closing(text: string): number {
  let depth = 0;
  for (const { text: token, at } of tokens(text)) {
    if (token === "(") depth += 1;
    if (token !== ")") continue;
    depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** Whether every parenthesis and every quote of the text is closed in it, so that it ends where it seems to. */
export function isWhole(text: string): boolean {
  let depth = 0;
  for (const { text: token } of tokens(text)) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth < 0 || /^['"`]$/.test(token)) return false;
  }
  return depth === 0;
}

/** The text without the name of a database before that of a table, in the quotes the server prints. */
export function withoutQualifier(text: string, database: string): string {
  const quoted = "`" + database.replaceAll("`", "``") + "`";
  const all = [...tokens(text)];
  const isQualifier = (at: number) =>
    all[at]?.text === quoted && all[at + 1]?.text === "." && all[at - 1]?.text !== ".";
  return all
    .filter((_, at) => !isQualifier(at) && !(at > 0 && isQualifier(at - 1)))
    .map((token) => token.text)
    .join("");
}

/** The names in an expression in lower case, as MySQL compares columns; key words are among them. */
export function identifiers(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { text: token, kind } of tokens(text)) {
    if (kind === "word") names.add(token.toLowerCase());
    if (kind === "quoted") names.add(token.slice(1, -1).replaceAll("``", "`").toLowerCase());
  }
  return names;
}

/** A string as a literal. A backslash escapes: https://dev.mysql.com/doc/refman/8.4/en/string-literals.html */
export const literal = (value: string): string =>
  `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\0", "\\0")}'`;

/** The value of a string literal in either kind of quotes. */
export function unquote(text: string): string {
  const quote = text.charAt(0);
  return text
    .slice(1, -1)
    .replaceAll(new RegExp(`\\\\([\\s\\S])|${quote}${quote}`, "g"), (_, escaped?: string) =>
      escaped === undefined ? quote : (ESCAPES[escaped] ?? escaped),
    );
}

/** Escapes that do not stand for the character itself; those of LIKE keep their backslash. */
const ESCAPES: { readonly [escaped: string]: string } = {
  0: "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
  "%": "\\%",
  _: "\\_",
};

/** The value where the text is one string and nothing else; null otherwise. */
export function stringValue(text: string): string | null {
  const [first, second] = tokens(text);
  if (first?.kind !== "string" || second || !["", "n", "N"].includes(first.before)) return null;
  return unquote(text.slice(first.before.length));
}
