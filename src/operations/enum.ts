import { add, remove, replace } from "../schema/edit.js";
import type { EnumType, TableName } from "../schema/model.js";
import { named, type OperationModule } from "./operation.js";

export interface CreateEnum {
  readonly kind: "createEnum";
  readonly type: EnumType;
}
export interface DropEnum {
  readonly kind: "dropEnum";
  readonly name: TableName;
  /** What the type was, when mig generated the operation. */
  readonly was?: EnumType;
}
/** Changes the values of a type and of every column that uses it. */
export interface AlterEnum {
  readonly kind: "alterEnum";
  readonly name: TableName;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export const createEnum: OperationModule<
  CreateEnum,
  [name: TableName, values: readonly string[]],
  DropEnum
> = {
  phase: "createEnums",
  of: (name, values) => ({ kind: "createEnum", type: { name, values } }),
  args: ({ type }) => [type.name, type.values],
  apply: ({ type }, schema) => ({ ...schema, enums: add(schema.enums, type) }),
  inverse: ({ type }) => ({ kind: "dropEnum", name: type.name, was: type }),
  summary: ({ type }) => `+ enum ${named(type.name, type.values)}`,
};

export const dropEnum: OperationModule<DropEnum, [name: TableName], CreateEnum> = {
  phase: "dropEnums",
  of: (name) => ({ kind: "dropEnum", name }),
  args: ({ name }) => [name],
  apply: ({ name }, schema) => ({ ...schema, enums: remove(schema.enums, name) }),
  inverse: ({ was }) => (was ? { kind: "createEnum", type: was } : undefined),
  summary: ({ name }) => `- enum ${name}`,
};

export const alterEnum: OperationModule<
  AlterEnum,
  [name: TableName, from: readonly string[], to: readonly string[]],
  AlterEnum
> = {
  // What stands on a value can come only after it, and has to go before it.
  phase: ({ from, to }) =>
    from.every((value) => to.includes(value)) || !to.every((value) => from.includes(value))
      ? "alterEnums"
      : "narrowEnums",
  of: (name, from, to) => ({ kind: "alterEnum", name, from, to }),
  args: ({ name, from, to }) => [name, from, to],
  apply: ({ name, to }, schema) => ({
    ...schema,
    enums: replace(schema.enums, name, (type) => ({ ...type, values: to })),
  }),
  inverse: ({ kind, name, from, to }) => ({ kind, name, from: to, to: from }),
  summary: ({ name, to }) => `~ enum ${named(name, to)}`,
  hazards: ({ name, from, to }) =>
    from
      .filter((value) => !to.includes(value))
      .map((value) => ({
        code: "MIG307",
        message: `drops the value ${value} of ${name}, which rows may hold`,
      })),
};
