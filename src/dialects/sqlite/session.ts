import { MigError } from "../../errors.js";
import { localName } from "../../schema/name.js";
import type { Query } from "../dialect.js";
import { quoting } from "../../sql.js";
import { standardTransaction, type Session } from "../session.js";

export const session: Session = {
  quoting: quoting('"'),
  transaction,
  rowLock: "",
  async tableExists(query, name) {
    const rows = await query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [
      localName(name),
    ]);
    return rows.length > 0;
  },
  typeormPlace: () => ({ database: null, schema: null }),
  connectionId: async () => null,
  cancel: async () => undefined,
};

/**
 * Foreign keys are off while a migration runs, or a rebuilt table would take the rows of others with it; the
 * switch does nothing inside a transaction (https://www.sqlite.org/lang_altertable.html#otheralter). What they
 * would have refused is refused before the commit.
 */
async function transaction<T>(query: Query, work: (query: Query) => Promise<T>): Promise<T> {
  const [setting] = await query("PRAGMA foreign_keys");
  await query("PRAGMA foreign_keys = OFF");
  try {
    const guarded = async () => {
      let before: ReadonlySet<string> | undefined;
      const watched: Query = async (sql, parameters) => {
        if (!before && CHANGES_ROWS.test(sql)) before = new Set(await violations(query));
        return query(sql, parameters);
      };
      const result = await work(watched);
      if (before) await refuseViolations(query, before);
      return result;
    };
    // At once the only writer: a deferred transaction would find out too late that it is not.
    return await standardTransaction(query, guarded, "BEGIN IMMEDIATE");
  } finally {
    if (setting?.["foreign_keys"]) await query("PRAGMA foreign_keys = ON");
  }
}

/** Statements after which a foreign key may no longer hold; what stands before them may be comments. */
const CHANGES_ROWS =
  /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*(?:drop|delete|update|insert|replace|with)\b/i;

async function refuseViolations(query: Query, before: ReadonlySet<string>): Promise<void> {
  const [first, ...rest] = (await violations(query)).filter((row) => !before.has(row));
  if (first === undefined) return;
  throw new MigError(
    "MIG408",
    `${rest.length + 1} row(s) would point at nothing, the first in ${first}.`,
    "Remove or repair those rows in the migration, before the change that breaks them.",
  );
}

/** The rows that break a foreign key, each as a text. */
async function violations(query: Query): Promise<readonly string[]> {
  const rows = await query("PRAGMA foreign_key_check");
  return rows.map(
    ({ table, rowid, parent, fkid }) =>
      `${String(table)} (row ${String(rowid)}, foreign key ${String(fkid)} to ${String(parent)})`,
  );
}
