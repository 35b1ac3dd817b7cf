import { localName, qualifier } from "../../schema/name.js";
import { quoting } from "../../sql.js";
import { standardTransaction, type Session } from "../session.js";
import { literal } from "./expression.js";

export const session: Session = {
  quoting: quoting("`"),
  transaction: (query, work) => standardTransaction(query, work),
  batch: (query, work) => standardTransaction(query, work),
  rowLock: "FOR UPDATE",
  hasSchemas: true,
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
  async connectionId(query) {
    const [row] = await query("SELECT CONNECTION_ID() AS id");
    return Number(row?.["id"]);
  },
  async cancel(other, connectionId) {
    await other(`KILL QUERY ${connectionId}`);
  },
};
