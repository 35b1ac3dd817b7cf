import { add, remove } from "../schema/edit.js";
import type { OperationModule } from "./operation.js";

export interface CreateExtension {
  readonly kind: "createExtension";
  readonly name: string;
}
export interface DropExtension {
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

export const dropExtension: OperationModule<DropExtension, [name: string], CreateExtension> = {
  phase: "dropExtensions",
  of: (name) => ({ kind: "dropExtension", name }),
  args: ({ name }) => [name],
  apply: ({ name }, schema) => ({ ...schema, extensions: remove(schema.extensions, name) }),
  inverse: ({ name }) => ({ kind: "createExtension", name }),
  summary: ({ name }) => `- extension ${name}`,
};
