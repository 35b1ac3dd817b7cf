import type { SchemaDatabase } from "./schema-database.js";

/** Drops all that a test has made in its database, and these other databases of MySQL, whatever their names. */
export async function emptied(
  { connection, test, server }: SchemaDatabase,
  others: readonly string[],
): Promise<void> {
  const { name } = connection.dialect.grammar;
  const dropped = async (query: string, drop: (row: Row) => string) => {
    for (const row of (await test.query(query)) as unknown as readonly Row[])
      await test.query(drop(row));
  };
  if (server === "postgres") {
    await dropped(
      "SELECT extname AS name FROM pg_extension WHERE extname <> 'plpgsql'",
      (row) => `DROP EXTENSION ${name(row.name)} CASCADE`,
    );
    await dropped(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
      (row) => `DROP SCHEMA ${name(row.name)} CASCADE`,
    );
    await test.query("CREATE SCHEMA public");
    return;
  }
  if (server === "sqlite") {
    await test.query("PRAGMA foreign_keys = OFF");
    await dropped(
      "SELECT type AS kind, name FROM sqlite_schema WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite%' ORDER BY type DESC",
      (row) => `DROP ${row.kind} ${name(row.name)}`,
    );
    return;
  }
  await test.query("SET FOREIGN_KEY_CHECKS = 0");
  await dropped(
    "SELECT IF(TABLE_TYPE = 'VIEW', 'VIEW', 'TABLE') AS kind, TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
    (row) => `DROP ${row.kind} ${name(row.name)}`,
  );
  const prefixes = new Set(others.map((other) => OWN.exec(other)?.[0]));
  for (const prefix of prefixes)
    await dropped(
      `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '${prefix}%'`,
      (row) => `DROP DATABASE ${name(row.name)}`,
    );
}

/** What the names of all databases of one test begin with. */
const OWN = /^mig_test_[0-9a-f]{12}/;

interface Row {
  readonly kind: string;
  readonly name: string;
}
