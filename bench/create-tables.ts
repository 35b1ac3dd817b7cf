import type { TestDatabase } from "../test/support/databases.js";
import { CHECK, columnsOf, viewQuery, type BenchTable, type Database } from "./tables.js";

/** Creates the tables exactly as TypeORM itself would, so that nobody finds anything to change. */
export async function createTables(
  database: TestDatabase,
  kind: Database,
  tables: readonly BenchTable[],
): Promise<void> {
  await database.run(METADATA_TABLE);
  // Each batch is a transaction, and PostgreSQL can hold only so many locks in one.
  for (let at = 0; at < tables.length; at += TABLES_AT_ONCE) {
    const batch = tables.slice(at, at + TABLES_AT_ONCE);
    const statements = batch.flatMap((table) => [
      ...CREATE[kind](table),
      ...indexes(table),
      ...(table.isRich ? view(kind, table) : []),
    ]);
    await database.run(["BEGIN", ...statements, "COMMIT"].join(";\n"));
  }
}

const TABLES_AT_ONCE = 200;

const CREATE: { readonly [D in Database]: (table: BenchTable) => readonly string[] } = {
  postgres: (table) => [
    ...(table.isRich ? [`CREATE TYPE "${table.name}_status_enum" AS ENUM ('draft', 'live')`] : []),
    createTable(table, [
      `"id" SERIAL NOT NULL`,
      ...columns("postgres", table),
      `"parent_id" integer`,
      `CONSTRAINT "${table.names.primaryKey}" PRIMARY KEY ("id")`,
      ...checks(table),
    ]),
    `ALTER TABLE "${table.name}" ADD ${foreignKey(table)}`,
  ],
  sqlite: (table) => [
    createTable(table, [
      `"id" integer PRIMARY KEY AUTOINCREMENT NOT NULL`,
      ...columns("sqlite", table),
      `"parent_id" integer`,
      ...checks(table),
      foreignKey(table),
    ]),
  ],
};

function createTable({ name }: BenchTable, parts: readonly string[]): string {
  return `CREATE TABLE "${name}" (${parts.join(", ")})`;
}

function columns(kind: Database, table: BenchTable): readonly string[] {
  return columnsOf(kind, table).map(({ name, sql }) => `"${name}" ${sql}`);
}

const checks = ({ isRich, names }: BenchTable): readonly string[] =>
  isRich ? [`CONSTRAINT "${names.check}" CHECK (${CHECK})`] : [];

/** The view of a table, and the row by which TypeORM knows what it stands for. */
function view(kind: Database, table: BenchTable): readonly string[] {
  const { view } = table.names;
  const query = viewQuery(table);
  const schema = kind === "postgres" ? "'public'" : "NULL";
  return [
    `CREATE VIEW "${view}" AS ${query}`,
    `INSERT INTO typeorm_metadata (type, schema, name, value) VALUES ('VIEW', ${schema}, '${view}', '${query}')`,
  ];
}

const METADATA_TABLE = `CREATE TABLE "typeorm_metadata" ("type" varchar NOT NULL, "database" varchar, "schema" varchar,
  "table" varchar, "name" varchar, "value" text)`;

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
