import { localName, qualifier } from "../../schema/name.js";
import { quoting } from "../../sql.js";
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

export const mariadbSession: Session = { ...session, waits: mariadbWaits };
