import type { TableName } from "../schema/model.js";
import type { Quoting } from "../sql.js";
import type { Query } from "./dialect.js";
import { telling } from "./telling.js";

/** What a dialect does with a connection besides reading the catalog: little, and all that most commands need. */
export interface Session {
  readonly quoting: Quoting;
  /** Runs the work in one transaction, which is rolled back if the work throws. */
  transaction<T>(query: Query, work: (query: Query) => Promise<T>): Promise<T>;
  /** Runs the work in one transaction, as above, that changes rows and nothing else. */
  batch(query: Query, work: (query: Query) => Promise<void>): Promise<void>;
  /** What makes a SELECT wait for, and hold, the rows it reads; empty where a transaction holds everything. */
  readonly rowLock: "FOR UPDATE" | "";
  /** Tables are in schemas, which MySQL calls databases. */
  readonly hasSchemas: boolean;
  /** The collation in which different texts are never equal; null where that is every column's own. */
  readonly exactCollation: string | null;
  /** Whether the database has such a table; never fails for one that is not there. */
  tableExists(query: Query, name: TableName): Promise<boolean>;
  /** What stands for the place of a table in TypeORM's own table, `typeorm_metadata`: SQL, or null for NULL. */
  typeormPlace(table: TableName): {
    readonly database: string | null;
    readonly schema: string | null;
  };
  /** What names this connection to another one; null where a statement cannot be stopped from outside. */
  connectionId(query: Query): Promise<number | null>;
  /** Stops the running statement of a connection; given another connection to the same server. */
  cancel(other: Query, connectionId: number): Promise<void>;
}

/** A transaction as standard SQL has it. */
export async function standardTransaction<T>(
  query: Query,
  work: (query: Query) => Promise<T>,
  begin = "BEGIN",
): Promise<T> {
  await telling(query, "Beginning the transaction")(begin);
  try {
    const result = await work(query);
    await telling(query, "Committing the transaction")("COMMIT");
    return result;
  } catch (error) {
    // The first error is the one to report, also where the connection is gone.
    await query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
