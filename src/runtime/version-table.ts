import type { Step } from "../revisions/plan.js";
import type { RevisionId } from "../revisions/revision.js";
import { qualify } from "../schema/name.js";
import type { TableName } from "../schema/model.js";
import type { Dialect, Query } from "../dialects/dialect.js";
import { runAll } from "../dialects/run.js";
import type { Session } from "../dialects/session.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { equal } from "../schema/equal.js";
import { words, type Statement } from "../sql.js";
import type { Database } from "./database.js";
import { ownTableStatements } from "./own-table.js";

/** Where the revisions that a database is at are kept: one row for each head. */
export interface VersionTable {
  readonly name: string;
  /** The schema it is in; null is the connection's own. */
  readonly schema: string | null;
}

/** A connection, and which database it is to. */
type Asked = Pick<Database, "query" | "title">;

/** The connection; what it refuses is told as a part of that work on the table. */
const asking = (
  { query, title }: Asked,
  table: VersionTable,
  work: string,
  kind = "version table",
): Query =>
  telling(query, `${work} the ${kind} ${versionTableName(table)} of the ${title}`, {
    hint: "If a table of that name is not mig's, name another as `versionTable` in the configuration.",
  });

export const versionTableName = ({ schema, name }: VersionTable): TableName =>
  qualify(schema, name);

/** The rows, sorted; none where the table does not exist. Never writes. */
export async function readVersions(
  { session, ...link }: Asked & { readonly session: Session },
  table: VersionTable,
): Promise<readonly RevisionId[]> {
  const name = versionTableName(table);
  const query = asking(link, table, "Reading");
  if (!(await session.tableExists(query, name))) {
    await session.refuseHidden(query, name);
    return [];
  }
  const rows = await query(`SELECT version_num FROM ${session.quoting.table(name)}`);
  return rows.map((row) => String(row["version_num"])).sort();
}

/** Makes the table, and its schema, where they do not exist. */
export const ensureVersionTable = (database: Database, table: VersionTable): Promise<void> =>
  ensureTable(database, table, () => tableStatements(database.dialect, table));

/** Makes a table of mig's own, and its schema, where they do not exist. */
export async function ensureTable(
  { dialect, ...link }: Database,
  table: VersionTable,
  statements: () => Promise<readonly Statement[]>,
  kind?: string,
): Promise<void> {
  const name = versionTableName(table);
  const query = asking(link, table, "Making", kind);
  await unlessThere(
    () => dialect.tableExists(query, name),
    async () => {
      if (table.schema !== null) await ensureSchema(dialect, query, table.schema);
      await runAll(query, await statements());
    },
  );
}

/** What makes the table, and its schema, for a script, with others beside it: it changes nothing where they are there. */
export async function versionTableStatements(
  dialect: Dialect & Session,
  table: VersionTable,
  others: readonly Statement[],
): Promise<readonly Statement[]> {
  const make = await tableStatements(dialect, table);
  return [
    ...(table.schema === null ? [] : [schemaStatement(dialect, table.schema)]),
    ...[...make, ...others].map((text) =>
      text.replace(/^CREATE TABLE /, "CREATE TABLE IF NOT EXISTS "),
    ),
  ];
}

const tableStatements = (dialect: Dialect & Session, table: VersionTable) =>
  ownTableStatements(dialect, versionTableName(table), (word) => [word("version_num", 255)]);

const schemaStatement = ({ grammar: sql }: Dialect, name: string): Statement =>
  `CREATE SCHEMA IF NOT EXISTS ${sql.name(name)}`;

/** Makes a schema where it is not there. One that is there is not made again: to try takes a right that not every user has. */
export const ensureSchema = (dialect: Dialect, query: Query, name: string): Promise<void> =>
  unlessThere(
    async () => {
      const schemas = "SELECT 1 FROM information_schema.schemata WHERE schema_name";
      return (await query(`${schemas} = ${dialect.grammar.literal(name)}`)).length > 0;
    },
    async () => void (await query(schemaStatement(dialect, name))),
  );

/** Makes what is not there. Another run that makes it meanwhile has done this one's work. */
async function unlessThere(
  isThere: () => Promise<boolean>,
  make: () => Promise<void>,
): Promise<void> {
  if (await isThere()) return;
  try {
    await make();
  } catch (error) {
    if (!(await isThere())) throw error;
  }
}

/**
 * Refuses to go on from rows that are no longer there: another run has moved them meanwhile. Within a
 * transaction the rows stay as they are found until its end.
 */
export async function holdVersions(
  { dialect, ...link }: Database,
  table: VersionTable,
  expected: readonly RevisionId[],
): Promise<void> {
  const query = asking(link, table, "Reading");
  const name = dialect.grammar.table(versionTableName(table));
  const rows = await query(words(`SELECT version_num FROM ${name}`, dialect.rowLock));
  const found = rows.map((row) => String(row["version_num"])).sort();
  if (equal(found, [...expected].sort())) return;
  throw versionsMoved(link.title, expected, found);
}

/** What says that rows are not where they were (MIG208). */
export const versionsMoved = (
  title: string,
  from: readonly RevisionId[],
  to: readonly RevisionId[],
): MigError =>
  new MigError(
    "MIG208",
    `Another run has moved the ${title} from ${from.join(", ") || "base"} to ${to.join(", ") || "base"}.`,
    "See where it is with `mig current`, and run the command again.",
  );

/** Brings the rows from one state to another; a row that makes way for another is updated. What else is to be written goes with it. */
export async function moveVersions(
  { dialect, ...link }: Database,
  table: VersionTable,
  from: readonly RevisionId[],
  to: readonly RevisionId[],
  ...others: readonly Statement[]
): Promise<void> {
  const statements = [...versionMoves(dialect, table, from, to), ...others];
  await runAll(asking(link, table, "Writing"), dialect.together(statements));
}

/** Refuses (MIG209), having changed nothing, where the user may not do what these moves take. */
export async function tryMoves(
  { dialect, ...link }: Database,
  table: VersionTable,
  moves: readonly Pick<Step, "rowsBefore" | "rowsAfter">[],
): Promise<void> {
  const name = dialect.grammar.table(versionTableName(table));
  const wanted = moves.flatMap(({ rowsBefore, rowsAfter }) =>
    versionMoves(dialect, table, rowsBefore, rowsAfter).map((move) => move.slice(0, 6)),
  );
  const tries = Object.entries({
    INSERT: `INSERT INTO ${name} SELECT * FROM ${name} WHERE 1 = 0`,
    UPDATE: `UPDATE ${name} SET version_num = version_num WHERE 1 = 0`,
    DELETE: `DELETE FROM ${name} WHERE 1 = 0`,
  });
  await runAll(
    asking(link, table, "Writing"),
    tries.filter(([verb]) => wanted.includes(verb)).map(([, statement]) => statement),
  );
}

/** The statements that do that. */
export function versionMoves(
  { grammar: sql }: Pick<Dialect, "grammar">,
  table: VersionTable,
  from: readonly RevisionId[],
  to: readonly RevisionId[],
): readonly Statement[] {
  const name = sql.table(versionTableName(table));
  const where = (id: RevisionId) => `WHERE version_num = ${sql.literal(id)}`;
  const gone = from.filter((id) => !to.includes(id));
  const come = to.filter((id) => !from.includes(id));
  const moved = Math.min(gone.length, come.length);
  return [
    ...gone.map((id, at) =>
      at < moved
        ? `UPDATE ${name} SET version_num = ${sql.literal(come[at] ?? "")} ${where(id)}`
        : `DELETE FROM ${name} ${where(id)}`,
    ),
    ...come
      .slice(moved)
      .map((id) => `INSERT INTO ${name} (version_num) VALUES (${sql.literal(id)})`),
  ];
}
