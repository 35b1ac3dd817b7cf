import type { Expression, Query } from "../dialect.js";
import { PLACES } from "./place.js";
import { temporaryTables } from "./temporary-tables.js";

/**
 * Lets the server print each expression twice, in temporary tables that are rolled back; nothing is evaluated.
 * Twice, because what the server prints of `a IN ('x', 'y')` it prints another way when given that.
 */
export async function canonical(
  query: Query,
  expressions: readonly Expression[],
): Promise<readonly (string | null)[]> {
  if (expressions.length === 0) return [];
  const session = await ableToPrint(query);
  if (session === null) return expressions.map(() => null);
  return await rolledBack(query, session.alone, async () => {
    const once = await printed(query, expressions);
    const again = expressions.flatMap((expression, at) => {
      const text = once[at];
      return typeof text === "string" ? [{ ...expression, text }] : [];
    });
    const twice = (await printed(query, again)).values();
    return once.map((text, at) =>
      text === null ? null : sameNumber(twice.next().value ?? text, expressions[at]),
    );
  });
}

/** A numeric with a scale has as many decimals as that says, whatever its default is given. */
function sameNumber(text: string, expression: Expression | undefined): string {
  const column = expression?.table.columns.find(({ name }) => name === expression.column);
  return expression?.place === "default" && /^numeric\(/.test(column?.type ?? "")
    ? text.replace(/^(\d+)(?:\.0*|(\.\d*?)0*)$/, "$1$2")
    : text;
}

/** Whether a transaction is to be opened for printing; null where the server lets nothing be printed. */
export async function ableToPrint(query: Query): Promise<{ readonly alone: boolean } | null> {
  const [session] = await query(SESSION);
  return session?.["able"] === true ? { alone: session["alone"] === true } : null;
}

/** Whether temporary tables can be made, and whether no transaction is open: within one, time stands still. */
const SESSION = `
SELECT has_database_privilege(current_database(), 'TEMPORARY')
  AND current_setting('transaction_read_only') = 'off' AS able,
  now() = statement_timestamp() AS alone`;

/** Runs the work and takes back what it did to the database. */
export async function rolledBack<T>(
  query: Query,
  alone: boolean,
  work: () => Promise<T>,
): Promise<T> {
  await query(alone ? "BEGIN" : "SAVEPOINT mig_canonical");
  try {
    return await work();
  } finally {
    await query(alone ? "ROLLBACK" : "ROLLBACK TO SAVEPOINT mig_canonical");
    if (!alone) await query("RELEASE SAVEPOINT mig_canonical");
  }
}

/** Each expression as the server prints it, null where it refuses. Halves what fails until that is found. */
async function printed(
  query: Query,
  expressions: readonly Expression[],
): Promise<readonly (string | null)[]> {
  if (expressions.length === 0) return [];
  await query("SAVEPOINT mig_print");
  try {
    return await printTogether(query, expressions);
  } catch {
    await query("ROLLBACK TO SAVEPOINT mig_print");
    if (expressions.length === 1) return [null];
    const middle = expressions.length >> 1;
    return [
      ...(await printed(query, expressions.slice(0, middle))),
      ...(await printed(query, expressions.slice(middle))),
    ];
  } finally {
    // The tables go at once: the next try may need their names.
    await query("ROLLBACK TO SAVEPOINT mig_print");
    await query("RELEASE SAVEPOINT mig_print");
  }
}

async function printTogether(
  query: Query,
  expressions: readonly Expression[],
): Promise<readonly (string | null)[]> {
  const nameOf = (at: number) => `mig_canonical_${at}`;
  const placed = expressions.map((expression, at) => ({ expression, name: nameOf(at) }));
  for (const statement of temporaryTables(placed)) await query(statement);
  const texts = new Map((await query(PRINTED)).map(({ name, text }) => [name, String(text)]));
  return expressions.map(({ place }, at) => {
    const text = texts.get(nameOf(at));
    return text === undefined ? null : PLACES[place].read(text);
  });
}

const PRINTED = `
SELECT a.attname AS name, pg_get_expr(d.adbin, d.adrelid) AS text
FROM pg_attrdef d
JOIN pg_class c ON c.oid = d.adrelid
JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE c.relnamespace = pg_my_temp_schema() AND a.attname LIKE 'mig\\_canonical\\_%'
UNION ALL
SELECT conname, CASE contype WHEN 'c' THEN pg_get_expr(conbin, conrelid) ELSE pg_get_constraintdef(oid) END
FROM pg_constraint
WHERE connamespace = pg_my_temp_schema() AND conname LIKE 'mig\\_canonical\\_%'`;
