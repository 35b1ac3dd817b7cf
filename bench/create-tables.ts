import type { TestDatabase } from "../test/support/databases.js";
import { COLUMNS, type BenchTable, type Database } from "./tables.js";

/** Creates the tables exactly as TypeORM itself would, so that nobody finds anything to change. */
export async function createTables(
  database: TestDatabase,
  kind: Database,
  tables: readonly BenchTable[],
): Promise<void> {
  // Each batch is a transaction, and PostgreSQL can hold only so many locks in one.
  for (let at = 0; at < tables.length; at += TABLES_AT_ONCE) {
    const batch = tables.slice(at, at + TABLES_AT_ONCE);
    const statements = batch.flatMap((table) => [...CREATE[kind](table), ...indexes(table)]);
    await database.run(["BEGIN", ...statements, "COMMIT"].join(";\n"));
  }
}

const TABLES_AT_ONCE = 200;

const CREATE: { readonly [D in Database]: (table: BenchTable) => readonly string[] } = {
  postgres: (table) => [
    createTable(table, [
      `"id" SERIAL NOT NULL`,
      ...columns("postgres"),
      `"parent_id" integer`,
      `CONSTRAINT "${table.names.primaryKey}" PRIMARY KEY ("id")`,
    ]),
    `ALTER TABLE "${table.name}" ADD ${foreignKey(table)}`,
  ],
  sqlite: (table) => [
    createTable(table, [
      `"id" integer PRIMARY KEY AUTOINCREMENT NOT NULL`,
      ...columns("sqlite"),
      `"parent_id" integer`,
      foreignKey(table),
    ]),
  ],
};

function createTable({ name }: BenchTable, parts: readonly string[]): string {
  return `CREATE TABLE "${name}" (${parts.join(", ")})`;
}

function columns(kind: Database): readonly string[] {
  return COLUMNS[kind].map(({ name, sql }) => `"${name}" ${sql}`);
}

function foreignKey({ parent, names }: BenchTable): string {
  const action = "ON DELETE CASCADE ON UPDATE NO ACTION";
  return `CONSTRAINT "${names.foreignKey}" FOREIGN KEY ("parent_id") REFERENCES "${parent}" ("id") ${action}`;
}

function indexes({ name, names }: BenchTable): readonly string[] {
  return [
    `CREATE INDEX "${names.parentIndex}" ON "${name}" ("parent_id")`,
    `CREATE INDEX "${names.statusIndex}" ON "${name}" ("status", "created_at")`,
  ];
}
