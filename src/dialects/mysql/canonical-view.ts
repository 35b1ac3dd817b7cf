import type { Schema, Table } from "../../schema/model.js";
import { namesIn } from "../../schema/expression.js";
import { localName } from "../../schema/name.js";
import type { Grammar } from "../../sql.js";
import type { Print, Query } from "../dialect.js";
import { driverError } from "../driver-error.js";
import { tidy } from "./expression.js";
import { problemOf } from "./refusal.js";
import { withoutRollupFunctions } from "./rollup.js";
import type { Settings } from "./settings.js";

interface Printing {
  readonly query: Query;
  readonly grammar: Grammar;
  readonly settings: Settings;
  /** Those that are there. */
  readonly tables: readonly Table[];
}

/**
 * Each query as the server notes it when it is asked how it would run it, which leaves nothing. Null for what stands for
 * all columns of a table that gets others: a view keeps those it was made with.
 */
export async function canonicalViews(
  queries: readonly string[],
  { actual, wanted }: { readonly actual: Schema; readonly wanted: Schema },
  server: Omit<Printing, "tables">,
): Promise<readonly Print[]> {
  const changed = new Set(changedTables(actual, wanted));
  const prints: Print[] = [];
  for (const text of queries.map(tidy))
    prints.push(
      isOpen(text, changed)
        ? NOT_PRINTED
        : await printed(text, { ...server, tables: actual.tables }),
    );
  return prints;
}

const STAR = /(?:\bselect\s+(?:distinct\s+)?|,\s*|\.)\*/i;

const isOpen = (text: string, changed: ReadonlySet<string>) =>
  STAR.test(text) && [...namesIn(text)].some((name) => changed.has(name));

/** The tables that lose or get columns. */
function changedTables(actual: Schema, wanted: Schema): readonly string[] {
  const columns = ({ columns }: Table) => JSON.stringify(columns.map(({ name }) => name));
  const before = new Map(actual.tables.map((table) => [table.name, columns(table)]));
  return wanted.tables.filter((table) => before.get(table.name) !== columns(table)).map(wordOf);
}

/** The name of a table as `namesIn` finds it. */
const wordOf = ({ name }: Table) => localName(name).toLowerCase();

const NOT_PRINTED: Print = { text: null, problem: null };

async function printed(text: string, server: Printing): Promise<Print> {
  try {
    const { note, isFolded } = await explained(text, server);
    return { text: (isFolded ? await unfolded(text, server) : null) ?? note, problem: null };
  } catch (error) {
    return { text: null, problem: problemOf(error) };
  }
}

/** The note of a query, and whether rows that the server finds by a key may have become constants in it. */
async function explained(text: string, { query, settings }: Printing) {
  const plan = await query(`${settings.explain} ${text}`);
  const notes = await query("SHOW WARNINGS");
  const note = notes.find((row) => Number(row["Code"]) === 1003);
  return {
    note: note
      ? withoutRollupFunctions(String(note["Message"]).replaceAll(/\/\*.*?\*\//g, "")).trim()
      : null,
    isFolded: plan.some(({ type }) => type === null || type === "const" || type === "system"),
  };
}

/**
 * The note of a query over temporary tables without rows and keys, which stand in for its tables; null where they cannot:
 * MySQL reads a temporary table once in a query.
 */
async function unfolded(text: string, server: Printing): Promise<string | null> {
  const { query, tables, grammar: sql } = server;
  const names = namesIn(text);
  const made: string[] = [];
  try {
    for (const { name, columns } of tables.filter((table) => names.has(wordOf(table)))) {
      const table = sql.table(name);
      const list = sql.names(columns.map((column) => column.name));
      await query(
        `CREATE TEMPORARY TABLE ${table} ENGINE=InnoDB SELECT ${list} FROM ${table} LIMIT 0`,
      );
      made.push(table);
    }
    return made.length === 0 ? null : (await explained(text, server)).note;
  } catch (error) {
    if (!CANNOT.has(driverError(error).errno)) problemOf(error);
    return null;
  } finally {
    for (const table of made) await query(`DROP TEMPORARY TABLE IF EXISTS ${table}`);
  }
}

/** Of a temporary table that is read twice, and of tables that must have a primary key. */
const CANNOT: ReadonlySet<number> = new Set([1137, 3750]);
