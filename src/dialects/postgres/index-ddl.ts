import type { CreateIndex } from "../../operations/table-index.js";
import type { TableName } from "../../schema/model.js";
import { qualifier, qualify } from "../../schema/name.js";
import { words, type Composed, type Grammar, type Statement } from "../../sql.js";
import type { Ddl } from "../dialect.js";
import { createIndex } from "./create-index.js";

/** How indexes are spelt. */
export const indexDdl = (version: number) =>
  ({
    createIndex: (op, { grammar: sql }) => [
      ...(op.concurrently ? [dropUnfinished(op, sql)] : []),
      createIndex(op.table, op.index, sql, version, op),
    ],
    dropIndex: ({ table, name, concurrently, ifExists }, { grammar: sql }) => [
      words(
        "DROP INDEX",
        concurrently && "CONCURRENTLY",
        ifExists && "IF EXISTS",
        sql.table(besideTable(table, name)),
      ),
    ],
    renameIndex: ({ table, from, to }, { grammar: sql }) => [
      `ALTER INDEX ${sql.table(besideTable(table, from))} RENAME TO ${sql.name(to)}`,
    ],
  }) satisfies Partial<Ddl<Statement | Composed>>;

/** An index lives in the schema of its table. */
const besideTable = (table: TableName, index: string): TableName =>
  qualify(qualifier(table), index);

/**
 * A build that failed leaves its index behind, which no query uses and every write pays for.
 * https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
function dropUnfinished({ table, index }: CreateIndex, sql: Grammar): Composed {
  const name = sql.table(besideTable(table, index.name));
  const oid = (quoted: string) => `to_regclass(${sql.literal(quoted)})`;
  const isUnfinished = `indexrelid = ${oid(name)} AND indrelid = ${oid(sql.table(table))} AND NOT indisvalid`;
  return {
    prepares: true,
    expression: words(
      `CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_index WHERE ${isUnfinished})`,
      `THEN ${sql.literal(`DROP INDEX CONCURRENTLY ${name}`)} ELSE ${sql.literal(NOTHING)} END`,
    ),
  };
}

/** A statement that does nothing and prints nothing. */
const NOTHING = "DO 'BEGIN END'";
