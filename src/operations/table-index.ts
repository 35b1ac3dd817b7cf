import { add, editTable, remove, replace } from "../schema/edit.js";
import type { Index, Schema, TableName } from "../schema/model.js";
import { index, indexSpec, type IndexSpec } from "../schema/spec.js";
import type { OperationModule } from "./operation.js";

export interface CreateIndex {
  readonly kind: "createIndex";
  readonly table: TableName;
  readonly index: Index;
}
export interface DropIndex {
  readonly kind: "dropIndex";
  readonly table: TableName;
  readonly name: string;
  /** What the index was, when mig generated the operation. */
  readonly was?: Index;
}

export const createIndex: OperationModule<
  CreateIndex,
  [table: TableName, index: IndexSpec],
  DropIndex
> = {
  phase: "createIndexes",
  of: (table, spec) => ({ kind: "createIndex", table, index: index(spec) }),
  args: (op) => [op.table, indexSpec(op.index)],
  apply: ({ table, index }, schema) => editIndexes(schema, table, (indexes) => add(indexes, index)),
  inverse: ({ table, index }) => ({ kind: "dropIndex", table, name: index.name, was: index }),
  summary: ({ table, index }) =>
    `+ ${table} ${index.unique ? "unique index" : "index"} ${index.name} (${keys(index)})`,
  hazards: ({ table, index }) =>
    index.unique
      ? [
          {
            code: "MIG306",
            message: `makes ${table} (${keys(index)}) unique, which fails if rows repeat`,
          },
        ]
      : [],
};

export const dropIndex: OperationModule<DropIndex, [table: TableName, name: string], CreateIndex> =
  {
    phase: "dropIndexes",
    of: (table, name) => ({ kind: "dropIndex", table, name }),
    args: ({ table, name }) => [table, name],
    apply: ({ table, name }, schema) =>
      editIndexes(schema, table, (indexes) => remove(indexes, name)),
    inverse: ({ table, was }) => (was ? { kind: "createIndex", table, index: was } : undefined),
    summary: ({ table, name }) => `- ${table} index ${name}`,
  };

/** The schema with the indexes of a table or of a materialized view changed. */
export const editIndexes = (
  schema: Schema,
  name: TableName,
  edit: (indexes: readonly Index[]) => readonly Index[],
): Schema => ({
  ...editTable(schema, name, (table) => ({ ...table, indexes: edit(table.indexes) })),
  views: replace(schema.views, name, (view) => ({ ...view, indexes: edit(view.indexes) })),
});

const keys = ({ columns }: Index) => columns.map((key) => key.column ?? key.expression).join(", ");
