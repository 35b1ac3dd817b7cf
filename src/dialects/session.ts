import type { TableName } from "../schema/model.js";
import type { Quoting, Statement } from "../sql.js";
import type { Query } from "./dialect.js";
import { telling } from "./telling.js";
import type { Trace } from "./trace.js";
import type { Limits, Waits } from "./waits.js";

/** What a dialect does with a connection besides reading the catalog: little, and all that most commands need. */
export interface Session {
  readonly quoting: Quoting;
  /** What it does about statements that wait. */
  readonly waits: Waits;
  /** Begins a transaction; the limits are for it alone, where the database has such. */
  begin(query: Query, limits?: Limits): Promise<Transaction>;
  /** Begins a transaction that changes rows and nothing else. */
  beginRows(query: Query, limits?: Limits): Promise<Transaction>;
  /** Begins a transaction in which the database refuses to change anything. */
  beginReading(query: Query): Promise<Transaction>;
  /** Statements without parameters whose rows nobody wants, in as few messages as the server takes them in. */
  together(statements: readonly Statement[]): readonly Statement[];
  /** What makes a SELECT wait for, and hold, the rows it reads; empty where a transaction holds everything. */
  readonly rowLock: "FOR UPDATE" | "";
  /** Tables are in schemas, which MySQL calls databases. */
  readonly hasSchemas: boolean;
  /** Users have rights of their own on each table. */
  readonly hasRights: boolean;
  /** The type of a column for texts of any length. */
  readonly longText: string;
  /** SQL for the time at the server, as a text in UTC: `2026-11-28T22:40:12.123Z`. */
  readonly now: string;
  /** SQL for a text of at most 36 characters that no other row has. */
  readonly newId: string;
  /** The collation in which different texts are never equal; null where that is every column's own. */
  readonly exactCollation: string | null;
  /** Whether the database has such a table; never fails for one that is not there. */
  tableExists(query: Query, name: TableName): Promise<boolean>;
  /** Refuses where such a table may be there that the user is not shown. */
  refuseHidden(query: Query, name: TableName): Promise<void>;
  /** What stands for the place of a table in TypeORM's own table, `typeorm_metadata`: SQL, or null for NULL. */
  typeormPlace(table: TableName): {
    readonly database: string | null;
    readonly schema: string | null;
  };
  /** What names this connection to another one; null where a statement cannot be stopped from outside. */
  connectionId(query: Query): Promise<number | null>;
  /** How it is told afterwards whether a statement has happened; null where none outlives the process that has sent it. */
  readonly trace: Trace | null;
  /** Stops the running statement of a connection; given another connection to the same server. */
  cancel(other: Query, connectionId: number): Promise<void>;
}

/** A transaction that is open. */
export interface Transaction {
  /** The connection, within the transaction. */
  readonly query: Query;
  /** The same for the tables of mig itself, which no foreign key has anything to do with. */
  readonly own: Query;
  commit(): Promise<void>;
  /** Undoes what it did. Never fails: where the connection is gone, the server does it. */
  rollback(): Promise<void>;
}

/** A transaction as standard SQL has it. */
export async function standardBegin(query: Query, begin = "BEGIN"): Promise<Transaction> {
  await telling(query, "Beginning the transaction")(begin);
  return {
    query,
    own: query,
    commit: async () => void (await telling(query, "Committing the transaction")("COMMIT")),
    rollback: async () => void (await query("ROLLBACK").catch(() => undefined)),
  };
}

/** A transaction that begins and ends within a setting of the connection, which is taken back at the end. */
export async function beginWithin(
  query: Query,
  setting: string,
  restored: string,
): Promise<Transaction> {
  const restore = async () => void (await query(restored));
  await query(setting);
  try {
    const { commit, rollback } = await standardBegin(query);
    return {
      query,
      own: query,
      commit: () => commit().finally(restore),
      rollback: () => rollback().finally(restore),
    };
  } catch (error) {
    await restore();
    throw error;
  }
}

/** Runs the work in one transaction, which is rolled back if the work throws. */
export async function inTransaction<T>(
  session: Pick<Session, "begin">,
  query: Query,
  work: (transaction: Pick<Transaction, "query" | "own">) => Promise<T>,
): Promise<T> {
  const transaction = await session.begin(query);
  try {
    const result = await work(transaction);
    await transaction.commit();
    return result;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}
