import type { Problem, Query } from "../dialect.js";

/** How the server can be let print something, or what keeps it from that. */
export type Printing =
  | { readonly problem: Problem }
  | {
      readonly problem: null;
      /** Runs the work and takes back what it did to the database. */
      readonly rolledBack: <T>(work: () => Promise<T>) => Promise<T>;
    };

/** Asks whether temporary tables can be made over this connection. */
export async function printing(query: Query): Promise<Printing> {
  const [session] = await query(SESSION);
  const hindrance = HINDRANCES.find(({ sign }) => session?.[sign] === true);
  if (hindrance) return { problem: { kind: "not asked", words: hindrance.words } };
  const alone = session?.["alone"] === true;
  return { problem: null, rolledBack: (work) => rolledBack(query, alone, work) };
}

/** What keeps from making temporary tables, and whether no transaction is open: within one, time stands still. */
const SESSION = `
SELECT pg_is_in_recovery() AS standby,
  current_setting('transaction_read_only') = 'on' AS "readOnly",
  NOT has_database_privilege(current_database(), 'TEMPORARY') AS "noRight",
  now() = statement_timestamp() AS alone`;

const HINDRANCES = [
  { sign: "standby", words: "the server is a standby" },
  { sign: "readOnly", words: "the connection is read-only" },
  { sign: "noRight", words: "the user has no right to make temporary tables in this database" },
] as const;

/** Runs the work and takes back what it did to the database. */
async function rolledBack<T>(query: Query, alone: boolean, work: () => Promise<T>): Promise<T> {
  await query(alone ? "BEGIN" : "SAVEPOINT mig_canonical");
  return finallyDo(work, async () => {
    await query(alone ? "ROLLBACK" : "ROLLBACK TO SAVEPOINT mig_canonical");
    if (!alone) await query("RELEASE SAVEPOINT mig_canonical");
  });
}

/** Does the last thing in any case. The first error is the one to report, also where the connection is gone. */
export async function finallyDo<T>(work: () => Promise<T>, last: () => Promise<void>): Promise<T> {
  const result = await work().catch(async (error: unknown) => {
    await last().catch(() => undefined);
    throw error;
  });
  await last();
  return result;
}
