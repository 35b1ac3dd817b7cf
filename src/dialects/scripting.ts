import type { Composed, Statement } from "../sql.js";

/** How a script is written for the client of a database: psql, mysql, mariadb or sqlite3. */
export interface Scripting {
  /** The client, and how it takes a script, for people. */
  readonly usage: string;
  /** Lines at the top: the client stops at the first error, and reads what follows as UTF-8. */
  readonly opening: readonly string[];
  /** A statement with what ends it. */
  ended(statement: Statement | Composed): string;
  /** What a revision does and the change of its rows, as one transaction where the database can undo DDL. */
  revision(
    work: readonly (Statement | Composed)[],
    rows: readonly Statement[],
  ): readonly (Statement | Composed)[];
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
export const inTransaction = (
  statements: readonly (Statement | Composed)[],
): readonly (Statement | Composed)[] => ["BEGIN", ...statements, "COMMIT"];
