import type { Query } from "../dialect.js";
import { nameParts, qualifier } from "../../schema/name.js";
import { quoting, standardLiteral } from "../../sql.js";
import { standardBegin, type Session } from "../session.js";
import type { Limits } from "../waits.js";
import { trace } from "./trace.js";
import { localLimits, waits } from "./waits.js";

export const session: Session = {
  quoting: quoting('"'),
  waits,
  begin,
  beginRows: begin,
  beginReading: (query) => standardBegin(query, "BEGIN READ ONLY"),
  together: (statements) => (statements.length > 0 ? [statements.join("; ")] : []),
  rowLock: "FOR UPDATE",
  hasSchemas: true,
  hasRights: true,
  longText: "text",
  now: `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  newId: "md5(random()::text || clock_timestamp()::text)",
  exactCollation: null,
  async tableExists(query, name) {
    const quoted = nameParts(name).map((part) => `"${part.replaceAll('"', '""')}"`);
    // A bare name is one of the connection's own schema, and not of another in the search path.
    const own = quoted.length === 1 ? "quote_ident(current_schema()) || '.' || " : "";
    const [row] = await query(`SELECT to_regclass(${own}$1) IS NOT NULL AS found`, [
      quoted.join("."),
    ]);
    return row?.["found"] === true;
  },
  refuseHidden: async () => undefined,
  typeormPlace(table) {
    const schema = qualifier(table);
    return {
      database: "current_database()",
      schema: schema === null ? "current_schema()" : standardLiteral(schema),
    };
  },
  trace,
  async connectionId(query) {
    const [row] = await query("SELECT pg_backend_pid() AS id");
    return Number(row?.["id"]);
  },
  async cancel(other, connectionId) {
    await other("SELECT pg_cancel_backend($1)", [connectionId]);
  },
};

/** In one message to the server. */
function begin(query: Query, limits?: Limits) {
  return standardBegin(query, `BEGIN${limits ? localLimits(limits) : ""}`);
}
