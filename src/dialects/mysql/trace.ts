import { driverError } from "../driver-error.js";
import type { Query } from "../dialect.js";
import { form, seenBy, type Form, type Trace } from "../trace.js";

/**
 * DDL happens whole or not at all (https://dev.mysql.com/doc/refman/8.4/en/atomic-ddl.html, https://mariadb.com/kb/en/atomic-ddl/), so
 * that the definition of the one thing it changes tells.
 */
export const trace: Trace = {
  seen: (query, statement) => seenBy(FORMS, query, statement),
  async isRunning(query, connectionId, statement) {
    const rows = await query(
      `SELECT 1 AS found FROM information_schema.PROCESSLIST
        WHERE ID = ? AND (INFO = ? OR (COMMAND = 'Sleep' AND TIME < 2))`,
      [connectionId, statement],
    );
    return rows.length > 0;
  },
};

const NAME = String.raw`(?:\`(?:[^\`]|\`\`)+\`|[\w$\u0080-\uffff]+)`;
const QUALIFIED = String.raw`(${NAME}(?:\s*\.\s*${NAME})?)`;
const EXISTS = String.raw`(?:IF\s+(?:NOT\s+)?EXISTS\s+)?`;
const ALONE = String.raw`(?:\s+(?:RESTRICT|CASCADE))?\s*;?\s*$`;

/** What empties or exchanges a part of a table leaves its definition as it is, and may not run twice. */
const KEEPS_ROWS = String.raw`(?![^]*\b(?:TRUNCATE|EXCHANGE|DISCARD|IMPORT)\s+(?:PARTITION|TABLESPACE)\b)`;

const FORMS: readonly Form[] = [
  {
    form: form(String.raw`(?:CREATE|ALTER${KEEPS_ROWS})`, "TABLE", EXISTS + QUALIFIED),
    seen: shown("TABLE"),
  },
  { form: form("DROP", "TABLE", EXISTS + QUALIFIED + ALONE), seen: shown("TABLE") },
  {
    form: form("RENAME", "TABLE", QUALIFIED, "TO", QUALIFIED + ALONE),
    seen: shown("TABLE"),
  },
  {
    form: form(
      String.raw`(?:CREATE(?:\s+OR\s+REPLACE)?(?:\s+(?:UNIQUE|FULLTEXT|SPATIAL))?|DROP)`,
      "INDEX",
      String.raw`${EXISTS}${NAME}(?:\s+USING\s+\w+)?`,
      "ON",
      QUALIFIED,
    ),
    seen: shown("TABLE"),
  },
  {
    form: form(
      String.raw`(?:CREATE|ALTER)(?:\s+(?!VIEW\b)(?:${NAME}|[=@]|'[^']*'))*?`,
      "VIEW",
      EXISTS + QUALIFIED,
    ),
    seen: shown("TABLE"),
  },
  { form: form("DROP", "VIEW", EXISTS + QUALIFIED + ALONE), seen: shown("TABLE") },
  {
    form: form(
      String.raw`(?:CREATE|ALTER|DROP)`,
      String.raw`(?:SCHEMA|DATABASE)`,
      `${EXISTS}(${NAME})`,
    ),
    seen: shown("DATABASE"),
  },
  // What a connection has set for itself is gone with it.
  { form: form("SET", String.raw`(?!GLOBAL\b|PERSIST)`), seen: async () => "" },
];

/** The definition, without the counter that any new row moves; nothing where there is no such thing. */
function shown(kind: "TABLE" | "DATABASE"): Form["seen"] {
  return async (query, [name = ""]) => {
    const row = await definition(query, `SHOW CREATE ${kind} ${name}`);
    return row.replace(/ AUTO_INCREMENT=\d+/, "");
  };
}

async function definition(query: Query, show: string): Promise<string> {
  try {
    const [row = {}] = await query(show);
    return Object.values(row).map(String).join("\n");
  } catch (error) {
    if (ABSENT.has(driverError(error).code)) return "";
    throw error;
  }
}

/** No such table, and no such database. https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html */
const ABSENT: ReadonlySet<string> = new Set(["ER_NO_SUCH_TABLE", "ER_BAD_DB_ERROR"]);
