import { localName, qualifier } from "../../schema/name.js";
import { quoting } from "../../sql.js";
import { driverError } from "../driver-error.js";
import { beginWithin, standardBegin, type Session } from "../session.js";
import { literal } from "./expression.js";
import { trace } from "./trace.js";
import { mariadbWaits, mysqlWaits } from "./waits.js";

export const session: Session = {
  quoting: quoting("`"),
  waits: mysqlWaits,
  begin: (query) => standardBegin(query),
  beginRows: (query) => standardBegin(query),
  // The session, as a statement that commits, such as one that makes a table, gets out of a transaction that is read-only.
  // https://dev.mysql.com/doc/refman/8.4/en/set-transaction.html
  beginReading: (query) =>
    beginWithin(query, "SET SESSION TRANSACTION READ ONLY", "SET SESSION TRANSACTION READ WRITE"),
  together: (statements) => statements,
  rowLock: "FOR UPDATE",
  hasSchemas: true,
  hasRights: true,
  longText: "longtext",
  now: "DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.%fZ')",
  newId: "uuid()",
  exactCollation: "utf8mb4_bin",
  async tableExists(query, name) {
    const rows = await query(
      "SELECT 1 AS found FROM information_schema.TABLES WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?",
      [qualifier(name), localName(name)],
    );
    return rows.length > 0;
  },
  // The catalog leaves out what one may not see; a statement on that is refused, whether it is there or not.
  async refuseHidden(query, name) {
    await query(`SELECT 1 FROM ${session.quoting.table(name)} LIMIT 0`).catch((error: unknown) => {
      if (!NOT_THERE.has(driverError(error).errno)) throw error;
    });
  },
  typeormPlace(table) {
    const schema = qualifier(table);
    return { database: null, schema: schema === null ? "DATABASE()" : literal(schema) };
  },
  trace,
  async connectionId(query) {
    const [row] = await query("SELECT CONNECTION_ID() AS id");
    return Number(row?.["id"]);
  },
  async cancel(other, connectionId) {
    await other(`KILL QUERY ${connectionId}`);
  },
};

/** The table, the database. */
const NOT_THERE: ReadonlySet<number> = new Set([1146, 1049]);

export const mariadbSession: Session = { ...session, waits: mariadbWaits };
