import { standardLiteral } from "../../sql.js";
import { heldSettings, type Limits, type Waits } from "../waits.js";

export const waits: Waits = {
  endsStatements: true,
  limitsTransactions: true,
  hold(query, limits) {
    const values = settingsOf(limits);
    const names = Object.keys(values);
    return heldSettings(
      query,
      `SELECT ${names.map((name) => `current_setting('${name}') AS ${name}`).join(", ")}`,
      (given) =>
        `SELECT ${names.map((name) => `set_config('${name}', ${standardLiteral(String(given[name]))}, false)`).join(", ")}`,
      values,
    );
  },
  async blockers(other, connectionId) {
    const rows = await other(
      `SELECT DISTINCT pid, usename, application_name, state, query,
        EXTRACT(epoch FROM clock_timestamp() - coalesce(xact_start, query_start, backend_start)) AS seconds
        FROM unnest(pg_blocking_pids($1)) AS blocking (pid) LEFT JOIN pg_stat_activity USING (pid) ORDER BY pid`,
      [connectionId],
    );
    return rows.map((row) => ({
      connection: Number(row["pid"]),
      user: String(row["usename"] ?? ""),
      from: String(row["application_name"] ?? ""),
      state: String(row["state"] ?? ""),
      seconds: Number(row["seconds"] ?? 0),
      query: row["query"] === null ? null : String(row["query"]),
      // The others are of prepared transactions, which have no number.
      end: Number(row["pid"]) > 0 ? `SELECT pg_terminate_backend(${Number(row["pid"])})` : null,
      isCertain: true,
    }));
  },
};

/** The statements that set the limits for the transaction they stand in, each with what parts it from the one before. */
export const localLimits = (limits: Limits): string =>
  Object.entries(settingsOf(limits))
    .map(([name, value]) => `; SET LOCAL ${name} = ${value}`)
    .join("");

/** Numbers without a unit are milliseconds: https://www.postgresql.org/docs/current/runtime-config-client.html */
const settingsOf = ({ lock, statement }: Limits): Readonly<Record<string, number>> => ({
  ...(lock !== null && { lock_timeout: Math.ceil(lock) }),
  ...(statement !== null && { statement_timeout: Math.ceil(statement) }),
});
