import type { Schema, Table } from "../../schema/model.js";
import { namesIn } from "../../schema/expression.js";
import { localName } from "../../schema/name.js";
import type { Print, Query } from "../dialect.js";
import { refusal } from "./refusal.js";
import type { Settings } from "./settings.js";

/**
 * Each query as the server notes it when it is asked how it would run it; that runs nothing and leaves nothing. Null for what stands for all columns of a table that gets others: a view keeps those it was made with.
 */
export async function canonicalViews(
  query: Query,
  queries: readonly string[],
  { actual, wanted }: { readonly actual: Schema; readonly wanted: Schema },
  settings: Settings,
): Promise<readonly Print[]> {
  const changed = new Set(changedTables(actual, wanted));
  const prints: Print[] = [];
  for (const text of queries)
    prints.push(isOpen(text, changed) ? NOT_PRINTED : await printed(query, text, settings));
  return prints;
}

const STAR = /(?:\bselect\s+(?:distinct\s+)?|,\s*|\.)\*/i;

const isOpen = (text: string, changed: ReadonlySet<string>) =>
  STAR.test(text) && [...namesIn(text)].some((name) => changed.has(name));

/** The tables that lose or get columns. */
function changedTables(actual: Schema, wanted: Schema): readonly string[] {
  const columns = ({ columns }: Table) => JSON.stringify(columns.map(({ name }) => name));
  const before = new Map(actual.tables.map((table) => [table.name, columns(table)]));
  return wanted.tables
    .filter((table) => before.get(table.name) !== columns(table))
    .map(({ name }) => localName(name).toLowerCase());
}

const NOT_PRINTED: Print = { text: null, problem: null };

async function printed(query: Query, text: string, { explain }: Settings): Promise<Print> {
  try {
    await query(`${explain} ${text}`);
  } catch (error) {
    const problem = refusal(error);
    if (!problem) throw error;
    return { text: null, problem };
  }
  const notes = await query("SHOW WARNINGS");
  const note = notes.find((row) => Number(row["Code"]) === 1003);
  const print = note && String(note["Message"]).replaceAll(/\/\*.*?\*\//g, "");
  return { text: print?.trim() ?? null, problem: null };
}
