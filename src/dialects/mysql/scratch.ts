import { quoting } from "../../sql.js";
import type { Query } from "../dialect.js";
import { NOTHING_SUPPOSED, type OnServer, type Place, type Scratching } from "../scratch.js";
import { literal } from "./expression.js";
import { watchOf } from "./reach.js";

export const scratching: Scratching = {
  get onServer() {
    return ON_SERVER;
  },
  async watch(query: Query, place: Place) {
    const rows = await query(
      "SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME <> DATABASE()",
    );
    const others = rows.map((row) => String(row["name"]));
    return watchOf(query, others.filter(isNoCatalog), place);
  },
};

/** All may read it, and nobody changes it. */
const isNoCatalog = (database: string) => database.toLowerCase() !== "information_schema";

const { name } = quoting("`");

const ON_SERVER: OnServer = {
  async create(query, database) {
    const [own] = await query(
      "SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()",
    );
    const like = own
      ? ` CHARACTER SET ${String(own["charset"])} COLLATE ${String(own["collation"])}`
      : "";
    await query(`CREATE DATABASE ${name(database)}${like}`);
  },
  async drop(query, database) {
    await query(`DROP DATABASE IF EXISTS ${name(database)}`);
  },
  async named(query, beginning) {
    const rows = await query(
      `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE LEFT(SCHEMA_NAME, ${beginning.length}) = ${literal(beginning)} ORDER BY SCHEMA_NAME`,
    );
    return rows.map((row) => String(row["name"]));
  },
  async current(query) {
    const [row] = await query("SELECT DATABASE() AS name");
    return row?.["name"] == null ? null : String(row["name"]);
  },
  async contents(query) {
    const found = await objects(query);
    return found.map(({ kind, object }) => `${kind} ${object}`);
  },
  supposed: async () => NOTHING_SUPPOSED,
  make: async () => undefined,
  async empty(query) {
    await query("SET FOREIGN_KEY_CHECKS = 0");
    for (const { kind, object } of await objects(query))
      await query(`DROP ${kind} IF EXISTS ${name(object)}`);
    await query("SET FOREIGN_KEY_CHECKS = 1");
  },
};

/** What is in the database of the connection, in the words of DROP. */
async function objects(
  query: Query,
): Promise<readonly { readonly kind: string; readonly object: string }[]> {
  const rows = await query(
    `SELECT IF(TABLE_TYPE = 'VIEW', 'VIEW', IF(TABLE_TYPE = 'SEQUENCE', 'SEQUENCE', 'TABLE')) AS kind, TABLE_NAME AS object
    FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
    UNION ALL SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()
    UNION ALL SELECT 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()`,
  );
  return rows.map((row) => ({ kind: String(row["kind"]), object: String(row["object"]) }));
}
