import { form, seenBy, type Form, type Trace } from "../trace.js";

/** What runs outside of a transaction here; anything else of mig's own is one transaction with its record in the journal. */
export const trace: Trace = {
  seen: (query, statement) => seenBy(FORMS, query, statement),
  async isRunning(query, connectionId, statement) {
    const rows = await query(
      `SELECT 1 AS found FROM pg_stat_activity WHERE pid = $1 AND
        CASE WHEN state = 'active' THEN starts_with($2, query) ELSE state_change > now() - interval '2 seconds' END`,
      [connectionId, statement],
    );
    return rows.length > 0;
  },
};

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
    // An index that is not valid is made again; it is in the schema of its table.
    async seen(query, [index, table]) {
      const [row] = await query(
        `SELECT pg_get_indexdef(i.indexrelid) AS seen FROM pg_class t
          JOIN pg_namespace n ON n.oid = t.relnamespace
          JOIN pg_index i ON i.indrelid = t.oid AND i.indexrelid = to_regclass(quote_ident(n.nspname) || '.' || $1)
          WHERE t.oid = to_regclass($2) AND i.indisvalid`,
        [index, table],
      );
      return String(row?.["seen"] ?? "");
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
      return String(row?.["seen"] ?? "");
    },
  },
  {
    form: form("ALTER", "TYPE", QUALIFIED, "ADD", "VALUE"),
    async seen(query, [type]) {
      const [row] = await query(
        "SELECT json_agg(enumlabel ORDER BY enumsortorder)::text AS seen FROM pg_enum WHERE enumtypid = to_regtype($1)",
        [type],
      );
      return String(row?.["seen"] ?? "");
    },
  },
  // To run one of these again does no harm.
  {
    form: form(
      String.raw`(?:DO 'BEGIN END'$|(?:VACUUM|ANALYZE|REINDEX|REFRESH\s+MATERIALIZED\s+VIEW|SET|RESET)\b)`,
    ),
    seen: async () => "",
  },
];
