import type { Schema, Table } from "../../schema/model.js";
import { namesIn } from "../../schema/expression.js";
import { localName } from "../../schema/name.js";
import type { Query } from "../dialect.js";
import type { Settings } from "./settings.js";

/**
 * Each query as the server notes it when it is asked how it would run it; that runs nothing and leaves nothing. Null where
 * the server refuses, and for what stands for all columns of a table that gets others: a view keeps those it was made with.
 */
export async function canonicalViews(
  query: Query,
  queries: readonly string[],
  { actual, wanted }: { readonly actual: Schema; readonly wanted: Schema },
  settings: Settings,
): Promise<readonly (string | null)[]> {
  const changed = new Set(changedTables(actual, wanted));
  const prints: (string | null)[] = [];
  for (const text of queries)
    prints.push(isOpen(text, changed) ? null : await printed(query, text, settings));
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

async function printed(query: Query, text: string, { explain }: Settings): Promise<string | null> {
  try {
    await query(`${explain} ${text}`);
  } catch {
    return null;
  }
  const notes = await query("SHOW WARNINGS");
  const note = notes.find((row) => Number(row["Code"]) === 1003);
  return note
    ? String(note["Message"])
        .replaceAll(/\/\*.*?\*\//g, "")
        .trim()
    : null;
}
