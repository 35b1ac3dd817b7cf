import { editTable } from "../schema/edit.js";
import type { Table, TableName } from "../schema/model.js";
import type { OperationModule } from "./operation.js";
import { editIndexes } from "./table-index.js";

/** Another name for something that stays as it is; its own undoing, the other way round. */
interface Rename<Kind extends string> {
  readonly kind: Kind;
  readonly table: TableName;
  readonly from: string;
  readonly to: string;
}
export type RenameIndex = Rename<"renameIndex">;
export type RenameConstraint = Rename<"renameConstraint">;

export const renameIndex: OperationModule<
  RenameIndex,
  [table: TableName, from: string, to: string],
  RenameIndex
> = {
  phase: "renames",
  of: (table, from, to) => ({ kind: "renameIndex", table, from, to }),
  args: ({ table, from, to }) => [table, from, to],
  apply: ({ table, from, to }, schema) =>
    editIndexes(schema, table, (indexes) => renamed(indexes, from, to)),
  inverse: ({ kind, table, from, to }) => ({ kind, table, from: to, to: from }),
  summary: ({ table, from, to }) => `~ ${table} index ${from} is now ${to}`,
};

export const renameConstraint: OperationModule<
  RenameConstraint,
  [table: TableName, from: string, to: string],
  RenameConstraint
> = {
  phase: "renames",
  of: (table, from, to) => ({ kind: "renameConstraint", table, from, to }),
  args: ({ table, from, to }) => [table, from, to],
  apply: ({ table, from, to }, schema) =>
    editTable(schema, table, (before) => withRenamedConstraint(before, from, to)),
  inverse: ({ kind, table, from, to }) => ({ kind, table, from: to, to: from }),
  summary: ({ table, from, to }) => `~ ${table} constraint ${from} is now ${to}`,
};

const withRenamedConstraint = (table: Table, from: string, to: string): Table => ({
  ...table,
  primaryKey:
    table.primaryKey?.name === from ? { ...table.primaryKey, name: to } : table.primaryKey,
  uniques: renamed(table.uniques, from, to),
  checks: renamed(table.checks, from, to),
  exclusions: renamed(table.exclusions, from, to),
  foreignKeys: renamed(table.foreignKeys, from, to),
});

const renamed = <T extends { readonly name: string | null }>(
  items: readonly T[],
  from: string,
  to: string,
): readonly T[] => items.map((item) => (item.name === from ? { ...item, name: to } : item));
