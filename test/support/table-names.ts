import type { ServerName } from "./servers/index.js";
import type { TestDatabase } from "./databases.js";

const CATALOG: Readonly<Record<ServerName, string>> = {
  postgres: "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  mysql: "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
  mariadb:
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
  sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
};

/** The tables of a database, sorted; without mig's journal, which comes with the first run of anything. */
export async function tableNames({
  server,
  query,
}: TestDatabase<object>): Promise<readonly string[]> {
  return (await query(CATALOG[server]))
    .map(({ name }) => String(name))
    .filter((name) => name !== "mig_journal")
    .sort();
}
