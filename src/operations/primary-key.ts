import { editTable } from "../schema/edit.js";
import type { PrimaryKey, TableName } from "../schema/model.js";
import { primaryKey, primaryKeySpec, type PrimaryKeySpec } from "../schema/spec.js";
import { namedIn } from "./naming.js";
import { named, type OperationModule, type StandardOperationModule } from "./operation.js";
import { IF_EXISTS, type IfExists } from "./options.js";

export interface AddPrimaryKey {
  readonly kind: "addPrimaryKey";
  readonly table: TableName;
  readonly primaryKey: PrimaryKey;
}
export interface DropPrimaryKey extends IfExists {
  readonly kind: "dropPrimaryKey";
  readonly table: TableName;
  /** Null where the database does not keep a name. */
  readonly name: string | null;
  /** What the key was, when mig generated the operation. */
  readonly was?: PrimaryKey;
}

export const addPrimaryKey: StandardOperationModule<
  AddPrimaryKey,
  [table: TableName, primaryKey: PrimaryKeySpec],
  DropPrimaryKey
> = {
  phase: "addPrimaryKeys",
  of: (table, spec) => ({ kind: "addPrimaryKey", table, primaryKey: primaryKey(spec) }),
  withNames: ([table, spec], naming) => [table, namedIn(table, naming).primaryKey(spec)],
  args: (op) => [op.table, primaryKeySpec(op.primaryKey)],
  apply: ({ table, primaryKey }, schema) =>
    editTable(schema, table, (before) => ({ ...before, primaryKey })),
  inverse: ({ table, primaryKey }) => ({
    kind: "dropPrimaryKey",
    table,
    name: primaryKey.name,
    was: primaryKey,
  }),
  summary: ({ table, primaryKey }) =>
    `+ ${table} primary key ${named(primaryKey.name, primaryKey.columns)}`,
  hazards: ({ table, primaryKey: { columns } }) => [
    {
      code: "MIG306",
      message: `makes ${table} (${columns.join(", ")}) the primary key, which fails if rows repeat or hold nulls`,
    },
  ],
  ddl: ({ table, primaryKey }, sql) => [
    `ALTER TABLE ${sql.table(table)} ADD ${sql.primaryKey(primaryKey)}`,
  ],
};

export const dropPrimaryKey: OperationModule<
  DropPrimaryKey,
  [table: TableName, key: string | PrimaryKeySpec | null, options?: IfExists],
  AddPrimaryKey
> = {
  phase: "dropPrimaryKeys",
  of(table, key, options) {
    const was = typeof key === "string" || key === null ? undefined : primaryKey(key);
    const name = typeof key === "string" ? key : (was?.name ?? null);
    return {
      kind: "dropPrimaryKey",
      table,
      name,
      ...(was && { was }),
      ...IF_EXISTS.of(options),
    };
  },
  withNames: ([table, key, ...rest], naming) => [
    table,
    typeof key === "string" || key === null ? key : namedIn(table, naming).primaryKey(key),
    ...rest,
  ],
  args: (op) => [op.table, op.name, ...IF_EXISTS.args(op)],
  apply: ({ table }, schema) =>
    editTable(schema, table, (before) => ({ ...before, primaryKey: null })),
  inverse: ({ table, was }) =>
    was ? { kind: "addPrimaryKey", table, primaryKey: was } : undefined,
  summary: ({ table, name, was }) => `- ${table} primary key ${named(name, was?.columns)}`,
};
