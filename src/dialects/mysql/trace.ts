import { driverError } from "../driver-error.js";
import type { Query } from "../dialect.js";
import { form, HARMLESS, seenBy, type Form, type Trace } from "../trace.js";

/**
 * DDL happens whole or not at all (https://dev.mysql.com/doc/refman/8.4/en/atomic-ddl.html, https://mariadb.com/kb/en/atomic-ddl/), so
 * that the definition of the one thing it changes tells.
 */
export const trace: Trace = {
  seen: (query, statement) =>
    seenBy(
      FORMS,
      query,
      statement,
      "CONCAT_WS(' ', DATABASE(), @@SESSION.sql_mode, @@SESSION.sql_quote_show_create, VERSION())",
    ),
  canBe(statement, before, after) {
    const names = namesIn(statement).filter((name) => !namesIn(placeIn(statement)).includes(name));
    // What has come or gone has no other lines, and what names nothing in the table changes it as a whole.
    if (before === "" || after === "" || names.length === 0) return true;
    const lines = [...linesBut(before, after), ...linesBut(after, before)];
    const changed = lines.flatMap(namesIn);
    // Columns that have another place have the same lines.
    return lines.length === 0 || names.some((name) => changed.includes(name));
  },
  identify: async (query) => JSON.stringify(await identity(query)),
  async doing(query, connection) {
    const [own, other] = [await identity(query), JSON.parse(connection) as Identity];
    // The server counts its connections anew when it is started.
    if (Math.abs(own.started - other.started) > CLOCK) return "gone";
    // It asks itself, and so is through with what it did before.
    if (own.id === other.id) return "nothing";
    // Not from information_schema: there MySQL fails as soon as any connection runs a statement with an emoji in it.
    const row = (await query("SHOW PROCESSLIST")).find(({ Id }) => Number(Id) === other.id);
    if (row) return row["Command"] === "Sleep" ? "nothing" : "running";
    return own.user === other.user || (await seesAll(query)) ? "gone" : "unknown";
  },
};

/** The names that are quoted, and in the options of a table, which SHOW CREATE leaves bare, all words as if they were. */
const namesIn = (text: string): readonly string[] =>
  text.startsWith(")")
    ? text
        .toLowerCase()
        .split(/[\s=]+/)
        .map((word) => `\`${word}\``)
    : (text.toLowerCase().match(/`(?:[^`]|``)+`/g) ?? []);

/** The name of what a statement changes. */
const placeIn = (statement: string): string =>
  FORMS.map(({ form }) => form.exec(statement)?.[1] ?? "").join("");

/** The lines of a definition that another one does not have. */
function linesBut(text: string, other: string): readonly string[] {
  // A name may have a line break in it.
  const lines = (definition: string) => definition.split(/,?\n(?= {2}|\))/);
  const known = new Set(lines(other));
  return lines(text).filter((line) => !known.has(line));
}

interface Identity {
  readonly id: number;
  readonly user: string;
  /** When the server was started, in seconds. */
  readonly started: number;
}

/** How much that time may differ, in seconds: it is reckoned from how long the server is up, and its clock may be set. */
const CLOCK = 10;

async function identity(query: Query): Promise<Identity> {
  const [own] = await query(
    "SELECT CONNECTION_ID() AS id, CURRENT_USER() AS user, UNIX_TIMESTAMP() AS now",
  );
  const [uptime] = await query("SHOW GLOBAL STATUS LIKE 'Uptime'");
  const started = Number(own?.["now"]) - Number(uptime?.["Value"]);
  return { id: Number(own?.["id"]), user: String(own?.["user"]), started };
}

/** Without this right one sees one's own connections alone. https://dev.mysql.com/doc/refman/8.4/en/privileges-provided.html#priv_process */
async function seesAll(query: Query): Promise<boolean> {
  const rows = await query(
    "SELECT 1 AS found FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'PROCESS' LIMIT 1",
  );
  return rows.length > 0;
}

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
  { form: form("SET", String.raw`(?!GLOBAL\b|PERSIST|STATEMENT\b)[^(]*$`), seen: HARMLESS },
];

/** The definition, without the counter that any new row moves; nothing where there is no such thing. */
function shown(kind: "TABLE" | "DATABASE"): Form["seen"] {
  return async (query, [name = ""]) => {
    const text = await definition(query, `SHOW CREATE ${kind} ${name}`);
    return { text: text.replace(/^(\).*? ENGINE=\w+) AUTO_INCREMENT=\d+/m, "$1") };
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
