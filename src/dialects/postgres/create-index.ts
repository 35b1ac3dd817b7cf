import type { CreateIndexOptions } from "../../operations/table-index.js";
import type { Index, TableName } from "../../schema/model.js";
import { words, type Grammar, type Statement } from "../../sql.js";
import { refuseNullsNotDistinct } from "./refuse-version.js";

/** The statement that makes an index of a table or of a materialized view. */
export function createIndex(
  table: TableName,
  index: Index,
  sql: Grammar,
  version: number,
  { concurrently, ifNotExists }: CreateIndexOptions = {},
): Statement {
  if (index.nullsNotDistinct) refuseNullsNotDistinct(index.name, version);
  return words(
    index.unique ? "CREATE UNIQUE INDEX" : "CREATE INDEX",
    concurrently && "CONCURRENTLY",
    ifNotExists && "IF NOT EXISTS",
    `${sql.name(index.name)} ON ${sql.table(table)}`,
    index.method !== null && `USING ${sql.name(index.method)}`,
    `(${index.columns.map((key) => sql.indexKey(key)).join(", ")})`,
    index.include.length > 0 && `INCLUDE (${sql.names(index.include)})`,
    index.nullsNotDistinct && "NULLS NOT DISTINCT",
    index.where !== null && `WHERE ${index.where}`,
  );
}
