import { createHash } from "node:crypto";
import type { Query } from "../dialect.js";
import type { Locking, LockKey } from "../lock.js";

/**
 * An advisory lock of the session. It is asked for again and again, and never waited for: a session that waits has a snapshot, for which
 * CREATE INDEX CONCURRENTLY waits in turn. https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
 */
export const locking: Locking = {
  connection: (_main, options, _key, { program, who }) => ({
    ...options,
    applicationName: `${program} ${who}`,
  }),
  prepare: async () => undefined,
  async obstacle(own, main) {
    for (let round = 0; round < ROUNDS; round += 1)
      if (await shareSessions(own, main))
        return "a connection pooler in transaction mode is between: what a session locks there does not stay with it";
    return null;
  },
  async take(own, key, { program, who }) {
    const [row] = await own("SELECT pg_try_advisory_lock($1) AS got", [keyOf(key).toString()]);
    if (row?.["got"] !== true) return false;
    // What everybody may see of a session, whatever their rights.
    await own(`SELECT set_config('application_name', $1 || ' ' || ${TIME} || ' ' || $2, false)`, [
      program,
      who,
    ]);
    return true;
  },
  async isHeld(own, key) {
    const rows = await own(`SELECT 1 FROM pg_locks WHERE ${IS_IT} AND pid = pg_backend_pid()`, [
      ...halves(key),
    ]);
    return rows.length > 0;
  },
  async holder(own, key) {
    const [row] = await own(
      `SELECT l.pid, a.application_name AS name, a.usename AS username, host(a.client_addr) AS address FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE ${IS_IT}`,
      [...halves(key)],
    );
    if (!row) return null;
    const [, program, since = null, who] = MARK.exec(String(row["name"])) ?? [];
    const name = program ? `${program} ${who ?? ""}` : String(row["name"] ?? "");
    const from = typeof row["address"] === "string" ? ` from ${row["address"]}` : "";
    const by = `user ${String(row["username"])}${from}, server process ${String(row["pid"])}`;
    return {
      name: `${name.trim() || "a session without a name"} (${by})`,
      since,
      end: `SELECT pg_terminate_backend(${String(row["pid"])})`,
    };
  },
  async release(own, key) {
    await own("SELECT pg_advisory_unlock($1)", [keyOf(key).toString()]);
  },
};

/** A pooler that gives away the session at the end of each transaction shows it by that, to two connections of one user. */
async function shareSessions(own: Query, main: Query): Promise<boolean> {
  const before = await sessionOf(own);
  await main("BEGIN");
  try {
    const [other, after] = [await sessionOf(main), await sessionOf(own)];
    return before === other || before !== after;
  } finally {
    await main("COMMIT");
  }
}

const ROUNDS = 3;

async function sessionOf(query: Query): Promise<unknown> {
  const [row] = await query("SELECT pg_backend_pid() AS pid");
  return row?.["pid"];
}

const TIME = `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** `mig 0.1.0 2026-11-29T12:00:00Z anna@build-7 4711` */
const MARK = /^(mig \S+) (\d{4}-\d\d-\d\dT[\d:]+Z) ?(.*)$/;

/** An advisory lock of this database, in the two halves in which the view shows its key. */
const IS_IT =
  "locktype = 'advisory' AND granted AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid::bigint = $1 AND objid::bigint = $2";

/** The locks of one database are numbers that all applications share. */
function keyOf({ schema, table }: LockKey): bigint {
  const text = JSON.stringify(["mig", schema, table]);
  return createHash("sha256").update(text).digest().readBigInt64BE();
}

function halves(key: LockKey): readonly [string, string] {
  const number = BigInt.asUintN(64, keyOf(key));
  return [String(number >> 32n), String(number & 0xffffffffn)];
}
