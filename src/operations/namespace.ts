import { add, addMissing, remove } from "../schema/edit.js";
import { words } from "../sql.js";
import type { StandardOperationModule } from "./operation.js";
import {
  IF_EXISTS,
  IF_NOT_EXISTS,
  ifExistsWords,
  ifNotExistsWords,
  orNot,
  orThere,
  type IfExists,
  type IfNotExists,
} from "./options.js";

export interface CreateSchema extends IfNotExists {
  readonly kind: "createSchema";
  readonly name: string;
}
export interface DropSchema extends IfExists {
  readonly kind: "dropSchema";
  readonly name: string;
}

export const createSchema: StandardOperationModule<
  CreateSchema,
  [name: string, options?: IfNotExists],
  DropSchema
> = {
  phase: "createNamespaces",
  of: (name, options) => ({ kind: "createSchema", name, ...IF_NOT_EXISTS.of(options) }),
  args: (op) => [op.name, ...IF_NOT_EXISTS.args(op)],
  apply: ({ name, ifNotExists }, schema) => ({
    ...schema,
    namespaces: (ifNotExists ? addMissing : add)(schema.namespaces, { name }),
  }),
  inverse: ({ name, ...op }) => ({ kind: "dropSchema", name, ...orNot(op) }),
  summary: ({ name }) => `+ schema ${name}`,
  ddl: (op, sql) => [words("CREATE SCHEMA", ifNotExistsWords(op), sql.name(op.name))],
};

export const dropSchema: StandardOperationModule<
  DropSchema,
  [name: string, options?: IfExists],
  CreateSchema
> = {
  phase: "dropNamespaces",
  of: (name, options) => ({ kind: "dropSchema", name, ...IF_EXISTS.of(options) }),
  args: (op) => [op.name, ...IF_EXISTS.args(op)],
  apply: ({ name }, schema) => ({ ...schema, namespaces: remove(schema.namespaces, name) }),
  inverse: ({ name, ...op }) => ({ kind: "createSchema", name, ...orThere(op) }),
  summary: ({ name }) => `- schema ${name}`,
  ddl: (op, sql) => [words("DROP SCHEMA", ifExistsWords(op), sql.name(op.name))],
};
