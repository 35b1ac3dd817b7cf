import { setTimeout } from "node:timers/promises";
import type { TestDatabase } from "./create-database.js";

/** How many other connections to the database are left; a server may need a moment to see them go. */
export async function othersLeft(database: TestDatabase): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    const count = (await connections(database)) - 1;
    if (count === 0 || tries === 20) return count;
    await setTimeout(100);
  }
}

async function connections({ server, name, query }: TestDatabase): Promise<number> {
  if (server === "postgres")
    return (await query("SELECT pid FROM pg_stat_activity WHERE datname = $1", [name])).length;
  // The table of the catalog with the same fails while any connection runs a statement with an emoji.
  return (await query("SHOW PROCESSLIST")).filter(({ db }) => db === name).length;
}
