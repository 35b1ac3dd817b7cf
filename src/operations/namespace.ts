import { add, remove } from "../schema/edit.js";
import type { StandardOperationModule } from "./operation.js";

export interface CreateSchema {
  readonly kind: "createSchema";
  readonly name: string;
}
export interface DropSchema {
  readonly kind: "dropSchema";
  readonly name: string;
}

export const createSchema: StandardOperationModule<CreateSchema, [name: string], DropSchema> = {
  phase: "createNamespaces",
  of: (name) => ({ kind: "createSchema", name }),
  args: ({ name }) => [name],
  apply: ({ name }, schema) => ({ ...schema, namespaces: add(schema.namespaces, { name }) }),
  inverse: ({ name }) => ({ kind: "dropSchema", name }),
  summary: ({ name }) => `+ schema ${name}`,
  ddl: ({ name }, sql) => [`CREATE SCHEMA ${sql.name(name)}`],
};

export const dropSchema: StandardOperationModule<DropSchema, [name: string], CreateSchema> = {
  phase: "dropNamespaces",
  of: (name) => ({ kind: "dropSchema", name }),
  args: ({ name }) => [name],
  apply: ({ name }, schema) => ({ ...schema, namespaces: remove(schema.namespaces, name) }),
  inverse: ({ name }) => ({ kind: "createSchema", name }),
  summary: ({ name }) => `- schema ${name}`,
  ddl: ({ name }, sql) => [`DROP SCHEMA ${sql.name(name)}`],
};
