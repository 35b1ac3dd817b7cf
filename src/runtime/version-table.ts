import type { RevisionId } from "../revisions/revision.js";
import { qualify } from "../schema/name.js";
import { EMPTY_SCHEMA, type TableName } from "../schema/model.js";
import type { Dialect, Query } from "../dialects/dialect.js";
import { runAll } from "../dialects/run.js";
import type { Session } from "../dialects/session.js";
import { MigError } from "../errors.js";
import { equal } from "../schema/equal.js";
import { words } from "../sql.js";
import type { Database } from "./database.js";

/** Where the revisions that a database is at are kept: one row for each head. */
export interface VersionTable {
  readonly name: string;
  /** The schema it is in; null is the connection's own. */
  readonly schema: string | null;
}

export const versionTableName = ({ schema, name }: VersionTable): TableName =>
  qualify(schema, name);

/** The rows, sorted; none where the table does not exist. Never writes. */
export async function readVersions(
  { session, query }: { readonly session: Session; readonly query: Query },
  table: VersionTable,
): Promise<readonly RevisionId[]> {
  const name = versionTableName(table);
  if (!(await session.tableExists(query, name))) return [];
  const rows = await query(`SELECT version_num FROM ${session.quoting.table(name)}`);
  return rows.map((row) => String(row["version_num"])).sort();
}

/** Makes the table, and its schema, where they do not exist. */
export async function ensureVersionTable(
  { dialect, query }: Database,
  table: VersionTable,
): Promise<void> {
  const name = versionTableName(table);
  if (await dialect.tableExists(query, name)) return;
  const { operations } = await import("../operations/index.js"); // most commands do without
  const create = operations.createTable.of({
    name,
    columns: [{ name: "version_num", type: "varchar(255)", collation: dialect.exactCollation }],
    primaryKey: ["version_num"],
  });
  if (table.schema !== null) await ensureSchema(dialect, query, table.schema);
  await runAll(query, dialect.compile([create], EMPTY_SCHEMA));
}

/** One that is there is not made again: to try takes a right that not every user has. */
async function ensureSchema({ grammar: sql }: Dialect, query: Query, name: string): Promise<void> {
  const found = await query(
    `SELECT 1 FROM information_schema.schemata WHERE schema_name = ${sql.literal(name)}`,
  );
  if (found.length === 0) await query(`CREATE SCHEMA IF NOT EXISTS ${sql.name(name)}`);
}

/**
 * Refuses to go on from rows that are no longer there: another run has moved them meanwhile. Within a
 * transaction the rows stay as they are found until its end.
 */
export async function holdVersions(
  { dialect, query, title }: Database,
  table: VersionTable,
  expected: readonly RevisionId[],
): Promise<void> {
  const name = dialect.grammar.table(versionTableName(table));
  const rows = await query(words(`SELECT version_num FROM ${name}`, dialect.rowLock));
  const found = rows.map((row) => String(row["version_num"])).sort();
  if (equal(found, [...expected].sort())) return;
  throw new MigError(
    "MIG208",
    `Another run has moved the ${title} from ${expected.join(", ") || "base"} to ${found.join(", ") || "base"}.`,
    "See where it is with `mig current`, and run the command again.",
  );
}

/** Brings the rows from one state to another; a row that makes way for another is updated. */
export async function moveVersions(
  { dialect, query }: Database,
  table: VersionTable,
  from: readonly RevisionId[],
  to: readonly RevisionId[],
): Promise<void> {
  const { grammar: sql } = dialect;
  const name = sql.table(versionTableName(table));
  const where = (id: RevisionId) => `WHERE version_num = ${sql.literal(id)}`;
  const gone = from.filter((id) => !to.includes(id));
  const come = to.filter((id) => !from.includes(id));
  const moved = Math.min(gone.length, come.length);
  for (const [at, id] of gone.entries())
    await query(
      at < moved
        ? `UPDATE ${name} SET version_num = ${sql.literal(come[at] ?? "")} ${where(id)}`
        : `DELETE FROM ${name} ${where(id)}`,
    );
  for (const id of come.slice(moved))
    await query(`INSERT INTO ${name} (version_num) VALUES (${sql.literal(id)})`);
}
