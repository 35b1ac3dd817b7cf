import { createSchemaDatabase } from "../test/support/schema-database.js";
import { measureWork, timed } from "./measure.js";
import type { Section } from "./report.js";

const TABLES = 50;
const CHECKS_PER_TABLE = 10;

/** How long it takes to find, with the help of the server, that expressions which are all spelt otherwise are the same. */
export async function measureExpressions(runs: number): Promise<Section> {
  await using database = await createSchemaDatabase("postgres");
  await database.test.run(Array.from({ length: TABLES }, (_, at) => createTable(at)).join(";\n"));
  const actual = await database.reflect();
  const wanted = {
    ...actual,
    tables: actual.tables.map((table) => ({
      ...table,
      checks: table.checks.map(({ name }) => ({ name, expression: otherwise(name ?? "") })),
    })),
  };
  const compare = () =>
    timed(async () => {
      const found = await database.difference(wanted);
      if (found.length > 0) throw new Error(`${found.length} differences where there are none`);
    });
  return {
    title: `PostgreSQL, ${TABLES * CHECKS_PER_TABLE} checks in other words`,
    measurements: [await measureWork("mig compares them", compare, runs)],
    notes: [],
  };
}

function createTable(table: number): string {
  const columns = Array.from({ length: CHECKS_PER_TABLE }, (_, at) => `c${at} integer`);
  const checks = Array.from(
    { length: CHECKS_PER_TABLE },
    (_, at) =>
      `CONSTRAINT k${table}_${at} CHECK (c${at} > ${table} + ${at} AND c${at} IN (1, 2, ${table}))`,
  );
  return `CREATE TABLE t${table} (${[...columns, ...checks].join(", ")})`;
}

/** The check of that name as another person would write it. */
function otherwise(name: string): string {
  const [table, at] = name.slice(1).split("_");
  return `((c${at}) > (${table} + ${at}) and c${at} in (1,2,${table}))`;
}
