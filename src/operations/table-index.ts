import { add, addMissing, editTable, remove, replace } from "../schema/edit.js";
import type { Index, Schema, TableName } from "../schema/model.js";
import { index, indexSpec, type IndexSpec } from "../schema/spec.js";
import { namedIn } from "./naming.js";
import type { OperationModule } from "./operation.js";
import { options, orNot, orThere, type Options } from "./options.js";

export type CreateIndexOptions = Options<"concurrently" | "ifNotExists">;
export interface CreateIndex extends CreateIndexOptions {
  readonly kind: "createIndex";
  readonly table: TableName;
  readonly index: Index;
}
export type DropIndexOptions = Options<"concurrently" | "ifExists">;
export interface DropIndex extends DropIndexOptions {
  readonly kind: "dropIndex";
  readonly table: TableName;
  readonly name: string;
  /** What the index was, when mig generated the operation. */
  readonly was?: Index;
}

const CREATE = options("concurrently", "ifNotExists");
const DROP = options("concurrently", "ifExists");

export const createIndex: OperationModule<
  CreateIndex,
  [table: TableName, index: IndexSpec, options?: CreateIndexOptions],
  DropIndex
> = {
  phase: "createIndexes",
  of: (table, spec, options) => ({
    kind: "createIndex",
    table,
    index: index(spec),
    ...CREATE.of(options),
  }),
  withNames: ([table, spec, ...rest], naming) => [
    table,
    namedIn(table, naming).index(spec),
    ...rest,
  ],
  args: (op) => [op.table, indexSpec(op.index), ...CREATE.args(op)],
  apply: ({ table, index, ifNotExists }, schema) =>
    editIndexes(schema, table, (indexes) => (ifNotExists ? addMissing : add)(indexes, index)),
  inverse: ({ table, index, concurrently, ...op }) => ({
    kind: "dropIndex",
    table,
    name: index.name,
    was: index,
    ...(concurrently && { concurrently }),
    ...orNot(op),
  }),
  outsideTransaction: ({ concurrently = false }) => concurrently,
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

export const dropIndex: OperationModule<
  DropIndex,
  [table: TableName, index: string | IndexSpec, options?: DropIndexOptions],
  CreateIndex
> = {
  phase: "dropIndexes",
  of(table, target, options) {
    const op = { kind: "dropIndex", table, ...DROP.of(options) } as const;
    if (typeof target === "string") return { ...op, name: target };
    const was = index(target);
    return { ...op, name: was.name, was };
  },
  withNames: ([table, target, ...rest], naming) => [
    table,
    typeof target === "string" ? target : namedIn(table, naming).index(target),
    ...rest,
  ],
  args: (op) => [op.table, op.name, ...DROP.args(op)],
  apply: ({ table, name }, schema) =>
    editIndexes(schema, table, (indexes) => remove(indexes, name)),
  inverse: ({ table, was, concurrently, ...op }) =>
    was && {
      kind: "createIndex",
      table,
      index: was,
      ...(concurrently && { concurrently }),
      ...orThere(op),
    },
  outsideTransaction: ({ concurrently = false }) => concurrently,
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
