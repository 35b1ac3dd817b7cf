import type { Schema } from "../../schema/model.js";
import type { Print, Problem, Query } from "../dialect.js";
import { printing } from "./printing.js";
import { refusal } from "./refusal.js";
import { stageFor } from "./stage.js";

/**
 * Lets the server print each query twice, as that of a temporary view over temporary tables that are as wanted. All of it
 * is rolled back, and no row is read.
 */
export async function canonicalViews(
  query: Query,
  queries: readonly string[],
  wanted: Schema,
  own: string | null,
): Promise<readonly Print[]> {
  if (queries.length === 0) return [];
  const session = await printing(query);
  if (session.problem) return queries.map(() => ({ text: null, problem: session.problem }));
  const { statements, respelt } = stageFor(queries, wanted, own);
  return session.rolledBack(async () => {
    const isSet = (await tried(query, statements)) === null;
    const once = await printed(query, queries.map(isSet ? respelt : (text) => text));
    const twice = await printed(
      query,
      once.map(({ text }) => text),
    );
    return once.map(({ problem }, at) => ({ text: twice[at]?.text ?? null, problem }));
  });
}

/** Each query that is not null as the server prints it, or why it refuses. */
async function printed(
  query: Query,
  queries: readonly (string | null)[],
): Promise<readonly Print[]> {
  await query("SAVEPOINT mig_print");
  const problems: (Problem | null)[] = [];
  for (const [at, text] of queries.entries())
    problems.push(
      text === null ? null : await tried(query, [`CREATE TEMPORARY VIEW ${nameOf(at)} AS ${text}`]),
    );
  const texts = new Map((await query(PRINTED)).map(({ name, text }) => [name, String(text)]));
  // They go at once: the next round needs their names.
  await query("ROLLBACK TO SAVEPOINT mig_print");
  await query("RELEASE SAVEPOINT mig_print");
  return problems.map((problem, at) => ({ text: texts.get(nameOf(at)) ?? null, problem }));
}

const nameOf = (at: number) => `mig_view_${at}`;

const PRINTED = `
SELECT relname AS name, pg_get_viewdef(oid) AS text
FROM pg_class
WHERE relnamespace = pg_my_temp_schema() AND relname LIKE 'mig\\_view\\_%'`;

/** Why the server does not take the statements, after which it is as if they had not been tried; null where it does. */
async function tried(query: Query, statements: readonly string[]): Promise<Problem | null> {
  if (statements.length === 0) return null;
  await query("SAVEPOINT mig_try");
  try {
    await query(statements.join(";\n"));
    await query("RELEASE SAVEPOINT mig_try");
    return null;
  } catch (error) {
    const problem = refusal(error);
    if (!problem) throw error;
    await query("ROLLBACK TO SAVEPOINT mig_try");
    await query("RELEASE SAVEPOINT mig_try");
    return problem;
  }
}
