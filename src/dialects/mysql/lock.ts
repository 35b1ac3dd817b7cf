import { createHash } from "node:crypto";
import { MigError } from "../../errors.js";
import type { Query } from "../dialect.js";
import type { Locking, LockKey } from "../lock.js";

/** A lock by name, of the session and of the whole server. https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html */
export const locking: Locking = {
  connection(_main, options, _key, { program, who }) {
    const { extra } = options as { readonly extra?: object };
    const connectAttributes = { program_name: program, mig_who: who };
    return { ...options, extra: { ...extra, connectAttributes } };
  },
  prepare: async () => undefined,
  async obstacle(own, main) {
    const [here, there] = [await serverOf(own), await serverOf(main)];
    return here === there
      ? null
      : `the address leads to several servers (${here} and ${there}), and each has locks of its own`;
  },
  async take(own, key) {
    const [row] = await own("SELECT GET_LOCK(?, 0) AS got", [nameOf(key)]);
    const got = row?.["got"] ?? null;
    if (got !== null) {
      if (Number(got) === 1) await tellTime(own, key);
      return Number(got) === 1;
    }
    throw new MigError(
      "MIG216",
      "The server gives no lock, and does not say why: GET_LOCK answered NULL.",
      'Run the command again; if it stays so, say `lock: "table"` in the configuration.',
    );
  },
  async isHeld(own, key) {
    const [row] = await own("SELECT IS_USED_LOCK(?) = CONNECTION_ID() AS held", [nameOf(key)]);
    return Number(row?.["held"]) === 1;
  },
  async holder(own, key) {
    const [row] = await own("SELECT IS_USED_LOCK(?) AS id", [nameOf(key)]);
    const id = row?.["id"] ?? null;
    if (id === null) return null;
    const [seen] = await own(
      "SELECT USER AS username, HOST AS host FROM information_schema.PROCESSLIST WHERE ID = ?",
      [id],
    );
    const said = await attributesOf(own, id);
    const name = [said.get("program_name"), said.get("mig_who")].filter(Boolean).join(" ");
    const by = seen ? `user ${String(seen["username"])} from ${String(seen["host"])}, ` : "";
    return {
      name: `${name || "a session"} (${by}connection ${String(id)})`,
      since: await timeTold(own, key),
      end: `KILL ${String(id)}`,
    };
  },
  async release(own) {
    await own("SELECT RELEASE_ALL_LOCKS()"); // this connection has no others
  },
};

/** At most 64 characters, whatever the names are. The server is one for all databases, so that theirs is in it. */
function nameOf({ schema, table }: LockKey): string {
  const text = JSON.stringify([schema, table]);
  return `mig:${createHash("sha256").update(text).digest("hex").slice(0, 48)}`;
}

/**
 * The names of locks are all that one session can show to every other, whatever their rights: one more lock for each bit of the time since
 * when this one is held.
 */
async function tellTime(own: Query, key: LockKey): Promise<void> {
  const [row] = await own("SELECT UNIX_TIMESTAMP() AS now");
  const now = BigInt(Number(row?.["now"]));
  const names = BITS.filter((bit) => (now >> BigInt(bit)) & 1n).map((bit) => bitOf(key, bit));
  await own(`DO ${names.map(() => "GET_LOCK(?, 0)").join(", ")}`, names);
}

async function timeTold(own: Query, key: LockKey): Promise<string | null> {
  const [row = {}] = await own(
    `SELECT ${BITS.map((bit) => `IS_USED_LOCK(?) IS NOT NULL AS bit${bit}`).join(", ")}`,
    BITS.map((bit) => bitOf(key, bit)),
  );
  const seconds = BITS.reduce((sum, bit) => sum + Number(row[`bit${bit}`]) * 2 ** bit, 0);
  return seconds === 0 ? null : new Date(seconds * 1000).toISOString().replace(".000", "");
}

/** Enough for the seconds of the next centuries. */
const BITS = Array.from({ length: 34 }, (_, bit) => bit);

const bitOf = (key: LockKey, bit: number) => `${nameOf(key)}:${bit}`;

async function serverOf(query: Query): Promise<string> {
  const [row] = await query("SELECT CONCAT(@@hostname, ':', @@port) AS server");
  return String(row?.["server"]);
}

/** What a session says of itself; nothing where the server does not keep that, or does not show it. */
async function attributesOf(query: Query, id: unknown): Promise<ReadonlyMap<string, string>> {
  const rows = await query(
    "SELECT ATTR_NAME AS name, ATTR_VALUE AS value FROM performance_schema.session_account_connect_attrs WHERE PROCESSLIST_ID = ?",
    [id],
  ).catch(() => []);
  return new Map(rows.map(({ name, value }) => [String(name), String(value ?? "")]));
}
