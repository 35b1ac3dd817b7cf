import { localName } from "../../schema/name.js";
import type { Query } from "../dialect.js";
import { quoting } from "../../sql.js";
import { standardTransaction, type Session } from "../session.js";

export const session: Session = {
  quoting: quoting('"'),
  transaction,
  // The foreign keys look after themselves.
  batch: (query, work) => standardTransaction(query, work, "BEGIN IMMEDIATE"),
  rowLock: "",
  hasSchemas: false,
  exactCollation: null,
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
      let refuse: (() => Promise<void>) | undefined;
      const watched: Query = async (sql, parameters) => {
        if (!refuse && breaksKeys(sql)) {
          const { watchKeys } = await import("./broken-keys.js"); // most commands do without
          refuse = await watchKeys(query);
        }
        return query(sql, parameters);
      };
      const result = await work(watched);
      await refuse?.();
      return result;
    };
    // At once the only writer: a deferred transaction would find out too late that it is not.
    return await standardTransaction(query, guarded, "BEGIN IMMEDIATE");
  } finally {
    if (setting?.["foreign_keys"]) await query("PRAGMA foreign_keys = ON");
  }
}

/** Whether a foreign key may no longer hold after a statement; what stands before it may be comments. */
export const breaksKeys = (statement: string): boolean => BREAKS_KEYS.test(statement);

const BREAKS_KEYS =
  /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*(?:(?:drop|delete|update|insert|replace|with)\b|alter\b[^]*\breferences\b)/i;
