import { add, editTable, editTables, remove } from "../schema/edit.js";
import type { Table, TableName } from "../schema/model.js";
import { table, tableSpec, type TableSpec } from "../schema/spec.js";
import { named, type OperationModule, type StandardOperationModule } from "./operation.js";

export interface CreateTable {
  readonly kind: "createTable";
  readonly table: Table;
}
export interface DropTable {
  readonly kind: "dropTable";
  readonly name: TableName;
  /** What the table was, when mig generated the operation. */
  readonly was?: Table;
}
export interface RenameTable {
  readonly kind: "renameTable";
  readonly from: TableName;
  readonly to: TableName;
}
export interface SetTableComment {
  readonly kind: "setTableComment";
  readonly table: TableName;
  readonly comment: string | null;
  /** The comment as it stands. */
  readonly was: string | null;
}

export const createTable: OperationModule<CreateTable, [table: TableSpec], DropTable> = {
  phase: "createTables",
  of: (spec) => ({ kind: "createTable", table: table(spec) }),
  args: (op) => [tableSpec(op.table)],
  apply: ({ table }, schema) => ({ ...schema, tables: add(schema.tables, table) }),
  inverse: ({ table }) => ({ kind: "dropTable", name: table.name, was: table }),
  summary: ({ table }) =>
    `+ table ${named(
      table.name,
      table.columns.map(({ name }) => name),
    )}`,
};

export const dropTable: StandardOperationModule<DropTable, [name: TableName], CreateTable> = {
  phase: "dropTables",
  of: (name) => ({ kind: "dropTable", name }),
  args: ({ name }) => [name],
  apply: ({ name }, schema) => ({ ...schema, tables: remove(schema.tables, name) }),
  inverse: ({ was }) => (was ? { kind: "createTable", table: was } : undefined),
  summary: ({ name }) => `- table ${name}`,
  hazards: ({ name }) => [{ code: "MIG301", message: `drops the table ${name} and its rows` }],
  ddl: ({ name }, sql) => [`DROP TABLE ${sql.table(name)}`],
};

export const renameTable: OperationModule<
  RenameTable,
  [from: TableName, to: TableName],
  RenameTable
> = {
  phase: "renames",
  of: (from, to) => ({ kind: "renameTable", from, to }),
  args: ({ from, to }) => [from, to],
  apply: ({ from, to }, schema) =>
    editTables(schema, (table) => ({
      ...table,
      name: table.name === from ? to : table.name,
      foreignKeys: table.foreignKeys.map((key) =>
        key.references.table === from
          ? { ...key, references: { ...key.references, table: to } }
          : key,
      ),
    })),
  inverse: ({ kind, from, to }) => ({ kind, from: to, to: from }),
  summary: ({ from, to }) => `~ table ${from} is now ${to}`,
};

export const setTableComment: OperationModule<
  SetTableComment,
  [table: TableName, comment: string | null, was: string | null],
  SetTableComment
> = {
  phase: "comments",
  of: (table, comment, was) => ({ kind: "setTableComment", table, comment, was }),
  args: ({ table, comment, was }) => [table, comment, was],
  apply: ({ table, comment }, schema) =>
    editTable(schema, table, (before) => ({ ...before, comment })),
  inverse: ({ kind, table, comment, was }) => ({ kind, table, comment: was, was: comment }),
  summary: ({ table, comment }) => `~ ${table} comment: ${comment ?? "none"}`,
};
