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
  const [temporary, other] = [grammar.name("mig_defaults"), grammar.name("mig_other")];
  const names = columns.map(({ name }) => name);
  try {
    await query(
      `CREATE TEMPORARY TABLE ${temporary} SELECT 1 AS ${other}, ${grammar.names(names)} FROM ${grammar.table(table)} LIMIT 0`,
    );
    await query(`INSERT INTO ${temporary} (${other}) VALUES (1)`);
    const values = columns.map(({ name, type }, at) => {
      const value = isBytes(type) ? `HEX(${grammar.name(name)})` : grammar.name(name);
      return `${value} AS ${grammar.name(`value_${at}`)}`;
    });
    const [row] = await query(`SELECT ${values.join(", ")} FROM ${temporary}`);
    return new Map(
      columns.flatMap(({ name, type }, at) => {
        const value = row?.[`value_${at}`];
        if (typeof value !== "string") return [];
        return [[name, isBytes(type) ? bytes(value) : grammar.literal(value)] as const];
      }),
    );
  } catch {
    return new Map();
  } finally {
    await query(`DROP TEMPORARY TABLE IF EXISTS ${temporary}`).catch(() => undefined);
  }
}

const isBytes = (type: string) => /^(var)?binary\b/.test(type);

const bytes = (digits: string) => (digits === "" ? "''" : `0x${digits}`);
