import { MigError } from "../errors.js";
import { createdIn, messageIn } from "./header-comment.js";
import type { Revision } from "./revision.js";
import { Tokens, type Token } from "./tokens.js";

/** What the top of a migration file says of it. */
export interface Header extends Omit<Revision, "path"> {
  /** Whether the header was read to its end: all of it is there, or the first function has begun. */
  readonly isComplete: boolean;
}

/**
 * Reads a migration's identity as text, without running it: `revision`, `downRevision`, `branchLabels` and
 * `dependsOn`, written by hand or by a compiler (`export const …`, `exports.… =`) above `upgrade` and `downgrade`.
 * The message is the first paragraph of comment above `revision`. Refuses (MIG109) a header that is
 * missing or computed.
 */
export function readHeader(source: string, path: string): Header {
  const tokens = new Tokens(source);
  const { values, isComplete, revisionAt } = readValues(tokens, path);
  const revision = values.get("revision");
  if (revision === undefined) throw without("revision", path);
  if (typeof revision !== "string" || revision === "") {
    throw unreadable("revision", path, "is not an id");
  }
  const down = values.get("downRevision");
  if (down === undefined) throw without("downRevision", path);
  const comments = tokens.comments.filter(({ at }) => at < revisionAt);
  return {
    id: revision,
    down: listOf(down),
    dependsOn: listOf(values.get("dependsOn")),
    labels: listOf(values.get("branchLabels")),
    message: messageIn(comments, source),
    createdAt: createdIn(comments),
    isComplete,
  };
}

/** The migrations of TypeORM's that a revision stands for, as its file says above its functions; none where it says nothing of it. */
export function adoptedIn(source: string): readonly string[] {
  const tokens = new Tokens(source);
  for (const { text } of declared(tokens)) {
    if (isBody(text) && begins(tokens)) return [];
    if (text !== "adopts") continue;
    const value = readValue(tokens, text);
    if (value !== NO_VALUE && value !== COMPUTED) return listOf(value);
  }
  return [];
}

const FIELDS = {
  revision: '`export const revision = "1da977fd3e6e";`',
  downRevision:
    '`export const downRevision = "27c6a30d7c24";`, `null` for a first revision, a list for a merge',
  branchLabels: "`export const branchLabels: string[] = [];`",
  dependsOn: "`export const dependsOn: string[] = [];`",
} as const;

type Field = keyof typeof FIELDS;
type Value = string | null | readonly string[];

interface Values {
  readonly values: ReadonlyMap<Field, Value>;
  readonly isComplete: boolean;
  /** Where the name `revision` stands. */
  readonly revisionAt: number;
}

function readValues(tokens: Tokens, path: string): Values {
  const values = new Map<Field, Value>();
  let revisionAt = 0;
  for (const name of declared(tokens)) {
    const { text, at } = name;
    const refusal = (field: Field, problem: string) =>
      unreadable(field, `${path}:${tokens.lineOf(at)}`, problem);
    if (isBody(text) && begins(tokens)) {
      refuseBelow(tokens, values, path);
      return { values, isComplete: true, revisionAt };
    }
    const meant = misspelt(text);
    if (meant !== null) throw refusal(meant, `is misspelt as ${text}`);
    if (!isField(text)) continue;
    const value = readValue(tokens, text);
    if (value === NO_VALUE) continue;
    if (value === COMPUTED)
      throw refusal(
        text,
        "is computed, or something else than a string, a list of strings or null",
      );
    if (values.has(text) && !isSame(values.get(text), value)) throw refusal(text, "is given twice");
    if (text === "revision") revisionAt ||= at;
    values.set(text, value);
    if (values.size === Object.keys(FIELDS).length) return { values, isComplete: true, revisionAt };
  }
  return { values, isComplete: false, revisionAt };
}

/** What was to stand above the functions and stands below is a part of history that nobody would see. */
function refuseBelow(tokens: Tokens, values: ReadonlyMap<Field, Value>, path: string): void {
  const missing = ["branchLabels", "dependsOn"] as const;
  if (!missing.some((field) => !values.has(field) && tokens.rest().includes(field))) return;
  for (const { text, at } of declared(tokens))
    if (isField(text) && !values.has(text) && readValue(tokens, text) !== NO_VALUE)
      throw unreadable(
        text,
        `${path}:${tokens.lineOf(at)}`,
        "stands below `upgrade` or `downgrade`",
      );
}

/** The field that a name was to be, as Alembic spells it or nearly so; null where it is one, or is something else. */
function misspelt(name: string): Field | null {
  return isField(name) ? null : (MISSPELT.get(name.replaceAll("_", "").toLowerCase()) ?? null);
}

const MISSPELT: ReadonlyMap<string, Field> = new Map([
  ["downrevision", "downRevision"],
  ["downrevisions", "downRevision"],
  ["branchlabel", "branchLabels"],
  ["branchlabels", "branchLabels"],
  ["dependson", "dependsOn"],
  ["dependon", "dependsOn"],
]);

/** The names that are given something outside of any bracket; after each, the tokens stand right behind it. */
function* declared(tokens: Tokens): Generator<Token, void> {
  let depth = 0;
  for (let token = tokens.next(); token.kind !== "end"; token = tokens.next()) {
    if (token.kind === "mark") depth += DEPTH[token.text] ?? 0;
    if (depth > 0 || token.kind !== "name") continue;
    if (DECLARES.has(token.text)) {
      for (let more = true; more && tokens.peek().kind === "name"; more = isNext(tokens, ","))
        yield tokens.next();
    } else if (isExports(tokens, token) && tokens.peek().kind === "name") {
      yield tokens.next();
    }
  }
}

const DECLARES: ReadonlySet<string> = new Set(["const", "let", "var", "function"]);

const DEPTH: Readonly<Record<string, number>> = {
  "(": 1,
  "[": 1,
  "{": 1,
  ")": -1,
  "]": -1,
  "}": -1,
};

/** Goes past `exports.` or `module.exports.`. */
function isExports(tokens: Tokens, { text }: Token): boolean {
  if (text === "exports") return isNext(tokens, ".");
  return (
    text === "module" && isNext(tokens, ".") && isNext(tokens, "exports") && isNext(tokens, ".")
  );
}

const isField = (name: string): name is Field => Object.hasOwn(FIELDS, name);

const isBody = (name: string) => name === "upgrade" || name === "downgrade";

/** Compilers announce their exports at the top (`exports.upgrade = void 0`), where the function itself does not begin yet. */
function begins(tokens: Tokens): boolean {
  if (!isNext(tokens, "=")) return true;
  const { text } = tokens.peek();
  return !isBody(text) && text !== "void" && text !== "exports" && text !== "module";
}

const COMPUTED = Symbol("computed");
const NO_VALUE = Symbol("no value");
type Read = Value | typeof COMPUTED | typeof NO_VALUE;

function readValue(tokens: Tokens, field: Field | "adopts"): Read {
  skipType(tokens);
  if (!isNext(tokens, "=")) return NO_VALUE;
  // Compilers chain: `const revision = exports.revision = "…"`, `exports.a = exports.b = void 0`.
  while (is(tokens.peek(), "exports") || is(tokens.peek(), "module")) {
    if (!skipTo(tokens, "=")) return COMPUTED;
  }
  const first = tokens.next();
  if (is(first, "void") || is(first, field)) return NO_VALUE;
  const value = is(first, "[") ? readList(tokens) : literal(first);
  return isEnd(tokens) ? value : COMPUTED;
}

function literal({ kind, text }: Token): string | null | typeof COMPUTED {
  if (kind === "string") return text;
  return kind === "name" && (text === "null" || text === "undefined") ? null : COMPUTED;
}

function readList(tokens: Tokens): readonly string[] | typeof COMPUTED {
  const list: string[] = [];
  while (!isNext(tokens, "]")) {
    const { kind, text } = tokens.next();
    if (kind !== "string") return COMPUTED;
    list.push(text);
    if (!isNext(tokens, ",") && !is(tokens.peek(), "]")) return COMPUTED;
  }
  return list;
}

function skipType(tokens: Tokens): void {
  if (!isNext(tokens, ":")) return;
  for (let depth = 0; depth > 0 || !is(tokens.peek(), "=");) {
    const { kind, text } = tokens.next();
    if (kind === "end") return;
    if (kind === "mark") depth += text === "<" ? 1 : text === ">" ? -1 : (DEPTH[text] ?? 0);
  }
}

/** Whether the statement is over, but for `as const` and the like, or a compiler's comma. */
function isEnd(tokens: Tokens): boolean {
  const isOver = ({ kind, text, startsLine }: Token) =>
    kind === "end" ||
    (kind === "mark" ? text === ";" || text === "," : startsLine && kind === "name");
  if (isNext(tokens, "as") || isNext(tokens, "satisfies")) {
    for (let depth = 0; depth > 0 || !isOver(tokens.peek());) {
      const { kind, text } = tokens.next();
      if (kind === "end") return false;
      if (kind === "mark") depth += DEPTH[text] ?? 0;
    }
  }
  return isOver(tokens.peek());
}

function skipTo(tokens: Tokens, text: string): boolean {
  for (let token = tokens.next(); !is(token, ";") && token.kind !== "end"; token = tokens.next()) {
    if (is(token, text)) return true;
  }
  return false;
}

/** Goes past the next token if it is this one. */
function isNext(tokens: Tokens, text: string): boolean {
  const found = is(tokens.peek(), text);
  if (found) tokens.next();
  return found;
}

const is = ({ kind, text }: Token, wanted: string) =>
  text === wanted && (kind === "name" || kind === "mark");

const listOf = (value: Value | undefined): readonly string[] =>
  typeof value === "string" ? [value] : (value ?? []);

const isSame = (a: Value | undefined, b: Value) => JSON.stringify(a) === JSON.stringify(b);

const unreadable = (field: Field, where: string, problem: string) =>
  new MigError(
    "MIG109",
    `${where}: \`${field}\` ${problem}.`,
    `The header is read as text and never run, so it has to be written out: ${FIELDS[field]}.`,
  );

const without = (field: Field, path: string) =>
  new MigError(
    "MIG109",
    `${path}: there is no \`${field}\` above \`upgrade\` and \`downgrade\`.`,
    `Every file among the revisions states it at its top: ${FIELDS[field]}. Files of another kind belong in another folder.`,
  );
