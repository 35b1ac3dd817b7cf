import type { SchemaDatabase } from "../support/schema-database.js";
import type { ServerName } from "../support/databases.js";
import type { Rows } from "./rows.js";

/** Puts the rows in, in whatever order: what refers to what is looked at when all are there. */
export async function insertRows(database: SchemaDatabase, all: readonly Rows[]): Promise<void> {
  const { dialect, query } = database.connection;
  const sql = dialect.grammar;
  await withoutReferences(database, async () => {
    for (const { table, rows } of all)
      for (const row of rows) {
        const values = Object.values(row).map((value) => value ?? "NULL");
        await query(
          `INSERT INTO ${sql.table(table)} (${sql.names(Object.keys(row))}) ${OVERRIDING[database.server]} VALUES (${values.join(", ")})`,
        );
      }
  });
}

/** Takes all rows out. */
export async function deleteRows(database: SchemaDatabase, all: readonly Rows[]): Promise<void> {
  const { dialect, query } = database.connection;
  await withoutReferences(database, async () => {
    for (const { table } of all) await query(`DELETE FROM ${dialect.grammar.table(table)}`);
  });
}

/** The values that are kept, as texts, in an order of their own. */
export async function readRows(
  database: SchemaDatabase,
  all: readonly Rows[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { dialect, query } = database.connection;
  const found: Record<string, readonly string[]> = {};
  for (const { table, kept, rows } of all) {
    if (rows.length === 0 || kept.length === 0) continue;
    const read = await query(
      `SELECT ${dialect.grammar.names(kept)} FROM ${dialect.grammar.table(table)}`,
    );
    found[table] = read.map((row) => kept.map((name) => textOf(row[name])).join(" | ")).sort();
  }
  return found;
}

/** A value in the one text it has in every type that holds it. */
function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString("hex");
  const text = typeof value === "object" ? JSON.stringify(value) : String(value).trim();
  if (/^\d+(\.0+)?$/.test(text)) return String(Number(text));
  // A time as SQLite keeps it, with or without its fraction.
  return text.replace(/(:\d\d)\.0+$/, "$1");
}

const OVERRIDING: { readonly [Name in ServerName]: string } = {
  postgres: "OVERRIDING SYSTEM VALUE",
  mysql: "",
  mariadb: "",
  sqlite: "",
};

/** While foreign keys are not looked at. */
async function withoutReferences(
  database: SchemaDatabase,
  work: () => Promise<void>,
): Promise<void> {
  const [off, on] = REFERENCES[database.server];
  const { query } = database.connection;
  await query(off);
  try {
    await work();
  } finally {
    await query(on);
  }
}

const REFERENCES: { readonly [Name in ServerName]: readonly [off: string, on: string] } = {
  postgres: ["SET session_replication_role = replica", "SET session_replication_role = origin"],
  mysql: ["SET foreign_key_checks = 0", "SET foreign_key_checks = 1"],
  mariadb: ["SET foreign_key_checks = 0", "SET foreign_key_checks = 1"],
  sqlite: ["PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"],
};
