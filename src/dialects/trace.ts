import type { Statement } from "../sql.js";
import type { Query } from "./dialect.js";

/** What can be known of a statement that another connection has sent, and whose answer nobody has got. */
export interface Trace {
  /**
   * What the catalog says of what a statement changes: another text once the statement has happened; the same where it has not happened,
   * or where running it again does no harm. Null where the catalog does not tell.
   */
  seen(query: Query, statement: Statement): Promise<string | null>;
  /** Whether that connection is still at it, or may not have begun yet. */
  isRunning(query: Query, connectionId: number, statement: Statement): Promise<boolean>;
}

/** One form that a statement has, and what the catalog says of what such a statement changes. */
export interface Form {
  /** Its groups are the names in the statement, as they are written there. */
  readonly form: RegExp;
  seen(query: Query, names: readonly string[]): Promise<string>;
}

/** A form of words, with blanks between. */
export const form = (...words: readonly string[]): RegExp =>
  new RegExp(String.raw`^\s*` + words.join(String.raw`\s+`), "i");

/** What is seen of a statement that has one of the forms; null of any other. */
export async function seenBy(
  forms: readonly Form[],
  query: Query,
  statement: Statement,
): Promise<string | null> {
  for (const { form, seen } of forms) {
    const match = form.exec(statement);
    if (match)
      return seen(
        query,
        match.slice(1).filter((name) => name !== undefined),
      );
  }
  return null;
}
