import { localName } from "../../schema/name.js";
import { standardLiteral } from "../../sql.js";
import type { Expression } from "../dialect.js";
import { closing, columnsIn, identifier, isOne, isReference, SPOKEN, tidy } from "./expression.js";
import { sqliteGrammar as sql } from "./grammar.js";
import { normalDefault } from "./normalize.js";
import { fold, isOperator, isWord, sameName, tokenize, Unreadable, type Token } from "./tokens.js";

/**
 * The expression in one spelling, which means the same to SQLite: the case of words, white space and comments, the
 * quotes of columns and strings, a qualifier that is the table itself, `==` and `<>`, the case of blobs and numbers,
 * and parentheses that change nothing. Null where SQLite would not read it.
 */
export function canonical({ table, place, text }: Expression): string | null {
  try {
    const columns = table.columns.map(({ name }) => name);
    const plain = place === "default" ? (normalDefault(text) ?? "NULL") : text;
    const tokens = withoutQualifiers(
      tokenize(tidy(plain, columnsIn(place === "default" ? [] : columns))),
      localName(table.name),
    );
    const spelt = tokens.map((token, at) => respelt(token, spelling(tokens, at, columns)));
    return withoutRedundant(spelt)
      .map((token) => token.text)
      .join(" ");
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** The query of a view in one spelling in the same way; it is read once the tables are as wanted, so none matter. */
export function canonicalView(text: string): string | null {
  try {
    const tokens = tokenize(tidy(text, () => true));
    return tokens
      .map((token) =>
        PLAIN.test(token.value) && token.kind === "name"
          ? token.value
          : SPELLINGS[token.kind](token),
      )
      .join(" ");
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** A quoted name that needs no quotes. */
const PLAIN = /^[a-z_][a-z0-9_]*$/;

/** `users.age` is `age` where no other table can be meant. */
const withoutQualifiers = (tokens: readonly Token[], table: string): readonly Token[] =>
  tokens.filter((token, at) => {
    const isOwn = (name: Token | undefined, dot: Token | undefined) =>
      (name?.kind === "word" || name?.kind === "name") &&
      isOperator(dot, ".") &&
      sameName(identifier(name), table);
    return !isOwn(token, tokens[at + 1]) && !(at > 0 && isOwn(tokens[at - 1], token));
  });

const respelt = (token: Token, text: string): Token => ({ ...token, text });

function spelling(tokens: readonly Token[], at: number, columns: readonly string[]): string {
  const token = tokens[at];
  if (!token) return "";
  if (isReference(tokens, at)) {
    const column = columns.find((name) => sameName(name, identifier(token)));
    if (column !== undefined) return sql.name(column);
  }
  if (isWord(tokens[at - 1], "COLLATE")) return sql.name(fold(identifier(token)));
  return SPELLINGS[token.kind](token);
}

const SPELLINGS: { readonly [K in Token["kind"]]: (token: Token) => string } = {
  word: ({ text, value }) => (SPOKEN.has(value) ? value : fold(text)),
  name: ({ value }) => sql.name(value),
  string: ({ value }) => standardLiteral(value),
  blob: ({ text }) => `x${text.slice(1).toUpperCase()}`,
  number: ({ text }) => text.toLowerCase().replaceAll("_", ""),
  variable: ({ text }) => text,
  operator: ({ text }) => ({ "==": "=", "<>": "!=" })[text] ?? text,
};

/** Without the parentheses that change nothing, one pair at a time. */
function withoutRedundant(tokens: readonly Token[]): readonly Token[] {
  for (let open = 0; open < tokens.length; open += 1) {
    if (!isOperator(tokens[open], "(")) continue;
    const close = closing(tokens, open);
    if (close > open && isRedundant(tokens, open, close))
      return withoutRedundant(tokens.filter((_, at) => at !== open && at !== close));
  }
  return tokens;
}

function isRedundant(tokens: readonly Token[], open: number, close: number): boolean {
  const inner = tokens.slice(open + 1, close);
  if (!isOne(inner)) return false;
  const before = tokens[open - 1];
  const after = tokens[close + 1];
  if (before === undefined && after === undefined) return true;
  if (isOperator(before, "(") && isOperator(after, ")")) return true;
  if (inner.length === 1) return isOpen(before) && !isOperator(after, "(");
  return (
    stands(before, "(") && stands(after, ")") && isTight(inner) && !hasBetween(tokens, open, close)
  );
}

/** Whether a single value may stand behind the token as well without parentheses as with them. */
function isOpen(token: Token | undefined): boolean {
  if (token === undefined) return true;
  if (token.kind === "operator") return !["-", "+", "~", ")", "."].includes(token.text);
  return isWord(token, ...BEFORE_A_VALUE);
}

const BEFORE_A_VALUE = "AND OR NOT WHEN THEN ELSE CASE BETWEEN LIKE GLOB IS ESCAPE".split(" ");

/** Whether the token binds no closer than AND and OR do. */
const stands = (token: Token | undefined, parenthesis: "(" | ")"): boolean =>
  token === undefined ||
  isOperator(token, parenthesis) ||
  isOperator(token, ",") ||
  isWord(token, "AND", "OR");

/** Whether the tokens bind closer than AND and OR do: those do not stand among them outside parentheses. */
function isTight(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (isOperator(token, "(")) depth += 1;
    if (isOperator(token, ")")) depth -= 1;
    if (depth === 0 && isWord(token, "AND", "OR", "CASE")) return false;
  }
  return true;
}

/** Whether an AND outside the pair may be that of a BETWEEN, which binds closer. */
const hasBetween = (tokens: readonly Token[], open: number, close: number): boolean =>
  tokens.some((token, at) => (at < open || at > close) && isWord(token, "BETWEEN"));
