import { telling } from "../dialects/telling.js";
import { bookkeepingName } from "../entities/place.js";
import type { TableName } from "../schema/model.js";
import type { Project } from "./open.js";

/** What TypeORM's table of migrations has. */
export interface OldRecords {
  /** The table, as the catalog names it. */
  readonly table: TableName;
  /** The names of what has run, in the order in which it ran; null where there is no such table. */
  readonly names: readonly string[] | null;
}

/** Reads the table in which TypeORM notes the migrations it has run, by the name and in the schema that the data source says. */
export async function oldRecords(project: Project): Promise<OldRecords> {
  const { dataSource, server, session, query, title } = await project.link("read");
  const { migrationsTableName } = dataSource.options;
  const table = bookkeepingName(migrationsTableName || "migrations", dataSource, server);
  const asking = telling(query, `Reading TypeORM's table ${table} of the ${title}`);
  if (!(await session.tableExists(asking, table))) return { table, names: null };
  const { quoting: sql } = session;
  const rows = await asking(
    `SELECT ${sql.name("name")} FROM ${sql.table(table)} ORDER BY ${sql.name("id")}`,
  );
  return { table, names: rows.map((row) => String(row["name"])) };
}
