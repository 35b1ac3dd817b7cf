import type { Query } from "../dialect.js";
import { heldSettings, type Blocker, type Limits, type Waits } from "../waits.js";

export const mysqlWaits: Waits = {
  // max_execution_time is for SELECT alone:
  // https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_execution_time
  endsStatements: false,
  limitsTransactions: false,
  hold: (query, limits) => hold(query, lockSettings(limits)),
  blockers,
};

export const mariadbWaits: Waits = {
  endsStatements: true,
  limitsTransactions: false,
  hold: (query, limits) =>
    hold(query, {
      ...lockSettings(limits),
      ...(limits.statement !== null && { max_statement_time: limits.statement / 1000 }),
    }),
  blockers,
};

/** Whole seconds, of which MySQL takes no fewer than one; the first is for tables, the other one for rows. */
function lockSettings({ lock }: Limits): Readonly<Record<string, number>> {
  if (lock === null) return {};
  const seconds = Math.max(1, Math.ceil(lock / 1000));
  return { lock_wait_timeout: seconds, innodb_lock_wait_timeout: seconds };
}

function hold(query: Query, values: Readonly<Record<string, number>>) {
  const names = Object.keys(values);
  return heldSettings(
    query,
    `SELECT ${names.map((name) => `@@SESSION.${name} AS ${name}`).join(", ")}`,
    (given) => `SET ${names.map((name) => `SESSION ${name} = ${Number(given[name])}`).join(", ")}`,
    values,
  );
}

/** Asks where the server says it exactly, and then where it says who may be meant. Not every server knows each, nor lets every user ask. */
async function blockers(other: Query, connectionId: number): Promise<readonly Blocker[]> {
  for (const { sql, isCertain } of QUESTIONS) {
    const rows = await other(sql, numbers(sql, connectionId)).catch(() => []);
    if (rows.length > 0) return rows.map((row) => blocker(row, isCertain));
  }
  return [];
}

/** The number for each place of it. */
const numbers = (sql: string, number: number) => [...sql.matchAll(/\?/g)].map(() => number);

const blocker = (row: Readonly<Record<string, unknown>>, isCertain: boolean): Blocker => ({
  connection: Number(row["id"]),
  user: String(row["username"] ?? ""),
  from: String(row["origin"] ?? ""),
  state: String(row["state"] ?? ""),
  seconds: Number(row["seconds"] ?? 0),
  query: row["query"] === null ? null : String(row["query"]),
  end: `KILL ${Number(row["id"])}`,
  isCertain,
});

/** The thread `t` of a blocker, with its last statement. */
const THREAD = `SELECT DISTINCT t.PROCESSLIST_ID AS id, t.PROCESSLIST_USER AS username, t.PROCESSLIST_HOST AS origin,
  t.PROCESSLIST_COMMAND AS state, t.PROCESSLIST_TIME AS seconds, coalesce(t.PROCESSLIST_INFO, s.SQL_TEXT) AS query`;
const LAST =
  "LEFT JOIN performance_schema.events_statements_current s ON s.THREAD_ID = t.THREAD_ID";

/** The process `p` of a blocker. */
const PROCESS = `SELECT DISTINCT p.ID AS id, p.USER AS username, p.HOST AS origin, p.COMMAND AS state, p.TIME AS seconds, p.INFO AS query`;

const QUESTIONS: readonly { readonly sql: string; readonly isCertain: boolean }[] = [
  {
    isCertain: true,
    sql: `${THREAD} FROM performance_schema.metadata_locks w
      JOIN performance_schema.threads me ON me.THREAD_ID = w.OWNER_THREAD_ID
      JOIN performance_schema.metadata_locks g ON g.OBJECT_TYPE = w.OBJECT_TYPE AND g.OBJECT_SCHEMA <=> w.OBJECT_SCHEMA
        AND g.OBJECT_NAME <=> w.OBJECT_NAME AND g.OWNER_THREAD_ID <> w.OWNER_THREAD_ID
      JOIN performance_schema.threads t ON t.THREAD_ID = g.OWNER_THREAD_ID ${LAST}
      WHERE w.LOCK_STATUS = 'PENDING' AND g.LOCK_STATUS = 'GRANTED' AND me.PROCESSLIST_ID = ? AND t.PROCESSLIST_ID <> ?`,
  },
  {
    isCertain: true,
    sql: `${THREAD} FROM performance_schema.data_lock_waits w
      JOIN performance_schema.threads me ON me.THREAD_ID = w.REQUESTING_THREAD_ID
      JOIN performance_schema.threads t ON t.THREAD_ID = w.BLOCKING_THREAD_ID ${LAST}
      WHERE me.PROCESSLIST_ID = ? AND t.PROCESSLIST_ID <> ?`,
  },
  {
    isCertain: true,
    sql: `${PROCESS} FROM information_schema.INNODB_LOCK_WAITS w
      JOIN information_schema.INNODB_TRX me ON me.trx_id = w.requesting_trx_id
      JOIN information_schema.INNODB_TRX b ON b.trx_id = w.blocking_trx_id
      JOIN information_schema.PROCESSLIST p ON p.ID = b.trx_mysql_thread_id
      WHERE me.trx_mysql_thread_id = ? AND p.ID <> ?`,
  },
  {
    // Whose transaction is open while this one waits.
    isCertain: false,
    sql: `${PROCESS} FROM information_schema.INNODB_TRX b
      JOIN information_schema.PROCESSLIST p ON p.ID = b.trx_mysql_thread_id
      WHERE b.trx_state = 'RUNNING' AND p.ID <> ? AND (
        EXISTS (SELECT 1 FROM information_schema.PROCESSLIST me WHERE me.ID = ? AND me.STATE LIKE 'Waiting for%lock%')
        OR EXISTS (SELECT 1 FROM information_schema.INNODB_TRX me WHERE me.trx_state = 'LOCK WAIT' AND me.trx_mysql_thread_id = ?))
      ORDER BY p.TIME DESC LIMIT 5`,
  },
];
