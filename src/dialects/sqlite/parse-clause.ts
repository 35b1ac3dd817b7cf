import type { Deferrable, ReferentialAction } from "../../schema/model.js";
import type { Cursor, Span } from "./cursor.js";
import type { Clause, ClauseBody, WrittenConstraint, WrittenForeignKey } from "./written.js";

/** Reads the next clause of a column onto the list of those before it. */
export function parseClause(cursor: Cursor, column: string, clauses: Clause[]): void {
  const { start } = cursor;
  const name = constraintName(cursor);
  const not = cursor.takes("NOT DEFERRABLE");
  if (not || cursor.takes("DEFERRABLE")) {
    const deferrable = parseDeferrable(cursor, not);
    const at = clauses.findLastIndex(({ body }) => body.kind === "foreign key");
    const key = clauses[at];
    if (key?.body.kind === "foreign key")
      clauses[at] = { ...key, body: { ...key.body, deferrable } };
    return;
  }
  const body = COLUMN_CLAUSES[cursor.word ?? ""]?.(cursor, column);
  if (body) clauses.push({ name, body, start, end: cursor.end });
  // A name may stand with nothing behind it.
  else if (name === null) cursor.fail();
}

/** Reads one constraint of the table. */
export function parseConstraint(cursor: Cursor): WrittenConstraint {
  const { start } = cursor;
  const name = constraintName(cursor);
  const body = TABLE_CONSTRAINTS[cursor.word ?? ""]?.(cursor);
  if (!body && name === null) cursor.fail();
  const { end } = cursor;
  return { start, end, clauses: body ? [{ name, body, start, end }] : [] };
}

/** Of several names in a row the last one counts. */
function constraintName(cursor: Cursor): string | null {
  let name: string | null = null;
  while (cursor.takes("CONSTRAINT")) name = cursor.identifier();
  return name;
}

type ReadClause = (cursor: Cursor, column: string) => ClauseBody;

/** By the word with which they begin. */
const COLUMN_CLAUSES: { readonly [word: string]: ReadClause } = {
  PRIMARY: (cursor, column) => {
    cursor.expect("PRIMARY KEY");
    if (!cursor.takes("ASC")) cursor.takes("DESC");
    passConflict(cursor);
    return { kind: "primary key", columns: [column], increment: cursor.takes("AUTOINCREMENT") };
  },
  NOT: (cursor) => {
    cursor.expect("NOT NULL");
    return passing(cursor, { kind: "not null" });
  },
  NULL: (cursor) => {
    cursor.next();
    return passing(cursor, { kind: "null" });
  },
  UNIQUE: (cursor, column) => {
    cursor.next();
    return passing(cursor, { kind: "unique", columns: [column] });
  },
  CHECK: parseCheck,
  DEFAULT: (cursor) => {
    cursor.next();
    return { kind: "default", expression: parseDefault(cursor) };
  },
  COLLATE: (cursor) => {
    cursor.next();
    return { kind: "collate", collation: cursor.identifier() };
  },
  REFERENCES: (cursor, column) => parseReferences(cursor, [column]),
  GENERATED: (cursor) => {
    cursor.expect("GENERATED ALWAYS");
    return parseGenerated(cursor);
  },
  AS: parseGenerated,
};

const TABLE_CONSTRAINTS: { readonly [word: string]: (cursor: Cursor) => ClauseBody } = {
  PRIMARY: (cursor) => {
    cursor.expect("PRIMARY KEY");
    let increment = false;
    const columns = cursor.list(() => {
      const column = parseKeyColumn(cursor);
      increment ||= cursor.takes("AUTOINCREMENT");
      return column;
    });
    return passing(cursor, { kind: "primary key", columns, increment });
  },
  UNIQUE: (cursor) => {
    cursor.next();
    return passing(cursor, { kind: "unique", columns: cursor.list(() => parseKeyColumn(cursor)) });
  },
  CHECK: parseCheck,
  FOREIGN: (cursor) => {
    cursor.expect("FOREIGN KEY");
    const columns = cursor.list(() => parseKeyColumn(cursor));
    return parseReferences(cursor, columns);
  },
};

function parseCheck(cursor: Cursor): ClauseBody {
  cursor.next();
  return passing(cursor, { kind: "check", expression: cursor.parentheses() });
}

function parseGenerated(cursor: Cursor): ClauseBody {
  cursor.expect("AS");
  const expression = cursor.parentheses();
  const how = cursor.takes("STORED") ? "stored" : "virtual";
  cursor.takes("VIRTUAL");
  return { kind: "generated", how, expression };
}

/** A column within PRIMARY KEY or UNIQUE. */
function parseKeyColumn(cursor: Cursor): string {
  const wrapped = cursor.takesOperator("(");
  const column = cursor.identifier();
  if (cursor.takes("COLLATE")) cursor.identifier();
  if (wrapped) cursor.expectOperator(")");
  if (cursor.takes("COLLATE")) cursor.identifier();
  if (!cursor.takes("ASC")) cursor.takes("DESC");
  return column;
}

/** A literal, a number with a sign, a bare word, or any expression in parentheses: then what is between them. */
function parseDefault(cursor: Cursor): Span {
  if (cursor.seesOperator("(")) return cursor.parentheses();
  const { start } = cursor;
  if (!cursor.takesOperator("-")) cursor.takesOperator("+");
  cursor.next();
  return { start, end: cursor.end };
}

function parseReferences(cursor: Cursor, columns: readonly string[]): WrittenForeignKey {
  cursor.expect("REFERENCES");
  const table = cursor.identifier();
  const references = cursor.seesOperator("(") ? cursor.list(() => parseKeyColumn(cursor)) : [];
  const actions: { [On in "DELETE" | "UPDATE"]: ReferentialAction } = {
    DELETE: "NO ACTION",
    UPDATE: "NO ACTION",
  };
  for (;;) {
    if (cursor.takes("MATCH")) cursor.identifier();
    else if (cursor.takes("ON DELETE")) actions.DELETE = parseAction(cursor);
    else if (cursor.takes("ON UPDATE")) actions.UPDATE = parseAction(cursor);
    else if (cursor.takes("ON INSERT")) parseAction(cursor);
    else break;
  }
  const not = cursor.takes("NOT DEFERRABLE");
  const deferrable = not || cursor.takes("DEFERRABLE") ? parseDeferrable(cursor, not) : null;
  return {
    kind: "foreign key",
    columns,
    table,
    references,
    onDelete: actions.DELETE,
    onUpdate: actions.UPDATE,
    deferrable,
  };
}

function parseAction(cursor: Cursor): ReferentialAction {
  const action = ACTIONS.find((words) => cursor.takes(words));
  return action ?? cursor.fail();
}

const ACTIONS = ["SET NULL", "SET DEFAULT", "CASCADE", "RESTRICT", "NO ACTION"] as const;

/** What follows DEFERRABLE; NOT DEFERRABLE is none, whatever follows it. */
function parseDeferrable(cursor: Cursor, not: boolean): Deferrable | null {
  const deferred = cursor.takes("INITIALLY DEFERRED");
  if (!deferred) cursor.takes("INITIALLY IMMEDIATE");
  if (not) return null;
  return deferred ? "INITIALLY DEFERRED" : "INITIALLY IMMEDIATE";
}

function passing<T extends ClauseBody>(cursor: Cursor, body: T): T {
  passConflict(cursor);
  return body;
}

/** ON CONFLICT has no place in the schema; it stays where it is written. */
function passConflict(cursor: Cursor): void {
  if (cursor.takes("ON CONFLICT")) cursor.next();
}
