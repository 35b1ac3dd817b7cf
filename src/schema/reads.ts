import { readings } from "./expression.js";

/** A table or view as a query names it, in lower case: `audit.users` has an outer name, `users` has none. */
export interface Read {
  readonly outer: string | null;
  readonly local: string;
  /** The query defines one of that name by `WITH`; it may mean that, or the one that this is made from. */
  readonly isDefined: boolean;
}

/**
 * The tables and views in the FROM clauses of a query and of its subqueries. Columns, aliases and functions are none. Of a
 * text that can be read in two ways, those of both.
 */
export function tablesReadBy(query: string): readonly Read[] {
  const text = query.replaceAll(STRING_OR_COMMENT, (found) => (/^[-/]/.test(found) ? " " : found));
  const found = new Map<string, Read>();
  for (const pieces of readings(text)) {
    const words = pieces.map((piece) => piece.trim()).filter((word) => word !== "");
    for (const read of readIn(words)) found.set(JSON.stringify([read.outer, read.local]), read);
  }
  return [...found.values()];
}

function* readIn(words: readonly string[]): Generator<Read> {
  const defined = definedIn(words);
  const outer: Clause[] = [];
  let here: Clause = OUTSIDE;
  for (let at = 0; at < words.length; at += 1) {
    // After a dot every word is a name.
    const word = words[at - 1] === "." ? "" : (words[at]?.toUpperCase() ?? "");
    if (word === "(") {
      outer.push({ ...here, awaits: false });
      // `FROM (a JOIN b)` goes on in the parentheses.
      here = { selects: false, reads: here.awaits, awaits: here.awaits };
    } else if (word === ")") here = outer.pop() ?? OUTSIDE;
    else if (word === ",") here = { ...here, awaits: here.reads };
    else if (word === "SELECT") here = { ...OUTSIDE, selects: true };
    else if (word === "FROM") here = isClause(words, at, here) ? { ...here, ...FROM } : here;
    else if (JOINS.has(word)) here = { ...here, awaits: here.reads };
    else if (ENDS.has(word)) here = { ...here, reads: false, awaits: false };
    else if (here.awaits && !BEFORE_NAMES.has(word)) {
      here = { ...here, awaits: false };
      const parts = nameAt(words, at);
      at += 2 * (parts.length - 1);
      const [local = "", above = null] = parts.toReversed();
      if (words[at + 1] !== "(")
        yield { outer: above, local, isDefined: above === null && defined.has(local) };
    }
  }
}

/** Where the scan is between two parentheses: after SELECT, in a FROM clause, and there before the name of a table. */
interface Clause {
  readonly selects: boolean;
  readonly reads: boolean;
  readonly awaits: boolean;
}

const OUTSIDE: Clause = { selects: false, reads: false, awaits: false };
const FROM = { reads: true, awaits: true };

/** Not that of `EXTRACT(year FROM a)` or `a IS DISTINCT FROM b`. */
const isClause = (words: readonly string[], at: number, { selects }: Clause) =>
  selects && words[at - 1]?.toUpperCase() !== "DISTINCT";

const JOINS: ReadonlySet<string> = new Set(["JOIN", "STRAIGHT_JOIN"]);
const BEFORE_NAMES: ReadonlySet<string> = new Set(["ONLY", "LATERAL"]);
const ENDS: ReadonlySet<string> = new Set([
  ...["WHERE", "GROUP", "HAVING", "WINDOW", "UNION", "EXCEPT", "INTERSECT", "ORDER", "LIMIT"],
  ...["OFFSET", "FETCH", "VALUES"],
]);

const STRING_OR_COMMENT = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[^]*?\*\//g;

/** The names of `WITH a AS (…), b (c, d) AS MATERIALIZED (…)`. */
function definedIn(words: readonly string[]): ReadonlySet<string> {
  const defined = new Set<string>();
  for (const [at, word] of words.entries()) {
    if (word.toUpperCase() !== "AS" || !/^(\(|NOT|MATERIALIZED)$/i.test(words[at + 1] ?? ""))
      continue;
    const end = words[at - 1] === ")" ? words.lastIndexOf("(", at) : at;
    const name = words[end - 1];
    if (name !== undefined) defined.add(unquoted(name));
  }
  return defined;
}

/** The parts of the name that begins here. */
function nameAt(words: readonly string[], start: number): readonly string[] {
  const parts = [unquoted(words[start] ?? "")];
  for (let at = start; words[at + 1] === "."; at += 2) parts.push(unquoted(words[at + 2] ?? ""));
  return parts;
}

function unquoted(word: string): string {
  const quote = word[0] ?? "";
  const isQuoted = quote === '"' || quote === "`";
  return (isQuoted ? word.slice(1, -1).replaceAll(quote + quote, quote) : word).toLowerCase();
}
