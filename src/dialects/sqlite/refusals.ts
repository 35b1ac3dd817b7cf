import type { Table } from "../../schema/model.js";
import { localName } from "../../schema/name.js";
import { words } from "../../sql.js";
import type { Expression, Problem, Query } from "../dialect.js";
import { driverError } from "../driver-error.js";
import { sqliteGrammar as sql } from "./grammar.js";

/**
 * What SQLite has against each expression, null where nothing. It is asked to explain how it would make a table with
 * them, which evaluates and writes nothing: https://www.sqlite.org/lang_explain.html
 */
export async function refusals(
  query: Query,
  expressions: readonly Expression[],
): Promise<readonly (Problem | null)[]> {
  const found: (Problem | null)[] = expressions.map(() => null);
  const byTable = new Map<Table, number[]>();
  for (const [at, { table }] of expressions.entries()) {
    const others = byTable.get(table);
    if (others) others.push(at);
    else byTable.set(table, [at]);
  }
  for (const places of byTable.values()) {
    const together = await refusal(
      query,
      places.flatMap((at) => expressions[at] ?? []),
    );
    if (together !== null)
      for (const at of places) found[at] = await refusal(query, expressions.slice(at, at + 1));
  }
  return found;
}

/** What is wrong with one of them. */
async function refusal(query: Query, expressions: readonly Expression[]): Promise<Problem | null> {
  try {
    await query(`EXPLAIN ${tryingTable(expressions)}`);
    // What a default calls is looked up only when it is used.
    for (const { place, text } of expressions)
      if (place === "default") await query(`EXPLAIN SELECT (${text}\n)`);
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

/** What the error says of the text; thrown again where it says nothing of it. */
export function problemOf(error: unknown): Problem {
  const { code, message } = driverError(error);
  if (code !== "SQLITE_ERROR") throw error;
  return { kind: message.startsWith("no such") ? "unknown name" : "refused", words: message };
}

function tryingTable(expressions: readonly Expression[]): string {
  const [first] = expressions;
  const columns = (first?.table.columns ?? []).map(({ name, type }) => words(sql.name(name), type));
  const own = expressions.map((expression, at) =>
    ELEMENTS[expression.place](expression.text, sql.name(`mig_${at}`)),
  );
  const isCheck = (element: string) => element.startsWith("CHECK");
  const elements = [...columns, ...own.toSorted((a, b) => Number(isCheck(a)) - Number(isCheck(b)))];
  return `CREATE TEMPORARY TABLE ${sql.name(localName(first?.table.name ?? ""))} (${elements.join(", ")})`;
}

// An index takes no more than a computed column does. A line break ends a comment that the text may end with.
const computed = (text: string, name: string) => `${name} AS (${text}\n)`;
const check = (text: string) => `CHECK (${text}\n)`;

const ELEMENTS: {
  readonly [P in Expression["place"]]: (text: string, name: string) => string;
} = {
  default: (text, name) => `${name} DEFAULT (${text}\n)`,
  generated: computed,
  check,
  "index key": computed,
  "index predicate": computed,
  // Of these SQLite has none.
  exclusion: (_, name) => name,
  "on update": (_, name) => name,
};
