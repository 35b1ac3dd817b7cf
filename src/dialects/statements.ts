import { MigError } from "../errors.js";
import { around, type Grammar, type Statement } from "../sql.js";

/** How a database cuts SQL text into pieces, as far as statements and placeholders need it. */
export interface Lexis {
  /**
   * One piece, by the name of its group: `space` with comments; `word`; `mark`, a placeholder; `open` and `shut`, parentheses;
   * anything else is other text, and never has a semicolon outside of quotes but alone.
   */
  readonly piece: RegExp;
  /** Whether comments nest; then a piece that begins one is only its first two characters. */
  readonly nests: boolean;
  /** Whether the statement that begins with these words may have semicolons in it, between BEGIN and END. */
  readonly hasBody: (words: readonly string[]) => boolean;
  /** Words that open what an END closes, where a statement of a body begins. */
  readonly blocks: ReadonlySet<string>;
  /** Which of the given values a placeholder stands for, from 1; null for the next one. */
  readonly numberOf: (mark: string) => number | null;
}

/** A piece of text. */
interface Piece {
  readonly kind: "space" | "word" | "mark" | "open" | "shut" | "other";
  readonly text: string;
  readonly at: number;
}

/** What a grammar does with texts that people have written. */
export const reading = (lexis: Lexis): Pick<Grammar, "split" | "filled" | "isOpenBetween"> => ({
  split: (text) => splitBy(lexis, text),
  filled: (text, literals) => filledBy(lexis, text, literals),
  isOpenBetween: (texts) => isOpenBetween(lexis, texts),
});

/**
 * The statements of a text, without the semicolons between them; a single one as it stands. One of which the end is not found
 * takes all that follows.
 */
function splitBy(lexis: Lexis, text: string): readonly Statement[] {
  const statements: Statement[] = [];
  let start = 0;
  let isEmpty = true;
  let body = bodyOf(lexis);
  for (const piece of pieces(lexis, text)) {
    if (piece.kind === "other" && piece.text === ";" && body.isOver()) {
      if (!isEmpty) statements.push(text.slice(start, piece.at).trim());
      [start, isEmpty, body] = [piece.at + 1, true, bodyOf(lexis)];
      continue;
    }
    if (piece.kind !== "space") isEmpty = false;
    body.see(piece);
  }
  if (!isEmpty) statements.push(text.slice(start).trim());
  return statements.length > 1 ? statements : [text];
}

/** The text with literals in the places of its placeholders. Refuses (MIG409) more or fewer of them than there are places. */
function filledBy(lexis: Lexis, text: string, literals: readonly string[]): string {
  let filled = "";
  let next = 1;
  const used = new Set<number>();
  for (const piece of pieces(lexis, text)) {
    if (piece.kind !== "mark") {
      filled += piece.text;
      continue;
    }
    const number = lexis.numberOf(piece.text) ?? next;
    next = Math.max(next, number + 1);
    used.add(number);
    const literal = literals[number - 1];
    if (literal === undefined) throw notAsMany(`${piece.text} (number ${number})`, literals);
    filled += around(literal, filled);
  }
  const unused = literals.findIndex((_, at) => !used.has(at + 1));
  if (unused >= 0) throw notAsMany(`no placeholder for value ${unused + 1}`, literals);
  return filled;
}

/** Whether what stands between the texts is outside of their quotes and comments. */
function isOpenBetween(lexis: Lexis, texts: readonly string[]): boolean {
  let mark = "mig_part";
  while (texts.some((text) => text.includes(mark))) mark += "_";
  const found = [...pieces(lexis, texts.join(` ${mark} `))].filter(({ text }) => text === mark);
  return found.length === texts.length - 1;
}

const notAsMany = (what: string, literals: readonly string[]) =>
  new MigError(
    "MIG409",
    `The statement has ${what}, and ${literals.length} values are given.`,
    "Give a value for each placeholder, and a placeholder for each value.",
  );

/** The pieces of a text, one after the other. */
export function* pieces({ piece, nests }: Lexis, text: string): Generator<Piece> {
  const pattern = new RegExp(piece.source, "giy");
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const { 0: whole = text.charAt(at), groups = {} } = pattern.exec(text) ?? {};
    const found = KINDS.find((kind) => groups[kind] !== undefined) ?? "other";
    const length = nests && whole === "/*" ? endOfNested(text, at) - at : Math.max(whole.length, 1);
    const kind = nests && whole === "/*" ? "space" : found;
    yield { kind, text: text.slice(at, at + length), at };
    at += length;
  }
}

const KINDS = ["space", "word", "mark", "open", "shut"] as const;

/** Comments within comments end one after another. */
function endOfNested(text: string, start: number): number {
  let depth = 0;
  for (const { 0: sign, index } of text.slice(start).matchAll(/\/\*|\*\//g)) {
    depth += sign === "/*" ? 1 : -1;
    if (depth === 0) return start + index + 2;
  }
  return text.length;
}

/** Follows a statement, and knows whether a semicolon ends it. */
function bodyOf({ hasBody, blocks }: Lexis) {
  const first: string[] = [];
  const open: string[] = [];
  let parentheses = 0;
  /** What stood last that is not space. */
  let last = "";
  /** An END, of which the next word says what it ends. */
  let isEnding = false;

  function close(next: string): void {
    if (!isEnding) return;
    isEnding = false;
    // Within BEGIN and END the others are not counted.
    if (!blocks.has(next) || open.at(-1) === next) open.pop();
  }

  /** Whether a block word behind this one begins a statement that is the body itself, or one within it. */
  function begins(before: string): boolean {
    if (open.includes("BEGIN")) return false;
    return BEFORE_STATEMENTS.has(before) || (STARTERS.has(before) && open.at(-1) !== "CASE");
  }

  return {
    isOver: () => parentheses === 0 && open.length === (isEnding ? 1 : 0),
    see({ kind, text }: Piece) {
      if (kind === "space") return;
      const word = kind === "word" ? text.toUpperCase() : text;
      const [before, wasEnding] = [last, isEnding];
      close(word);
      last = word;
      if (kind === "open") parentheses += 1;
      if (kind === "shut") parentheses = Math.max(parentheses - 1, 0);
      if (kind !== "word" || before === "." || before === "@") return;
      if (first.length < WORDS_TO_KNOW) first.push(word);
      // Whether a BEGIN in front is that of a body, or of a transaction, the next word says.
      if (first.length === 2 && before === "BEGIN" && hasBody(first)) open.push(before);
      if (!hasBody(first) || (wasEnding && (word === "CASE" || blocks.has(word)))) return;
      if (word === "END") isEnding = open.length > 0;
      else if (word === "BEGIN" || word === "CASE" || (blocks.has(word) && begins(before)))
        open.push(word);
    },
  };
}

/** By then it has been said what is made. */
const WORDS_TO_KNOW = 24;

const BEFORE_STATEMENTS: ReadonlySet<string> = new Set([
  ...[";", ":", ")"],
  ..."ROW DO LOOP REPEAT SQL DATA DETERMINISTIC INVOKER DEFINER".split(" "),
]);
const STARTERS: ReadonlySet<string> = new Set(["THEN", "ELSE"]);
