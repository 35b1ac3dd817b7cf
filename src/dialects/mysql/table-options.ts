import { MigError } from "../../errors.js";
import type { AlterTable } from "../../operations/alter-table.js";
import type { TableName } from "../../schema/model.js";
import { qualifier } from "../../schema/name.js";
import type { Grammar, Statement } from "../../sql.js";
import { knownCollation } from "./collation.js";
import type { Settings } from "./settings.js";

/** One statement for all that MySQL knows of the options; the collation is that of columns to come. */
export function alterOptions(
  { table, change: { engine, collation } }: AlterTable,
  sql: Grammar,
  settings: Settings,
): readonly Statement[] {
  const clauses = [
    engine !== undefined && engineText(engine, sql),
    collation !== undefined &&
      collationText(collation ?? usualCollation(table, settings), sql, settings),
  ].filter((clause) => clause !== false);
  return clauses.length === 0 ? [] : [`ALTER TABLE ${sql.table(table)} ${clauses.join(", ")}`];
}

/** The engine as it stands in CREATE TABLE and ALTER TABLE. */
export const engineText = (engine: string | null, sql: Grammar): string =>
  `ENGINE=${engine === null ? "InnoDB" : sql.name(engine)}`;

/** The collation as it stands in CREATE TABLE and ALTER TABLE. */
export const collationText = (collation: string, sql: Grammar, settings: Settings): string =>
  `COLLATE=${sql.name(knownCollation(collation, settings))}`;

/** The collation of the database, which a statement has to name. */
function usualCollation(table: TableName, { server }: Settings): string {
  const found = server.collations?.[qualifier(table) ?? server.schema ?? ""];
  if (found === undefined)
    throw new MigError(
      "MIG404",
      `The collation that ${table} is to share with its database is not known.`,
      'Name it: `{ collation: "utf8mb4_unicode_ci" }`.',
    );
  return found;
}
