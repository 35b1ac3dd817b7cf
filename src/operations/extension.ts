import { add, remove } from "../schema/edit.js";
import type { OperationModule } from "./operation.js";
import { IF_EXISTS, type IfExists } from "./options.js";

export interface CreateExtension {
  readonly kind: "createExtension";
  readonly name: string;
}
export interface DropExtension extends IfExists {
  readonly kind: "dropExtension";
  readonly name: string;
}

export const createExtension: OperationModule<CreateExtension, [name: string], DropExtension> = {
  phase: "createExtensions",
  of: (name) => ({ kind: "createExtension", name }),
  args: ({ name }) => [name],
  apply: ({ name }, schema) => ({ ...schema, extensions: add(schema.extensions, { name }) }),
  inverse: ({ name }) => ({ kind: "dropExtension", name }),
  summary: ({ name }) => `+ extension ${name}`,
};

export const dropExtension: OperationModule<
  DropExtension,
  [name: string, options?: IfExists],
  CreateExtension
> = {
  phase: "dropExtensions",
  of: (name, options) => ({ kind: "dropExtension", name, ...IF_EXISTS.of(options) }),
  args: (op) => [op.name, ...IF_EXISTS.args(op)],
  apply: ({ name }, schema) => ({ ...schema, extensions: remove(schema.extensions, name) }),
  inverse: ({ name }) => ({ kind: "createExtension", name }),
  summary: ({ name }) => `- extension ${name}`,
};
