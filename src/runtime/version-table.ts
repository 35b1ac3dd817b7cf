import type { RevisionId } from "../revisions/revision.js";
import { qualify } from "../schema/name.js";
import { EMPTY_SCHEMA, type TableName } from "../schema/model.js";
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
  { dialect, query }: Database,
  table: VersionTable,
): Promise<readonly RevisionId[]> {
  const name = versionTableName(table);
  if (!(await dialect.tableExists(query, name))) return [];
  const rows = await query(`SELECT version_num FROM ${dialect.grammar.table(name)}`);
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
    columns: [{ name: "version_num", type: "varchar(255)" }],
    primaryKey: ["version_num"],
  });
  if (table.schema !== null && dialect.server.schema !== null)
    await query(`CREATE SCHEMA IF NOT EXISTS ${dialect.grammar.name(table.schema)}`);
  for (const statement of dialect.compile([create], EMPTY_SCHEMA)) await query(statement);
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
