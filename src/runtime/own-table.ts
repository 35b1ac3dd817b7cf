import type { Dialect } from "../dialects/dialect.js";
import type { Session } from "../dialects/session.js";
import { EMPTY_SCHEMA, type TableName } from "../schema/model.js";
import type { ColumnSpec } from "../schema/spec.js";
import type { Statement } from "../sql.js";

/** A column of short texts, of which no two that differ are equal. */
type Word = (name: string, length: number) => ColumnSpec;

/** What makes a table that mig keeps for itself; the first column is its key. */
export async function ownTableStatements(
  dialect: Dialect & Session,
  name: TableName,
  columnsOf: (word: Word) => readonly [ColumnSpec, ...ColumnSpec[]],
): Promise<readonly Statement[]> {
  const { operations } = await import("../operations/index.js"); // most commands do without
  const { exactCollation: collation } = dialect;
  const columns = columnsOf((name, length) => ({ name, type: `varchar(${length})`, collation }));
  const create = operations.createTable.of({ name, columns, primaryKey: [columns[0].name] });
  // Nothing of it depends on what is in the database.
  return dialect.compile([create], EMPTY_SCHEMA).filter((it) => typeof it === "string");
}
