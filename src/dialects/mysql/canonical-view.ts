import { find } from "../../schema/edit.js";
import { equal } from "../../schema/equal.js";
import { namesIn } from "../../schema/expression.js";
import type { Schema, Table, TableName } from "../../schema/model.js";
import { localName, qualify } from "../../schema/name.js";
import { tablesReadBy } from "../../schema/reads.js";
import { column } from "../../schema/spec.js";
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
  /** Those that are there, and those that will be. */
  readonly tables: readonly Table[];
  readonly wanted: readonly Table[];
}

/**
 * Each query as the server notes it when it is asked how it would run it, which leaves nothing; with what it reads, as the
 * note has views taken apart. Null for what stands for all columns of a table or view that gets others: a view keeps those
 * it was made with.
 */
export async function canonicalViews(
  queries: readonly string[],
  { actual, wanted }: { readonly actual: Schema; readonly wanted: Schema },
  given: Omit<Printing, "tables" | "wanted">,
): Promise<readonly Print[]> {
  const server = { ...given, tables: actual.tables, wanted: wanted.tables };
  const prints = new Map<string, Print>();
  const print = async (query: string): Promise<Print> => {
    const text = tidy(query);
    const known = prints.get(text) ?? (await printed(text, server));
    prints.set(text, known);
    return known;
  };
  const opens = queries.some((query) => OPEN.test(query));
  const changed = opens ? await changedRelations(actual, wanted, print) : new Set<string>();
  const found: Print[] = [];
  for (const query of queries)
    found.push(isOpen(query, changed) ? NOT_PRINTED : await print(query));
  return found;
}

/** `*`, and joins by whatever columns the tables share. */
const OPEN = /(?:\bselect\s+(?:distinct\s+)?|,\s*|\.)\*|\bnatural\s/i;

const isOpen = (query: string, changed: ReadonlySet<string>) =>
  OPEN.test(query) && tablesReadBy(query).some(({ local }) => changed.has(local));

/** The tables that lose or get columns, and the views that come or change, by name. */
async function changedRelations(
  actual: Schema,
  wanted: Schema,
  print: (query: string) => Promise<Print>,
): Promise<ReadonlySet<string>> {
  const columns = ({ columns }: Table) => JSON.stringify(columns.map(({ name }) => name));
  const before = new Map(actual.tables.map((table) => [table.name, columns(table)]));
  const changed = new Set(
    wanted.tables.filter((table) => before.get(table.name) !== columns(table)).map(wordOf),
  );
  // In reading order, so that what a view reads is known before it.
  for (const view of wanted.views) {
    const was = find(actual.views, view.name)?.query;
    if (was === view.query && !isOpen(was, changed)) continue;
    const isOther = was === undefined || isOpen(view.query, changed);
    const text = isOther ? null : (await print(view.query)).text;
    if (isOther || text === null || text !== (await print(was)).text) changed.add(wordOf(view));
  }
  return changed;
}

/** The name of a table or view as queries are searched for it. */
const wordOf = ({ name }: { readonly name: TableName }) => localName(name).toLowerCase();

const NOT_PRINTED: Print = { text: null, problem: null };

async function printed(text: string, server: Printing): Promise<Print> {
  try {
    return { text: await print(text, server), problem: null };
  } catch (error) {
    const problem = problemOf(error);
    return problem.kind === "unknown name"
      ? ((await printedOverComing(text, server)) ?? { text: null, problem })
      : { text: null, problem };
  }
}

async function print(text: string, server: Printing): Promise<string | null> {
  const { note, isFolded } = await explained(text, server);
  const print = (isFolded ? await unfolded(text, server) : null) ?? note;
  return print && `${print} of ${readBy(text, server)}`;
}

/** The print of a query over temporary tables that stand for those that come or change; null where they cannot. */
async function printedOverComing(text: string, server: Printing): Promise<Print | null> {
  const { grammar: sql, tables, wanted } = server;
  const read = new Set(tablesReadBy(text).map(({ local }) => local));
  const coming = wanted.filter(
    (table) => read.has(wordOf(table)) && !equal(find(tables, table.name)?.columns, table.columns),
  );
  if (coming.length === 0) return null;
  const columnsOf = ({ columns }: Table) =>
    columns.map(({ name, type, collation }) =>
      sql.column(column({ name, type, collation, nullable: true })),
    );
  const prints = await overTemporary(
    coming.map((table) => [table, `(${columnsOf(table).join(", ")})`]),
    server,
    async () => {
      try {
        return { text: await print(text, server), problem: null };
      } catch (error) {
        if (CANNOT.has(driverError(error).errno)) throw error;
        return { text: null, problem: problemOf(error) };
      }
    },
  );
  return prints;
}

/** Does the work while temporary tables with these definitions stand in for tables; null where they cannot. */
async function overTemporary<T>(
  definitions: readonly (readonly [table: Table, definition: string])[],
  { query, grammar: sql }: Printing,
  work: () => Promise<T>,
): Promise<T | null> {
  const made: string[] = [];
  try {
    for (const [{ name }, definition] of definitions) {
      await query(`CREATE TEMPORARY TABLE ${sql.table(name)} ${definition}`);
      made.push(sql.table(name));
    }
    return await work();
  } catch (error) {
    if (!CANNOT.has(driverError(error).errno)) problemOf(error);
    return null;
  } finally {
    for (const table of made) await query(`DROP TEMPORARY TABLE IF EXISTS ${table}`);
  }
}

/** The tables and views that the query names, in one order. */
function readBy(text: string, { settings }: Printing): string {
  const own = settings.server.schema?.toLowerCase();
  const names = tablesReadBy(text).map(({ outer, local }) =>
    qualify(outer === own ? null : outer, local),
  );
  return [...new Set(names)].toSorted().join(", ");
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
  const { tables, grammar: sql } = server;
  const names = namesIn(text);
  const read = tables.filter((table) => names.has(wordOf(table)));
  if (read.length === 0) return null;
  return overTemporary(
    read.map((table) => {
      const list = sql.names(table.columns.map((column) => column.name));
      return [table, `ENGINE=InnoDB SELECT ${list} FROM ${sql.table(table.name)} LIMIT 0`];
    }),
    server,
    async () => (await explained(text, server)).note,
  );
}

/** Of a temporary table that is read twice, and of tables that must have a primary key. */
const CANNOT: ReadonlySet<number> = new Set([1137, 3750]);
