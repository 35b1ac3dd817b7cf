import type { Query, Server } from "../dialect.js";
import { versionNumbers } from "../version.js";

/** What a PostgreSQL server says of itself. */
export async function postgresServer(query: Query): Promise<Server> {
  const [row] = await query(
    "SELECT current_setting('server_version_num') AS version, current_schema() AS schema",
  );
  const version = Number(row?.["version"]);
  return serverOf(
    [Math.floor(version / 10000), version % 10000],
    String(row?.["schema"] ?? "public"),
  );
}

/** A PostgreSQL server of that version, whose connections are in `public`. */
export const imaginedPostgres = (version: string): Server =>
  serverOf(versionNumbers(version), "public");

const serverOf = (version: readonly number[], schema: string): Server => ({
  flavor: "postgres",
  version,
  schema,
  collations: null,
  lowerCaseTables: false,
  implicitTimes: false,
});
