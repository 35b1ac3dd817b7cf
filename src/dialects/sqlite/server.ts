import type { Query, Server } from "../dialect.js";
import { versionNumbers } from "../version.js";

/** What SQLite says of itself. */
export async function sqliteServer(query: Query): Promise<Server> {
  const [row] = await query("SELECT sqlite_version() AS version");
  return imaginedSqlite(String(row?.["version"]));
}

/** SQLite of that version. */
export const imaginedSqlite = (version: string): Server => ({
  flavor: "sqlite",
  version: versionNumbers(version),
  schema: null,
  collations: null,
  lowerCaseTables: false,
  implicitTimes: false,
});
