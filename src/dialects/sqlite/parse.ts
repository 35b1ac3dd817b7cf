import { columnsIn, doubleQuotedStrings } from "./expression.js";
import { Cursor, type Span } from "./cursor.js";
import { parseClause, parseConstraint } from "./parse-clause.js";
import { isWord } from "./tokens.js";
import { standardLiteral } from "../../sql.js";
import type {
  Clause,
  WrittenColumn,
  WrittenConstraint,
  WrittenIndex,
  WrittenKey,
  WrittenTable,
} from "./written.js";

/**
 * Takes a CREATE TABLE statement apart, as sqlite_master keeps it or as people write it
 * (https://www.sqlite.org/lang_createtable.html). Strings in double quotes become strings in single quotes: not every
 * build of SQLite takes the former in a new table. Throws `Unreadable` for anything else.
 */
export function parseTable(source: string): WrittenTable {
  const written = parseAsWritten(source);
  if (!source.includes('"')) return written;
  const isColumn = columnsIn(written.columns.map(({ name }) => name));
  const strings = expressionsOf(written).flatMap(({ start, end }) =>
    doubleQuotedStrings(source.slice(start, end), isColumn).map((token) => ({
      start: start + token.start,
      end: start + token.end,
      text: standardLiteral(token.value),
    })),
  );
  return strings.length === 0 ? written : parseAsWritten(edit(source, strings));
}

/** Takes a CREATE INDEX statement apart (https://www.sqlite.org/lang_createindex.html). */
export function parseIndex(source: string): WrittenIndex {
  const cursor = new Cursor(source);
  cursor.expect("CREATE");
  const unique = cursor.takes("UNIQUE");
  cursor.expect("INDEX");
  cursor.takes("IF NOT EXISTS");
  qualifiedName(cursor);
  cursor.expect("ON");
  cursor.identifier();
  const keys = cursor.list(() => parseKey(cursor));
  const where = cursor.takes("WHERE") ? source.slice(cursor.start) : null;
  if (where === null && cursor.peek()) cursor.fail();
  return { keys, unique, where };
}

/**
 * The query of a CREATE VIEW statement (https://www.sqlite.org/lang_createview.html); names given to its columns become
 * part of it.
 */
export function parseView(source: string): string {
  const cursor = new Cursor(source);
  cursor.expect("CREATE");
  if (!cursor.takes("TEMP")) cursor.takes("TEMPORARY");
  cursor.expect("VIEW");
  cursor.takes("IF NOT EXISTS");
  qualifiedName(cursor);
  const columns = cursor.seesOperator("(") ? cursor.parentheses() : null;
  cursor.expect("AS");
  const query = source.slice(cursor.start);
  if (columns === null) return query;
  return `WITH named(${source.slice(columns.start, columns.end)}) AS (${query}\n) SELECT * FROM named`;
}

/** The text with stretches of it replaced; they do not overlap. */
export function edit(
  text: string,
  edits: readonly (Span & { readonly text: string })[],
  within: Span = { start: 0, end: text.length },
): string {
  let result = "";
  let at = within.start;
  for (const { start, end, text: replacement } of edits.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at, within.end);
}

function parseAsWritten(source: string): WrittenTable {
  const cursor = new Cursor(source);
  cursor.expect("CREATE");
  if (!cursor.takes("TEMP")) cursor.takes("TEMPORARY");
  cursor.expect("TABLE");
  cursor.takes("IF NOT EXISTS");
  const name = qualifiedName(cursor);
  cursor.expectOperator("(");
  const start = cursor.end;
  const columns: WrittenColumn[] = [];
  const constraints: WrittenConstraint[] = [];
  do {
    if (!startsConstraint(cursor) && constraints.length === 0) columns.push(parseColumn(cursor));
    // SQLite also takes constraints with nothing between them.
    else while (startsConstraint(cursor)) constraints.push(parseConstraint(cursor));
  } while (cursor.takesOperator(","));
  const body = { start, end: cursor.start };
  cursor.expectOperator(")");
  return { source, name, body, columns, constraints, ...parseOptions(cursor) };
}

const startsConstraint = (cursor: Cursor) =>
  isWord(cursor.peek(), "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");

function qualifiedName(cursor: Cursor): Span {
  const { start } = cursor;
  cursor.identifier();
  if (cursor.takesOperator(".")) cursor.identifier();
  return { start, end: cursor.end };
}

function parseColumn(cursor: Cursor): WrittenColumn {
  const { start } = cursor;
  const name = cursor.identifier();
  const type = parseType(cursor);
  const clauses: Clause[] = [];
  while (cursor.peek() && !cursor.seesOperator(",") && !cursor.seesOperator(")"))
    parseClause(cursor, name, clauses);
  return { start, end: cursor.end, name, type, clauses };
}

/** Any number of words, then one or two numbers in parentheses. Empty where the column has no type. */
function parseType(cursor: Cursor): WrittenColumn["type"] {
  const at = cursor.end;
  const { start } = cursor;
  const words: string[] = [];
  while (isTypeWord(cursor)) words.push(cursor.identifier());
  if (words.length === 0) return { start: at, end: at, text: "" };
  const args = cursor.seesOperator("(") ? cursor.list(() => parseNumber(cursor)) : [];
  const text = words.join(" ") + (args.length > 0 ? `(${args.join(",")})` : "");
  return { start, end: cursor.end, text };
}

function isTypeWord(cursor: Cursor): boolean {
  const token = cursor.peek();
  if (token?.kind === "word")
    return !ENDS_TYPE.has(token.value) && !cursor.sees("GENERATED ALWAYS");
  return token?.kind === "name" || token?.kind === "string";
}

function parseNumber(cursor: Cursor): string {
  const isSigned = cursor.seesOperator("-") || cursor.seesOperator("+");
  const sign = isSigned ? cursor.next().text : "";
  return sign + cursor.next().text;
}

const ENDS_TYPE: ReadonlySet<string> = new Set(
  "CONSTRAINT DEFAULT NOT NULL PRIMARY UNIQUE CHECK REFERENCES COLLATE AS DEFERRABLE".split(" "),
);

function parseOptions(cursor: Cursor) {
  let withoutRowid = false;
  let strict = false;
  if (!cursor.peek()) return { withoutRowid, strict };
  do {
    if (cursor.takes("WITHOUT ROWID")) withoutRowid = true;
    else if (cursor.takes("STRICT")) strict = true;
    else cursor.fail();
  } while (cursor.takesOperator(","));
  if (cursor.peek()) cursor.fail();
  return { withoutRowid, strict };
}

/**
 * One key of an index. COLLATE binds closer than any other operator, so it is the key's only behind a column, a call
 * or parentheses.
 */
function parseKey(cursor: Cursor): WrittenKey {
  const { start } = cursor;
  const isKeyEnd = () =>
    cursor.seesOperator(",") ||
    cursor.seesOperator(")") ||
    cursor.sees("ASC") ||
    cursor.sees("DESC");
  passOperand(cursor);
  let { end } = cursor;
  let collation: string | null = null;
  while (cursor.takes("COLLATE")) collation = cursor.identifier();
  if (!isKeyEnd()) collation = null;
  while (!isKeyEnd()) {
    passOperand(cursor);
    ({ end } = cursor);
  }
  const order = cursor.takes("DESC") ? "DESC" : "ASC";
  cursor.takes("ASC");
  return { expression: cursor.source.slice(start, end), collation, order };
}

/** A token, or all that stands in parentheses, or a name with what stands in parentheses behind it. */
function passOperand(cursor: Cursor): void {
  if (!cursor.seesOperator("(")) cursor.next();
  if (cursor.seesOperator("(")) cursor.parentheses();
}

function expressionsOf({ columns, constraints }: WrittenTable): readonly Span[] {
  return [...columns, ...constraints]
    .flatMap(({ clauses }) => clauses)
    .flatMap(({ body }) => ("expression" in body ? [body.expression] : []));
}
