import type { Dialect, Query } from "../dialects/dialect.js";
import type { Claim, Locking } from "../dialects/lock.js";
import { isOvertaken } from "../dialects/overtaken.js";
import type { Session } from "../dialects/session.js";
import type { TableName } from "../schema/model.js";
import type { Database } from "./database.js";
import { ownTableStatements } from "./own-table.js";
import { ensureTable, versionTableName, type VersionTable } from "./version-table.js";

/** The table of the lock beside a version table: `mig_lock` beside `mig_version`. */
export const lockOf = ({ name, schema }: VersionTable): VersionTable => ({
  name: `${name.replace(/_version$/, "")}_lock`,
  schema,
});

/** The name of that table. */
export const lockName = (table: VersionTable): TableName => versionTableName(lockOf(table));

/** Makes it, where it does not exist. */
export const ensureLockTable = (database: Database, table: VersionTable): Promise<void> =>
  ensureTable(
    database,
    lockOf(table),
    () =>
      ownTableStatements(database.dialect, lockName(table), (word) => [
        word("id", 8),
        word("token", 36),
        word("holder", 255),
        word("since", 32),
        word("renewed", 32),
      ]),
    "table of the lock",
  );

/**
 * The lock as a row with a lease, for where a session can hold none. Who has it renews the lease; one that has run out is taken over. The
 * time is the server's.
 */
export function tableLocking(
  { grammar: sql, now }: Pick<Dialect & Session, "grammar" | "now">,
  versionTable: VersionTable,
  otherwise: Locking,
): Locking {
  const table = sql.table(lockName(versionTable));
  const literal = (text: string) => sql.literal(text);
  const look = async (own: Query): Promise<Row | undefined> => {
    const rows = await own(
      `SELECT token, holder, since, renewed, ${now} AS server_time FROM ${table} WHERE id = ${OWN}`,
    );
    return rows[0] as unknown as Row | undefined;
  };
  const renew = (own: Query, { token }: Claim) =>
    own(`UPDATE ${table} SET renewed = ${now} WHERE id = ${OWN} AND token = ${literal(token)}`);

  return {
    async connection(main, options, key, claim) {
      const isShared = (await otherwise.connection(main, options, key, claim)) !== null;
      return isShared ? options : null;
    },
    prepare: (own) => otherwise.prepare(own),
    obstacle: async () => null,
    async take(own, _key, { token, program, who }) {
      // On SQLite nobody even looks while the one that has the lock commits, which takes long on a busy machine.
      const found = await look(own).catch(unlessOvertaken);
      if (found?.token === token) return true; // taken the last time, and not seen
      if (found === null || (found && !isFree(found))) return false;
      const name = literal(`${program} ${who}`.slice(0, 255));
      const taking = found
        ? `UPDATE ${table} SET token = ${literal(token)}, holder = ${name}, since = ${now}, renewed = ${now} WHERE id = ${OWN} AND token = ${literal(found.token)} AND renewed = ${literal(found.renewed)}`
        : `INSERT INTO ${table} (id, token, holder, since, renewed) VALUES (${OWN}, ${literal(token)}, ${name}, ${now}, ${now})`;
      if ((await own(taking).catch(unlessOvertaken)) === null) return false;
      return (await look(own).catch(unlessOvertaken))?.token === token;
    },
    async isHeld(own, _key, claim) {
      // On SQLite the step that runs has the whole file; then nobody else can take the lock over either.
      await renew(own, claim).catch(unlessOvertaken);
      const found = await look(own).catch(unlessOvertaken);
      return found === null || found?.token === claim.token;
    },
    async holder(own) {
      const found = await look(own).catch(unlessOvertaken);
      if (!found || isFree(found)) return null;
      const until = new Date(Date.parse(found.renewed) + LEASE).toISOString();
      return {
        name: `${found.holder} (its lease in ${lockName(versionTable)} ends at ${until} unless it renews it)`,
        since: found.since,
        end: null,
      };
    },
    async release(own, _key, { token }) {
      await own(`UPDATE ${table} SET token = '' WHERE id = ${OWN} AND token = ${literal(token)}`);
    },
  };
}

/** Another one was at it; any other error is thrown again. */
function unlessOvertaken(error: unknown): null {
  if (isOvertaken(error)) return null;
  throw error;
}

interface Row {
  /** Empty where nobody has the lock. */
  readonly token: string;
  readonly holder: string;
  readonly since: string;
  /** When the lease was last renewed, and what time it is now. */
  readonly renewed: string;
  readonly server_time: string;
}

/** The only row there is, as a literal. */
const OWN = "'mig'";

/** Milliseconds; several times as long as it takes to renew it. */
const LEASE = 30_000;

const isFree = ({ token, renewed, server_time }: Row) =>
  token === "" || Date.parse(server_time) - Date.parse(renewed) > LEASE;
