import type { Query } from "../dialect.js";
import { isOvertaken } from "../overtaken.js";
import type { Locking } from "../lock.js";

/**
 * A transaction that is kept open on a file of its own beside the database: the operating system ends it with the process. It only
 * reserves the file, so that others can read in it who that is. https://www.sqlite.org/lockingv3.html
 */
export const locking: Locking = {
  async connection(main, options, { table }) {
    // As SQLite itself has found it, through all links: one database has one file beside it.
    const databases = await main("PRAGMA database_list");
    const file = databases.find(({ name }) => name === "main")?.["file"];
    if (typeof file !== "string" || file === "") return null;
    const { type, driver, nativeBinding } = options as Given;
    const database = `${file}-${encodeURIComponent(table)}`;
    return { type, driver, nativeBinding, database };
  },
  async prepare(own) {
    await own("PRAGMA busy_timeout = 0"); // it would hold up the whole process
  },
  obstacle: async () => null,
  async take(own, _key, { token, program, who }) {
    if (!(await isDone(own, "BEGIN IMMEDIATE"))) return false;
    await own("CREATE TABLE IF NOT EXISTS holder (token, name, since)");
    await own("DELETE FROM holder");
    await own(`INSERT INTO holder VALUES (?, ?, ${TIME})`, [token, `${program} ${who}`]);
    if (!(await isDone(own, "COMMIT"))) {
      await own("ROLLBACK"); // somebody was reading
      return false;
    }
    if (!(await isDone(own, "BEGIN IMMEDIATE"))) return false;
    if ((await holderOf(own))?.["token"] === token) return true;
    await own("ROLLBACK"); // somebody was between the two
    return false;
  },
  isHeld: async (own, _key, { token }) => (await holderOf(own))?.["token"] === token,
  async holder(own) {
    const row = await holderOf(own).catch(() => undefined); // it may be just being written
    if (!row) return null;
    return { name: String(row["name"]), since: String(row["since"]), end: null };
  },
  async release(own) {
    await own("ROLLBACK");
  },
};

/** What of the options of the database is needed for any file. */
interface Given {
  readonly type: string;
  readonly driver?: unknown;
  readonly nativeBinding?: unknown;
}

const TIME = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";

const holderOf = async (own: Query) => (await own("SELECT token, name, since FROM holder"))[0];

/** Whether no other was in the way. */
async function isDone(own: Query, statement: string): Promise<boolean> {
  try {
    await own(statement);
    return true;
  } catch (error) {
    if (isOvertaken(error)) return false;
    throw error;
  }
}
