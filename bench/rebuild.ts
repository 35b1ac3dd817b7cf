import { operations } from "../src/operations/index.js";
import { createSchemaDatabase, type SchemaDatabase } from "../test/support/schema-database.js";
import { measureWork, timed } from "./measure.js";
import type { Section } from "./report.js";

const ROWS = 1_000_000;
const COLUMNS = "id INTEGER PRIMARY KEY, name TEXT NOT NULL, amount INTEGER NOT NULL, note TEXT";
const INDEXES = ["CREATE INDEX by_name ON # (name)", "CREATE INDEX by_amount ON # (amount DESC)"];

/** How long SQLite takes for a new table in the place of an old one: by a rebuild of mig, and for the rows and indexes alone. */
export async function measureRebuild(runs: number): Promise<Section> {
  const measurements = [
    await measureWork("INSERT … SELECT and its indexes", () => inNew(bare), runs),
    await measureWork("mig rebuilds it", () => inNew(rebuilt), runs),
  ];
  return { title: `SQLite, a table of ${ROWS.toLocaleString("en")} rows`, measurements, notes: [] };
}

/** Each run has a database of its own, or a later one would find pages that an earlier one has left free. */
async function inNew(work: (database: SchemaDatabase) => Promise<number>): Promise<number> {
  await using database = await createSchemaDatabase("sqlite");
  await database.test.run(
    [
      `CREATE TABLE t (${COLUMNS})`,
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
       INSERT INTO t SELECT i, 'name ' || (i * 7919 % ${ROWS}), i % 1000, 'a note of some length ' || i FROM n`,
      ...INDEXES.map((text) => text.replace("#", "t")),
    ].join(";\n"),
  );
  return await work(database);
}

const bare = ({ connection: { query } }: SchemaDatabase) =>
  timed(async () => {
    await query("BEGIN");
    await query(`CREATE TABLE u (${COLUMNS}, CHECK (amount >= 0))`);
    await query("INSERT INTO u SELECT * FROM t");
    // Names of indexes are taken by the table that is still there.
    for (const text of INDEXES) await query(text.replace("#", "u").replace("INDEX ", "INDEX u_"));
    await query("COMMIT");
  });

const rebuilt = (database: SchemaDatabase) =>
  timed(() => database.run([operations.addCheck.of("t", { expression: "amount >= 0" })]));
