import type { Composed, Statement } from "../sql.js";
import type { Query } from "./dialect.js";

/** Runs statements one after another. */
export async function runAll(
  query: Query,
  statements: readonly (Statement | Composed)[],
): Promise<void> {
  for (const statement of statements) await query(await statementText(query, statement));
}

/** The statement itself; one that depends on what is in the database is composed by it. */
export async function statementText(
  query: Query,
  statement: Statement | Composed,
): Promise<Statement> {
  if (typeof statement === "string") return statement;
  const [row] = await query(`SELECT ${statement.expression} AS statement`);
  return String(row?.["statement"]);
}
