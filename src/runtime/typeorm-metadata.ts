import type { Dialect, Query } from "../dialects/dialect.js";
import { runAll } from "../dialects/run.js";
import type { Session } from "../dialects/session.js";
import { operations, type Operation } from "../operations/index.js";
import { EMPTY_SCHEMA, isComputed, type Column, type TableName } from "../schema/model.js";
import { localName } from "../schema/name.js";
import { words } from "../sql.js";

/** Keeps TypeORM's own record of what was done. */
export type Bookkeeping = (op: Operation, query: Query) => Promise<void>;

/**
 * TypeORM keeps the expressions of generated columns in a table, since no catalog gives them back as they were
 * written, and wants to make every column anew that is missing there. mig keeps the rows right, so that the two
 * agree; the table is there as long as it has rows.
 */
export function typeormBookkeeping(dialect: Dialect & Session, table: TableName): Bookkeeping {
  const { grammar: sql } = dialect;
  const name = sql.table(table);
  let exists: boolean | undefined;

  return async (op, query) => {
    for (const change of changesOf(op)) {
      exists ??= await dialect.tableExists(query, table);
      if (!exists && change.expression === null) continue;
      if (!exists) await runAll(query, dialect.compile([creation(table)], EMPTY_SCHEMA));
      exists = true;
      await query(`DELETE FROM ${name} WHERE ${conditions(change)}`);
      if (change.expression !== null) await query(insertion(change, change.expression));
      else exists = !(await droppedIfEmpty(query));
    }
  };

  function conditions({ of, column }: Change): string {
    const { database, schema } = dialect.typeormPlace(of);
    const is = (key: string, value: string | null) =>
      `${sql.name(key)} ${value === null ? "IS NULL" : `= ${value}`}`;
    return [
      is("type", sql.literal(KIND)),
      is("database", database),
      is("schema", schema),
      is("table", sql.literal(localName(of))),
      ...(column === null ? [] : [is("name", sql.literal(column))]),
    ].join(" AND ");
  }

  function insertion({ of, column }: Change, expression: string): string {
    const { database, schema } = dialect.typeormPlace(of);
    const values = [KIND, localName(of), column ?? "", expression].map(sql.literal);
    return words(
      `INSERT INTO ${name}`,
      `(${sql.names(["type", "table", "name", "value", "database", "schema"])})`,
      `VALUES (${[...values, database ?? "NULL", schema ?? "NULL"].join(", ")})`,
    );
  }

  async function droppedIfEmpty(query: Query): Promise<boolean> {
    const rows = await query(`SELECT 1 FROM ${name} LIMIT 1`);
    if (rows.length > 0) return false;
    await query(`DROP TABLE ${name}`);
    return true;
  }
}

const KIND = "GENERATED_COLUMN";

/** The expression a column is computed from now; null where it is not, or no longer there. */
interface Change {
  readonly of: TableName;
  /** Null is every column of the table. */
  readonly column: string | null;
  readonly expression: string | null;
}

function changesOf(op: Operation): readonly Change[] {
  if (op.kind === "createTable")
    return op.table.columns.filter(isComputed).map((column) => changeOf(op.table.name, column));
  if (op.kind === "addColumn" && isComputed(op.column)) return [changeOf(op.table, op.column)];
  if (op.kind === "alterColumn" && ("expression" in op.change || "generated" in op.change))
    return [changeOf(op.table, { ...op.column, ...op.change })];
  if (op.kind === "dropColumn") return [{ of: op.table, column: op.column, expression: null }];
  if (op.kind === "dropTable") return [{ of: op.name, column: null, expression: null }];
  return [];
}

const changeOf = (of: TableName, column: Column): Change => ({
  of,
  column: column.name,
  expression: isComputed(column) ? column.expression : null,
});

/** As TypeORM makes it: RdbmsSchemaBuilder.createTypeormMetadataTable. */
function creation(name: TableName): Operation {
  const column = (of: string, nullable = true) => ({ name: of, type: "varchar(255)", nullable });
  return operations.createTable.of({
    name,
    columns: [
      column("type", false),
      ...["database", "schema", "table", "name"].map((of) => column(of)),
      { name: "value", type: "text", nullable: true },
    ],
  });
}
