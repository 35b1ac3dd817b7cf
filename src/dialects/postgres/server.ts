import type { Query, Server } from "../dialect.js";

/** What a PostgreSQL server says of itself. */
export async function postgresServer(query: Query): Promise<Server> {
  const [row] = await query(
    "SELECT current_setting('server_version_num') AS version, current_schema() AS schema",
  );
  const version = Number(row?.["version"]);
  return {
    flavor: "postgres",
    version: [Math.floor(version / 10000), version % 10000],
    schema: String(row?.["schema"] ?? "public"),
    collations: null,
    lowerCaseTables: false,
    implicitTimes: false,
  };
}
