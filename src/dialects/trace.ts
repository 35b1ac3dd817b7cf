import type { Statement } from "../sql.js";
import type { Query } from "./dialect.js";

/** What can be known of a statement that another connection has sent, and whose answer nobody has got. */
export interface Trace {
  /** What names this connection among all that the server has had, also before it was started anew. */
  identify(query: Query): Promise<string>;
  /** What a connection that was so named is doing; unknown where this user may not see it. */
  doing(query: Query, connection: string): Promise<"running" | "nothing" | "gone" | "unknown">;
  /** What the catalog says of what a statement changes; null where it does not tell whether the statement has happened. */
  seen(query: Query, statement: Statement): Promise<Seen | null>;
  /** Whether it can be this statement that has made one text of the other, and not what somebody else has done meanwhile. */
  canBe(statement: Statement, before: string, after: string): boolean;
}

/** What the catalog says of what a statement changes. */
export interface Seen {
  /** How the catalog speaks here: what was seen otherwise cannot be compared. */
  readonly context: string;
  /** Another text once the statement has happened; the same where it has not, or where running it again does no harm. */
  readonly text: string;
  /** It has happened by half, and has to be cleared away before it runs again. */
  readonly isHalf?: true;
}

/** One form that a statement has, and what the catalog says of what such a statement changes. */
export interface Form {
  /** Its groups are the names in the statement, as they are written there. */
  readonly form: RegExp;
  seen(query: Query, names: readonly string[]): Promise<Omit<Seen, "context">>;
}

/** A form of words, with blanks between. */
export const form = (...words: readonly string[]): RegExp =>
  new RegExp(String.raw`^\s*` + words.join(String.raw`\s+`), "i");

/** Of what does no harm when it runs again. */
export const HARMLESS: Form["seen"] = async () => ({ text: "" });

/** What is seen of a statement that has one of the forms; null of any other. The context is the value of a SQL expression. */
export async function seenBy(
  forms: readonly Form[],
  query: Query,
  statement: Statement,
  context: string,
): Promise<Seen | null> {
  for (const { form, seen } of forms) {
    const match = form.exec(statement);
    if (!match) continue;
    const names = match.slice(1).filter((name) => name !== undefined);
    const [row] = await query(`SELECT ${context} AS context`);
    return { context: String(row?.["context"]), ...(await seen(query, names)) };
  }
  return null;
}
