import type { Query, Server } from "../dialect.js";
import { isAtLeast, versionNumbers } from "../version.js";

/** What a MySQL or MariaDB server says of itself; a MariaDB may be reached as a MySQL. */
export async function mysqlServer(query: Query): Promise<Server> {
  const [row] = await query(
    "SELECT VERSION() AS version, DATABASE() AS name, @@lower_case_table_names AS letter_case",
  );
  // A variable that is to go, and that a statement may not name then.
  const [times] = await query("SHOW VARIABLES LIKE 'explicit_defaults_for_timestamp'");
  const databases = await query(
    "SELECT SCHEMA_NAME AS name, DEFAULT_COLLATION_NAME AS collation FROM information_schema.SCHEMATA",
  );
  const text = String(row?.["version"]);
  const name = row?.["name"] ?? null;
  return {
    ...versionOf(text),
    schema: name === null ? null : String(name),
    collations: Object.fromEntries(
      databases.map(({ name, collation }) => [String(name), String(collation)]),
    ),
    // https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html
    lowerCaseTables: Number(row?.["letter_case"]) === 1,
    implicitTimes: times?.["Value"] === "OFF",
  };
}

/** A server of that version with its usual settings, asked over a connection to that database; a MariaDB may be reached as a MySQL. */
export function imaginedMysql(
  text: string,
  database: string | null,
  flavor: "mysql" | "mariadb",
): Server {
  const said = versionOf(text);
  const server = said.flavor === "mariadb" ? said : { ...said, flavor };
  return {
    ...server,
    schema: database,
    collations: null,
    lowerCaseTables: false,
    implicitTimes: server.flavor === "mariadb" && !isAtLeast(server.version, 10, 10),
  };
}

const versionOf = (text: string): Pick<Server, "flavor" | "version"> => ({
  flavor: /mariadb/i.test(text) ? "mariadb" : "mysql",
  // Older MariaDB servers put this before their own version.
  version: versionNumbers(text.replace(/^5\.5\.5-/, "")),
});
