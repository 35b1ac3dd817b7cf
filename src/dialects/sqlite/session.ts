import { localName } from "../../schema/name.js";
import type { Query } from "../dialect.js";
import { quoting } from "../../sql.js";
import { beginWithin, standardBegin, type Session, type Transaction } from "../session.js";
import { waits } from "./waits.js";

export const session: Session = {
  quoting: quoting('"'),
  waits,
  begin,
  // The foreign keys look after themselves.
  beginRows: (query) => standardBegin(query, "BEGIN IMMEDIATE"),
  // In a transaction as well, as `query_only` lets pragmas change the file: https://www.sqlite.org/pragma.html#pragma_query_only
  beginReading: (query) => beginWithin(query, "PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
  together: (statements) => statements,
  rowLock: "",
  hasSchemas: false,
  hasRights: false,
  longText: "text",
  now: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
  newId: "lower(hex(randomblob(16)))",
  exactCollation: null,
  async tableExists(query, name) {
    const rows = await query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [
      localName(name),
    ]);
    return rows.length > 0;
  },
  refuseHidden: async () => undefined,
  typeormPlace: () => ({ database: null, schema: null }),
  trace: null,
  connectionId: async () => null,
  cancel: async () => undefined,
};

/**
 * Foreign keys are off while a migration runs, or a rebuilt table would take the rows of others with it; the
 * switch does nothing inside a transaction (https://www.sqlite.org/lang_altertable.html#otheralter). What they
 * would have refused is refused before the commit.
 */
async function begin(query: Query): Promise<Transaction> {
  const [setting] = await query("PRAGMA foreign_keys");
  const restore = async () => {
    if (setting?.["foreign_keys"]) await query("PRAGMA foreign_keys = ON");
  };
  await query("PRAGMA foreign_keys = OFF");
  try {
    // At once the only writer: a deferred transaction would find out too late that it is not.
    return guarded(await standardBegin(query, "BEGIN IMMEDIATE"), restore);
  } catch (error) {
    await restore();
    throw error;
  }
}

function guarded(open: Transaction, restore: () => Promise<void>): Transaction {
  let refuse: (() => Promise<void>) | undefined;
  return {
    own: open.own,
    async query(sql, parameters) {
      if (!refuse && breaksKeys(sql)) {
        const { watchKeys } = await import("./broken-keys.js"); // most commands do without
        refuse = await watchKeys(open.query);
      }
      return open.query(sql, parameters);
    },
    async commit() {
      await refuse?.();
      await open.commit();
      await restore();
    },
    async rollback() {
      await open.rollback();
      await restore().catch(() => undefined); // where the connection is gone, so is its setting
    },
  };
}

/** Whether a foreign key may no longer hold after a statement; what stands before it may be comments. */
export const breaksKeys = (statement: string): boolean => BREAKS_KEYS.test(statement);

const BREAKS_KEYS =
  /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*(?:(?:drop|delete|update|insert|replace|with)\b|alter\b[^]*\breferences\b)/i;
