import { form, HARMLESS, seenBy, type Form, type Trace } from "../trace.js";

/** What runs outside of a transaction here; anything else of mig's own is one transaction with its record in the journal. */
export const trace: Trace = {
  seen: (query, statement) =>
    seenBy(
      FORMS,
      query,
      statement,
      "current_setting('search_path') || ' ' || current_schema() || ' ' || version()",
    ),
  // What is seen is of one index or type, that has one name.
  canBe: () => true,
  async identify(query) {
    const [row] = await query(
      `SELECT pg_backend_pid() AS id, ${STARTED} AS started FROM pg_stat_activity WHERE pid = pg_backend_pid()`,
    );
    return JSON.stringify([row?.["id"], row?.["started"]]);
  },
  async doing(query, connection) {
    const [id, started] = JSON.parse(connection) as readonly unknown[];
    const [row] = await query(
      `SELECT state, ${STARTED} AS started, pid = pg_backend_pid() AS own FROM pg_stat_activity WHERE pid = $1`,
      [id],
    );
    if (!row) return "gone";
    // Of the connections of others not every user sees more than that they are there.
    if (row["started"] === null || started === null) return "unknown";
    if (row["started"] !== started) return "gone";
    // One that asks itself is through with what it did before.
    if (row["own"] === true) return "nothing";
    if (row["state"] === "active") return "running";
    return row["state"] === null || row["state"] === "disabled" ? "unknown" : "nothing";
  },
};

const STARTED = "extract(epoch FROM backend_start)::text";

const NAME = String.raw`(?:"(?:[^"]|"")+"|[a-z_\u0080-\uffff][\w$\u0080-\uffff]*)`;
const QUALIFIED = String.raw`(${NAME}(?:\s*\.\s*${NAME})?)`;

const FORMS: readonly Form[] = [
  {
    form: form(
      String.raw`CREATE(?:\s+UNIQUE)?`,
      "INDEX",
      "CONCURRENTLY",
      String.raw`(?:IF\s+NOT\s+EXISTS\s+)?(?!ON\b)(${NAME})`,
      String.raw`ON(?:\s+ONLY)?`,
      QUALIFIED,
    ),
    // It is in the schema of its table.
    async seen(query, [index, table]) {
      const [row] = await query(
        `SELECT pg_get_indexdef(i.indexrelid) AS seen, i.indisvalid AS valid FROM pg_class t
          JOIN pg_namespace n ON n.oid = t.relnamespace
          JOIN pg_index i ON i.indrelid = t.oid AND i.indexrelid = to_regclass(quote_ident(n.nspname) || '.' || $1)
          WHERE t.oid = to_regclass($2)`,
        [index, table],
      );
      return row?.["valid"] === false ? { text: "", isHalf: true } : told(row);
    },
  },
  {
    form: form(
      "DROP",
      "INDEX",
      "CONCURRENTLY",
      String.raw`(?:IF\s+EXISTS\s+)?${QUALIFIED}(?:\s+(?:RESTRICT|CASCADE))?\s*;?\s*$`,
    ),
    async seen(query, [index]) {
      const [row] = await query("SELECT to_regclass($1)::oid AS seen", [index]);
      return told(row);
    },
  },
  {
    form: form("ALTER", "TYPE", QUALIFIED, "ADD", "VALUE"),
    async seen(query, [type]) {
      const [row] = await query(
        "SELECT json_agg(enumlabel ORDER BY enumsortorder)::text AS seen FROM pg_enum WHERE enumtypid = to_regtype($1)",
        [type],
      );
      return told(row);
    },
  },
  // To run one of these again does no harm.
  {
    form: form(
      String.raw`(?:DO 'BEGIN END'$|(?:VACUUM|ANALYZE|REINDEX(?![^]*CONCURRENTLY)|REFRESH\s+MATERIALIZED\s+VIEW|SET|RESET)\b)`,
    ),
    seen: HARMLESS,
  },
];

const told = (row: Readonly<Record<string, unknown>> | undefined) => ({
  text: String(row?.["seen"] ?? ""),
});
