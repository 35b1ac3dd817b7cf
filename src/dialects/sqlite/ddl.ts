import { MigError } from "../../errors.js";
import { insertStatements, tableOfRows } from "../../operations/bulk-insert.js";
import type { TableOperation } from "../../operations/index.js";
import type { Table, TableName, View } from "../../schema/model.js";
import { localName, qualifier, qualify } from "../../schema/name.js";
import type { Statement } from "../../sql.js";
import { standardDdl, type Ddl, type DdlContext, type Server } from "../dialect.js";
import { changeTable } from "./change.js";
import { createStatement } from "./definition.js";
import { nameKey, othersIn } from "./read.js";
import { createIndex } from "./rebuild.js";
import { refuse } from "./refuse.js";

/** How SQLite spells every operation. Those on one table may need the table, and may rebuild it. */
export function ddl(server: Server): Ddl {
  const change = (op: TableOperation, { schema }: DdlContext) => changeTable([op], schema, server);
  return {
    ...standardDdl,
    ...refuse,
    createTable: ({ table }, { schema }) => createTable(table, schema.tables),
    renameTable: ({ from, to }, { grammar: sql }) => {
      if (qualifier(from) !== qualifier(to))
        throw new MigError(
          "MIG404",
          `SQLite cannot move ${from} into another database.`,
          "Create the table there, copy its rows, and drop it here.",
        );
      const rename = (was: TableName, name: string) =>
        `ALTER TABLE ${sql.table(was)} RENAME TO ${sql.name(name)}`;
      const name = localName(to);
      if (from === to || nameKey(from) !== nameKey(to)) return [rename(from, name)];
      // For SQLite a name that differs in letter case only is taken, by the table itself.
      const between = `_mig_${name}`;
      return [rename(from, between), rename(qualify(qualifier(to), between), name)];
    },
    createView: ({ view }, { grammar: sql }) => {
      refuseMaterialized(view);
      return [`CREATE VIEW ${sql.table(view.name)} AS ${view.query}`, ...view.attached];
    },
    dropView: ({ name }, { grammar: sql }) => [`DROP VIEW ${sql.table(name)}`],
    bulkInsert: (op, { grammar: sql, schema }) =>
      insertStatements(op, sql, tableOfRows(op, schema)),
    alterTable: change,
    setTableComment: change,
    addColumn: change,
    dropColumn: change,
    alterColumn: change,
    renameColumn: change,
    addPrimaryKey: change,
    dropPrimaryKey: change,
    addUnique: change,
    dropUnique: change,
    addCheck: change,
    dropCheck: change,
    addForeignKey: change,
    dropForeignKey: change,
    createIndex: change,
    dropIndex: change,
    renameIndex: change,
    renameConstraint: change,
  } satisfies Ddl;
}

function refuseMaterialized({ name, materialized }: View): void {
  if (materialized)
    throw new MigError(
      "MIG404",
      `SQLite has no materialized views, which ${name} is to be.`,
      "Make it a plain view, or a table that triggers fill.",
    );
}

const createTable = (table: Table, tables: readonly Table[]): readonly Statement[] => [
  createStatement(table, { others: othersIn([...tables, table]) }),
  ...table.indexes.map((index) => createIndex(table.name, index)),
  ...table.triggers.map(({ statement }) => statement),
];
