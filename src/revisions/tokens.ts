/** A piece of JavaScript or TypeScript source. A template literal without `${` is a string. */
export interface Token {
  readonly kind: "name" | "string" | "number" | "template" | "expression" | "mark" | "end";
  /** What a string says; of other tokens what is written. */
  readonly text: string;
  readonly at: number;
  readonly startsLine: boolean;
}

/** A comment without its slashes and stars. */
export interface Comment {
  readonly lines: readonly string[];
  readonly at: number;
  readonly end: number;
}

/** Reads source token by token, only as far as it is asked to, and keeps the comments it came by. */
export class Tokens {
  readonly comments: Comment[] = [];
  readonly #source: string;
  #at = 0;
  #last: Token = { kind: "mark", text: ";", at: 0, startsLine: true };
  #peeked: Token | null = null;
  /** How many template literals stand around this place. */
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#match(SHEBANG);
  }

  next(): Token {
    const token = this.#peeked ?? this.#read();
    this.#peeked = null;
    this.#last = token;
    return token;
  }

  peek(): Token {
    this.#peeked ??= this.#read();
    return this.#peeked;
  }

  /** What is not read yet. */
  rest(): string {
    return this.#source.slice(this.#at);
  }

  /** The number of the line that a place in the source is on. */
  lineOf(at: number): number {
    return this.#source.slice(0, at).split(/\r\n?|\n/).length;
  }

  #read(): Token {
    const startsLine = this.#skipBlanks();
    const at = this.#at;
    const first = this.#source.charCodeAt(at);
    if (Number.isNaN(first)) return { kind: "end", text: "", at, startsLine };
    if (isInName(first)) {
      const kind = first >= DIGIT_0 && first <= DIGIT_9 ? "number" : "name";
      return { kind, text: this.#readWord(), at, startsLine };
    }
    if (first === BACKTICK) return this.#readTemplate(startsLine);
    const string = first === QUOTE || first === APOSTROPHE ? this.#match(STRING) : null;
    if (string !== null)
      return { kind: "string", text: unescaped(string.slice(1, -1)), at, startsLine };
    const expression = first === SLASH && !endsValue(this.#last) ? this.#match(EXPRESSION) : null;
    if (expression !== null) return { kind: "expression", text: expression, at, startsLine };
    const mayBeLong = first === EQUALS || first === QUESTION_MARK;
    const text = (mayBeLong ? this.#match(OPERATOR) : null) ?? this.#source.charAt(at);
    this.#at = at + text.length;
    return { kind: "mark", text, at, startsLine };
  }

  #readWord(): string {
    const from = this.#at;
    while (isInName(this.#source.charCodeAt(this.#at))) this.#at += 1;
    return this.#source.slice(from, this.#at);
  }

  /** Whether there was the beginning of a line among what was skipped. */
  #skipBlanks(): boolean {
    let startsLine = this.#at === 0;
    for (;;) {
      const code = this.#source.charCodeAt(this.#at);
      if (code === SLASH) {
        const at = this.#at;
        const text = this.#match(COMMENT);
        if (text === null) return startsLine;
        startsLine ||= text.includes("\n");
        this.comments.push({ lines: linesOf(text), at, end: this.#at });
      } else if (isBlank(code)) {
        startsLine ||= code === 10 || code === 13;
        this.#at += 1;
      } else {
        return startsLine;
      }
    }
  }

  #readTemplate(startsLine: boolean): Token {
    const at = this.#at;
    const plain = this.#match(TEMPLATE);
    if (plain !== null)
      return { kind: "string", text: unescaped(plain.slice(1, -1)), at, startsLine };
    this.#at += 1;
    this.#depth += 1;
    // Nobody writes this, and it would take more stack than there is.
    if (this.#depth > DEEPEST) this.#at = this.#source.length;
    while (this.#match(UP_TO_HOLE) !== null) this.#skipHole();
    this.#depth -= 1;
    this.#match(UP_TO_END);
    return { kind: "template", text: this.#source.slice(at, this.#at), at, startsLine };
  }

  #skipHole(): void {
    for (let depth = 1; depth > 0;) {
      this.#last = this.#read();
      const { kind, text } = this.#last;
      if (kind === "end") break;
      if (kind === "mark") depth += text === "{" ? 1 : text === "}" ? -1 : 0;
    }
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#source)) return null;
    const from = this.#at;
    this.#at = pattern.lastIndex;
    return this.#source.slice(from, this.#at);
  }
}

const DEEPEST = 100;

const QUOTE = 34;
const APOSTROPHE = 39;
const SLASH = 47;
const DIGIT_0 = 48;
const DIGIT_9 = 57;
const EQUALS = 61;
const QUESTION_MARK = 63;
const BACKTICK = 96;

const SHEBANG = /\uFEFF?#!.*/y;
const COMMENT = /\/\/.*|\/\*[^]*?(?:\*\/|$(?![^]))/y;
const STRING = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y;
const EXPRESSION = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
const OPERATOR = /=>|={2,3}|\?\.|\?\?=?/y;
const TEMPLATE = /`(?:[^`\\$]|\\[^]|\$(?!\{))*`/y;
const UP_TO_HOLE = /(?:[^`\\$]|\\[^]|\$(?!\{))*\$\{/y;
const UP_TO_END = /(?:[^`\\$]|\\[^]|\$(?!\{))*`?/y;

/** Digits, letters, `$` and `_`; beyond ASCII all that is no blank, which is more than there is and as good here. */
const isInName = (code: number) =>
  code < 128 ? IN_NAME[code] === 1 : code >= 128 && !isBlank(code);

const IN_NAME = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\w$]/.test(String.fromCharCode(code)) ? 1 : 0,
);

const isBlank = (code: number) =>
  code === 32 || (code >= 9 && code <= 13) || (code >= 128 && /\s/.test(String.fromCharCode(code)));

/** After a value a slash divides; anywhere else it begins a regular expression. */
const endsValue = ({ kind, text }: Token) => (kind === "mark" ? /[)\]}]/.test(text) : true);

const linesOf = (comment: string) =>
  comment.startsWith("//")
    ? [comment.replace(/^\/+/, "").trim()]
    : comment
        .replace(/^\/\*+|\*+\/$/g, "")
        .split(/\r\n?|\n/)
        .map((line) => line.replace(/^\s*\*/, "").trim());

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
};

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|(\r\n|[^]))/gi,
    (_, long?: string, short?: string, byte?: string, other = "") => {
      const code = long ?? short ?? byte;
      if (code !== undefined)
        return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
      return /[\r\n]/.test(other) ? "" : (ESCAPES[other] ?? other);
    },
  );
}
