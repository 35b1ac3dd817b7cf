import { isOperator, isWord, near, tokenize, Unreadable, type Token } from "./tokens.js";

/** A stretch of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in SQL text that a parser moves along, token by token. */
export class Cursor {
  readonly source: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string) {
    this.source = source;
    this.#tokens = tokenize(source);
  }

  /** The token here, or so many further on; undefined past the end. */
  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  /** Where the token here begins. */
  get start(): number {
    return this.peek()?.start ?? this.source.length;
  }

  /** Where the token before this one ends. */
  get end(): number {
    return this.peek(-1)?.end ?? 0;
  }

  next(): Token {
    const token = this.peek() ?? this.fail();
    this.#at += 1;
    return token;
  }

  /** The word here, in upper case; null for anything that is not one. */
  get word(): string | null {
    const token = this.peek();
    return token?.kind === "word" ? token.value : null;
  }

  /** Whether these words stand here, with spaces between. */
  sees(words: string): boolean {
    const { word } = this;
    if (word === null || !words.startsWith(word)) return false;
    return words.split(" ").every((each, ahead) => isWord(this.peek(ahead), each));
  }

  seesOperator(operator: string): boolean {
    return isOperator(this.peek(), operator);
  }

  /** Goes past the words if they stand here. */
  takes(words: string): boolean {
    const seen = this.sees(words);
    if (seen) this.#at += words.split(" ").length;
    return seen;
  }

  takesOperator(operator: string): boolean {
    const seen = this.seesOperator(operator);
    if (seen) this.#at += 1;
    return seen;
  }

  expect(words: string): void {
    if (!this.takes(words)) this.fail();
  }

  expectOperator(operator: string): void {
    if (!this.takesOperator(operator)) this.fail();
  }

  /** An identifier, however it is quoted: SQLite takes a string for one too. */
  identifier(): string {
    const token = this.next();
    if (token.kind === "word") return token.text;
    if (token.kind === "name" || token.kind === "string") return token.value;
    this.#at -= 1;
    return this.fail();
  }

  /** Goes past a pair of parentheses and gives what stands between. */
  parentheses(): Span {
    this.expectOperator("(");
    const start = this.end;
    for (let depth = 1; depth > 0;) {
      const token = this.next();
      if (isOperator(token, "(")) depth += 1;
      if (isOperator(token, ")")) depth -= 1;
    }
    return { start, end: this.peek(-1)?.start ?? start };
  }

  /** A list in parentheses, its items with commas between. */
  list<T>(item: () => T): readonly T[] {
    this.expectOperator("(");
    const items = [item()];
    while (this.takesOperator(",")) items.push(item());
    this.expectOperator(")");
    return items;
  }

  /** Stops at what cannot stand here. */
  fail(): never {
    throw new Unreadable(`not understood at ${near(this.source, this.start)}`);
  }
}
