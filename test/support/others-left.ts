import { setTimeout } from "node:timers/promises";
import type { TestDatabase } from "./create-database.js";

/** How many other connections to the database are left; a server may need a moment to see them go. */
export async function othersLeft({ server, name, query }: TestDatabase): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    const [row] = await query(OTHERS[server] ?? "", [name]);
    const count = Number(row?.["count"]);
    if (count === 0 || tries === 20) return count;
    await setTimeout(100);
  }
}

const OTHERS: Readonly<Record<string, string>> = {
  postgres:
    "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
  mysql:
    "SELECT count(*) AS count FROM information_schema.processlist WHERE db = ? AND id <> connection_id()",
  mariadb:
    "SELECT count(*) AS count FROM information_schema.processlist WHERE db = ? AND id <> connection_id()",
};
