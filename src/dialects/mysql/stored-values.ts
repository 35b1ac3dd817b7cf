import type { Column, TableName } from "../../schema/model.js";
import type { Grammar } from "../../sql.js";
import type { Query } from "../dialect.js";

/**
 * The constant defaults of some columns as the server would store them, which no print of a MariaDB gives for every
 * character: taken from a row of a temporary table that has these columns. None where that is not allowed.
 */
export async function storedDefaults(
  table: TableName,
  columns: readonly Column[],
  query: Query,
  grammar: Grammar,
): Promise<ReadonlyMap<string, string>> {
  const names = columns.map(({ name }) => name);
  const values = columns.map(({ name, type }, at) => {
    const value = isBytes(type) ? `HEX(${grammar.name(name)})` : grammar.name(name);
    return `${value} AS ${grammar.name(`value_${at}`)}`;
  });
  const [row] = await copied(table, names, query, grammar, async (copy) => {
    await query(`INSERT INTO ${copy} (${grammar.name(OTHER)}) VALUES (1)`);
    return query(`SELECT ${values.join(", ")} FROM ${copy}`);
  });
  return new Map(
    columns.flatMap(({ name, type }, at) => {
      const value = row?.[`value_${at}`];
      if (typeof value !== "string") return [];
      return [[name, isBytes(type) ? bytes(value) : grammar.literal(value)] as const];
    }),
  );
}

/**
 * The values of an enum or a set, which no print of either server gives for every character: stored by their numbers
 * and read again. Null where that is not allowed.
 */
export async function storedLabels(
  table: TableName,
  { name, type }: Column,
  count: number,
  query: Query,
  grammar: Grammar,
): Promise<readonly string[] | null> {
  const number = (at: number) => (type.startsWith("set") ? 2n ** BigInt(at) : at + 1);
  const rows = Array.from({ length: count }, (_, at) => `(${at}, ${number(at)})`);
  const [other, column] = [grammar.name(OTHER), grammar.name(name)];
  const found = await copied(table, [name], query, grammar, async (copy) => {
    await query(`INSERT INTO ${copy} (${other}, ${column}) VALUES ${rows.join(", ")}`);
    return query(`SELECT ${column} AS label FROM ${copy} ORDER BY ${other}`);
  });
  return found.length === count ? found.map(({ label }) => String(label)) : null;
}

const OTHER = "mig_other";

/** Does the work on an empty temporary table with these columns, named alike; gives no rows where that fails. */
async function copied(
  table: TableName,
  columns: readonly string[],
  query: Query,
  grammar: Grammar,
  work: (copy: string) => ReturnType<Query>,
): ReturnType<Query> {
  const copy = grammar.name("mig_copy");
  try {
    await query(
      `CREATE TEMPORARY TABLE ${copy} SELECT 1 AS ${grammar.name(OTHER)}, ${grammar.names(columns)} FROM ${grammar.table(table)} LIMIT 0`,
    );
    return await work(copy);
  } catch {
    return [];
  } finally {
    await query(`DROP TEMPORARY TABLE IF EXISTS ${copy}`).catch(() => undefined);
  }
}

const isBytes = (type: string) => /^(var)?binary\b/.test(type);

const bytes = (digits: string) => (digits === "" ? "''" : `0x${digits}`);
