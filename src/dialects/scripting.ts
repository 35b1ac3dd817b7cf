import type { Composed, Statement } from "../sql.js";

/** How a script is written for the client of a database: psql, mysql, mariadb or sqlite3. */
export interface Scripting {
  /** The client, and how it takes a script, for people. */
  readonly usage: string;
  /** Lines at the top: the client stops at the first error, and reads what follows as UTF-8. */
  readonly opening: readonly string[];
  /** A statement with what ends it. */
  ended(statement: Statement | Composed): string;
  /** What a revision does and the change of its rows, as one transaction where the database can undo DDL, but for what is outside of it. */
  revision(work: readonly Part[], rows: readonly Statement[]): readonly Line[];
}

/** Statements of a revision that stand together. */
export interface Part {
  /** Outside of any transaction. */
  readonly isOutside: boolean;
  readonly lines: readonly Line[];
}

export type Line = Statement | Composed;

/** Each part as it has to stand, with the rows in the last transaction; `together` makes a transaction of lines. */
export function inParts(
  work: readonly Part[],
  rows: readonly Statement[],
  together: (lines: readonly Line[], rows: readonly Statement[]) => readonly Line[],
): readonly Line[] {
  const last = work.at(-1);
  const [before, end] = last && !last.isOutside ? [work.slice(0, -1), last.lines] : [work, []];
  return [
    ...before.flatMap(({ isOutside, lines }) => (isOutside ? lines : together(lines, []))),
    ...together(end, rows),
  ];
}

/** The statement with a semicolon, which a comment at its end does not swallow. */
export function withSemicolon(statement: Statement): string {
  const text = bare(statement);
  return `${text}${/(?:--|#)[^\n]*$/.test(text) ? "\n" : ""};`;
}

/** The statement of a dialect that composes none. */
export function plain(statement: Statement | Composed): Statement {
  if (typeof statement === "string") return statement;
  throw new Error(`a statement that is composed by the database: ${statement.expression}`);
}

/** Without semicolons and blanks at its end, which people like to write. */
export const bare = (statement: Statement): string => statement.replace(/[;\s]+$/, "");

/** All of it between BEGIN and COMMIT. */
export const inTransaction = (statements: readonly Line[]): readonly Line[] => [
  "BEGIN",
  ...statements,
  "COMMIT",
];
