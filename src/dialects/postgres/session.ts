import { nameParts, qualifier } from "../../schema/name.js";
import { quoting, standardLiteral } from "../../sql.js";
import { standardTransaction, type Session } from "../session.js";

export const session: Session = {
  quoting: quoting('"'),
  transaction: (query, work) => standardTransaction(query, work),
  batch: (query, work) => standardTransaction(query, work),
  rowLock: "FOR UPDATE",
  hasSchemas: true,
  exactCollation: null,
  async tableExists(query, name) {
    const quoted = nameParts(name).map((part) => `"${part.replaceAll('"', '""')}"`);
    const [row] = await query("SELECT to_regclass($1) IS NOT NULL AS found", [quoted.join(".")]);
    return row?.["found"] === true;
  },
  typeormPlace(table) {
    const schema = qualifier(table);
    return {
      database: "current_database()",
      schema: schema === null ? "current_schema()" : standardLiteral(schema),
    };
  },
  async connectionId(query) {
    const [row] = await query("SELECT pg_backend_pid() AS id");
    return Number(row?.["id"]);
  },
  async cancel(other, connectionId) {
    await other("SELECT pg_cancel_backend($1)", [connectionId]);
  },
};
