import { driverError } from "./driver-error.js";

/** The statement that gives the right for want of which another was refused, the user's name left open; null where that cannot be told. */
export function missingRight(error: unknown, statement: string): string | null {
  const { message } = driverError(error);
  for (const [says, grant] of RIGHTS) {
    const found = says.exec(message);
    if (found) return grant(found.slice(1).map(bare), statement);
  }
  return null;
}

type Grant = (parts: readonly string[], statement: string) => string | null;

/** What PostgreSQL, MySQL and MariaDB say. */
const RIGHTS: readonly (readonly [RegExp, Grant])[] = [
  [
    /permission denied for schema (.+)$/,
    ([schema = ""], statement) =>
      `GRANT ${/^create\b/i.test(statement) ? "USAGE, CREATE" : "USAGE"} ON SCHEMA ${name(schema)} TO …`,
  ],
  [
    /permission denied for database (.+)$/,
    ([database = ""]) => `GRANT CREATE ON DATABASE ${name(database)} TO …`,
  ],
  [
    /permission denied for (?:table|view|relation) (.+)$/,
    ([table = ""], statement) => {
      const verb = /^\s*(insert|update|delete|truncate|select)\b/i.exec(statement)?.[1];
      if (verb === undefined) return null;
      const isHeld = /\bfor update$/i.test(statement);
      return `GRANT ${isHeld ? "SELECT, UPDATE" : verb.toUpperCase()} ON ${name(table)} TO …`;
    },
  ],
  [
    /must be owner of (table|view|sequence|type|schema) (.+)$/,
    ([kind = "", owned = ""]) => `ALTER ${kind.toUpperCase()} ${name(owned)} OWNER TO …`,
  ],
  [
    /^SELECT with locking clause command denied to user .* for table (.+)$/,
    ([table = ""]) => `GRANT SELECT, UPDATE ON ${table} TO …`,
  ],
  [
    /^([A-Z]+(?:, ?[A-Z]+| [A-Z]+)*) command denied to user .* for table (.+)$/,
    ([rights = "", table = ""]) => `GRANT ${rights} ON ${table} TO …`,
  ],
  [
    /^Access denied for user .* to database (.+)$/,
    ([database = ""]) => `GRANT ALL ON ${database}.* TO …`,
  ],
];

/** What the message names; MySQL's has quotes around it that are none of SQL. */
const bare = (text: string) => /^'(.*)'$/.exec(text)?.[1] ?? text;

/** A name that PostgreSQL has left bare. */
const name = (text: string) =>
  /^[a-z_][a-z0-9_]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
