import type { Column, TableName } from "../../schema/model.js";
import type { Grammar } from "../../sql.js";
import type { Query } from "../dialect.js";
import { inHalves } from "../in-halves.js";
import { bytesOf } from "./canonical-batch.js";
import { problemOf } from "./refusal.js";

/** A column of which no catalog and no print says for sure what its constants are. */
export interface Doubtful {
  readonly table: TableName;
  readonly column: Column;
  /** Whether its default is in doubt. */
  readonly asksDefault: boolean;
  /** How many values an enum or a set has that are in doubt. */
  readonly labels: number;
}

/** The default as a literal, and the values, each as the server would store them. */
export interface Stored {
  readonly default: string | null;
  readonly labels: readonly string[];
}

/**
 * What the server would store in some columns, read from rows of a temporary table that has columns like them; of many
 * tables in four statements. Null where that is not allowed.
 */
export async function storedValues(
  columns: readonly Doubtful[],
  query: Query,
  grammar: Grammar,
): Promise<readonly (Stored | null)[]> {
  const found: (Stored | null)[] = [];
  for (const batch of batchesOf(columns)) found.push(...(await storedIn(batch, query, grammar)));
  return found;
}

/** https://dev.mysql.com/doc/refman/8.4/en/join.html, https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html */
const TABLES = 60;
const BYTES = 60_000;

function* batchesOf(columns: readonly Doubtful[]): Generator<readonly Doubtful[]> {
  let batch: Doubtful[] = [];
  let tables = new Set<TableName>();
  let bytes = 0;
  for (const one of columns) {
    const more = bytesOf(one.column.type);
    const isFull = tables.size === TABLES && !tables.has(one.table);
    if (batch.length > 0 && (isFull || bytes + more > BYTES)) {
      yield batch;
      [batch, tables, bytes] = [[], new Set(), 0];
    }
    batch.push(one);
    tables.add(one.table);
    bytes += more;
  }
  if (batch.length > 0) yield batch;
}

const storedIn = (columns: readonly Doubtful[], query: Query, grammar: Grammar) =>
  inHalves<Doubtful, Stored | null>(columns, {
    // Refused where rows are too long for the server.
    all: (some) => stored(some, query, grammar),
    problemOf,
    isHopeless: ({ kind }) => kind === "not asked",
    refused: () => null,
  });

async function stored(
  columns: readonly Doubtful[],
  query: Query,
  grammar: Grammar,
): Promise<readonly (Stored | null)[]> {
  const [copy, row] = [grammar.name("mig_copy"), grammar.name("mig_row")];
  const tables = [...new Set(columns.map(({ table }) => table))].map((table) =>
    grammar.table(table),
  );
  const names = columns.map((_, at) => grammar.name(`c${at}`));
  const same = columns.map(
    ({ table, column }, at) =>
      `${grammar.table(table)}.${grammar.name(column.name)} AS ${names[at]}`,
  );
  const count = Math.max(...columns.map(({ labels }) => labels));
  const rows = Array.from({ length: count + 1 }, (_, at) => [
    at,
    ...columns.map((column) => valueIn(column, at)),
  ]);
  const values = columns.map(({ column: { type } }, at) =>
    isBytes(type) ? `HEX(${names[at]}) AS ${names[at]}` : names[at],
  );
  await query(
    `CREATE TEMPORARY TABLE ${copy} ENGINE=InnoDB SELECT 0 AS ${row}, ${same.join(", ")} FROM ${tables.join(", ")} LIMIT 0`,
  );
  const filled = async () => {
    await query(
      `INSERT INTO ${copy} VALUES ${rows.map((row) => `(${row.join(", ")})`).join(", ")}`,
    );
    return query(`SELECT ${values.join(", ")} FROM ${copy} ORDER BY ${row}`);
  };
  const found = await filled().finally(() => query(`DROP TEMPORARY TABLE IF EXISTS ${copy}`));
  return columns.map(({ column: { type }, asksDefault, labels }, at) => {
    const [first, ...others] = found.map((row) => String(row[`c${at}`]));
    const literal = isBytes(type) ? bytes(first ?? "") : grammar.literal(first ?? "");
    return { default: asksDefault ? literal : null, labels: others.slice(0, labels) };
  });
}

/** The first row has the defaults; each after it one label of each column, by its number. */
function valueIn({ column: { type }, asksDefault, labels }: Doubtful, row: number): string {
  if (labels === 0 || (row === 0 && asksDefault)) return "DEFAULT";
  const number = row === 0 || row > labels ? 1 : row;
  return String(type.startsWith("set") ? 2n ** BigInt(number - 1) : number);
}

const isBytes = (type: string) => /^(var)?binary\b/.test(type);

const bytes = (digits: string) => (digits === "" ? "''" : `0x${digits}`);
