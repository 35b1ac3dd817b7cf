import { add, addMissing, editTable, editTables, remove } from "../schema/edit.js";
import type { Table, TableName } from "../schema/model.js";
import { table, tableSpec, type TableSpec } from "../schema/spec.js";
import { words } from "../sql.js";
import { tableNamed } from "./naming.js";
import { named, type OperationModule, type StandardOperationModule } from "./operation.js";
import {
  IF_EXISTS,
  IF_NOT_EXISTS,
  ifExistsWords,
  orNot,
  orThere,
  type IfExists,
  type IfNotExists,
} from "./options.js";

export interface CreateTable extends IfNotExists {
  readonly kind: "createTable";
  readonly table: Table;
}
export interface DropTable extends IfExists {
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

export const createTable: OperationModule<
  CreateTable,
  [table: TableSpec, options?: IfNotExists],
  DropTable
> = {
  phase: "createTables",
  of: (spec, options) => ({
    kind: "createTable",
    table: table(spec),
    ...IF_NOT_EXISTS.of(options),
  }),
  withNames: ([spec, ...rest], naming) => [tableNamed(spec, naming), ...rest],
  args: (op) => [tableSpec(op.table), ...IF_NOT_EXISTS.args(op)],
  apply: ({ table, ifNotExists }, schema) => ({
    ...schema,
    tables: (ifNotExists ? addMissing : add)(schema.tables, table),
  }),
  inverse: ({ table, ...op }) => ({
    kind: "dropTable",
    name: table.name,
    was: table,
    ...orNot(op),
  }),
  summary: ({ table }) =>
    `+ table ${named(
      table.name,
      table.columns.map(({ name }) => name),
    )}`,
};

export const dropTable: StandardOperationModule<
  DropTable,
  [name: TableName, options?: IfExists],
  CreateTable
> = {
  phase: "dropTables",
  of: (name, options) => ({ kind: "dropTable", name, ...IF_EXISTS.of(options) }),
  args: (op) => [op.name, ...IF_EXISTS.args(op)],
  apply: ({ name }, schema) => ({ ...schema, tables: remove(schema.tables, name) }),
  inverse: ({ was, ...op }) => was && { kind: "createTable", table: was, ...orThere(op) },
  summary: ({ name }) => `- table ${name}`,
  hazards: ({ name }) => [{ code: "MIG301", message: `drops the table ${name} and its rows` }],
  ddl: (op, sql) => [words("DROP TABLE", ifExistsWords(op), sql.table(op.name))],
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
