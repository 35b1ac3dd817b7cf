import type { Query } from "../dialect.js";
import type { Schema } from "../../schema/model.js";
import { ableToPrint, rolledBack } from "./canonical.js";
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
): Promise<readonly (string | null)[]> {
  if (queries.length === 0) return [];
  const session = await ableToPrint(query);
  if (session === null) return queries.map(() => null);
  const { statements, respelt } = stageFor(queries, wanted, own);
  return rolledBack(query, session.alone, async () => {
    const isSet = await tried(query, statements);
    const once = await printed(query, queries.map(isSet ? respelt : (text) => text));
    return printed(query, once);
  });
}

/** Each query as the server prints it, null where it refuses. */
async function printed(
  query: Query,
  queries: readonly (string | null)[],
): Promise<readonly (string | null)[]> {
  await query("SAVEPOINT mig_print");
  const made: boolean[] = [];
  for (const [at, text] of queries.entries())
    made.push(
      text !== null && (await tried(query, [`CREATE TEMPORARY VIEW ${nameOf(at)} AS ${text}`])),
    );
  const texts = new Map((await query(PRINTED)).map(({ name, text }) => [name, String(text)]));
  // They go at once: the next round needs their names.
  await query("ROLLBACK TO SAVEPOINT mig_print");
  await query("RELEASE SAVEPOINT mig_print");
  return made.map((isMade, at) => (isMade ? (texts.get(nameOf(at)) ?? null) : null));
}

const nameOf = (at: number) => `mig_view_${at}`;

const PRINTED = `
SELECT relname AS name, pg_get_viewdef(oid) AS text
FROM pg_class
WHERE relnamespace = pg_my_temp_schema() AND relname LIKE 'mig\\_view\\_%'`;

/** Whether the server took the statements; if not, it is as if they had not been tried. */
async function tried(query: Query, statements: readonly string[]): Promise<boolean> {
  if (statements.length === 0) return true;
  await query("SAVEPOINT mig_try");
  try {
    await query(statements.join(";\n"));
    return true;
  } catch {
    await query("ROLLBACK TO SAVEPOINT mig_try");
    return false;
  } finally {
    await query("RELEASE SAVEPOINT mig_try");
  }
}
