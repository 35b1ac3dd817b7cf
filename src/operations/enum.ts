import { add, editTables, remove, rename, replace } from "../schema/edit.js";
import { editExpressions } from "../schema/edit-table.js";
import {
  isString,
  renameString,
  renameTypeIn,
  renameValueIn,
  typeName,
} from "./enum-expression.js";
import { equal } from "../schema/equal.js";
import type { Column, EnumType, TableName } from "../schema/model.js";
import { nameParts } from "../schema/name.js";
import { named, type OperationModule } from "./operation.js";
import { IF_EXISTS, type IfExists } from "./options.js";

export interface CreateEnum {
  readonly kind: "createEnum";
  readonly type: EnumType;
}
export interface DropEnum extends IfExists {
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
  /** What rows get that hold a value that goes. */
  readonly values: Readonly<Record<string, string>>;
  /** A new type is made also where a value could be added to the one there is, so that it can be used at once. */
  readonly rewrite: boolean;
}
export type AlterEnumOptions = Partial<Pick<AlterEnum, "values" | "rewrite">>;

export interface RenameEnum {
  readonly kind: "renameEnum";
  readonly from: TableName;
  readonly to: TableName;
}
export interface RenameEnumValue {
  readonly kind: "renameEnumValue";
  readonly name: TableName;
  readonly from: string;
  readonly to: string;
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

export const dropEnum: OperationModule<
  DropEnum,
  [name: TableName, options?: IfExists],
  CreateEnum
> = {
  phase: "dropEnums",
  of: (name, options) => ({ kind: "dropEnum", name, ...IF_EXISTS.of(options) }),
  args: (op) => [op.name, ...IF_EXISTS.args(op)],
  apply: ({ name }, schema) => ({ ...schema, enums: remove(schema.enums, name) }),
  inverse: ({ was }) => (was ? { kind: "createEnum", type: was } : undefined),
  summary: ({ name }) => `- enum ${name}`,
};

export const alterEnum: OperationModule<
  AlterEnum,
  [name: TableName, from: readonly string[], to: readonly string[], options?: AlterEnumOptions],
  AlterEnum
> = {
  // What stands on a value can come only after it, and has to go before it.
  phase: ({ from, to }) =>
    from.every((value) => to.includes(value)) || !to.every((value) => from.includes(value))
      ? "alterEnums"
      : "narrowEnums",
  of: (name, from, to, { values = {}, rewrite = false } = {}) => ({
    kind: "alterEnum",
    name,
    from,
    to,
    values,
    rewrite,
  }),
  args({ name, from, to, values, rewrite }) {
    const options: AlterEnumOptions = {
      ...(Object.keys(values).length > 0 && { values }),
      ...(rewrite && { rewrite }),
    };
    return Object.keys(options).length > 0 ? [name, from, to, options] : [name, from, to];
  },
  apply: ({ name, to }, schema) => ({
    ...schema,
    enums: replace(schema.enums, name, (type) => ({ ...type, values: to })),
  }),
  // Which rows were changed nobody knows afterwards.
  inverse: ({ kind, name, from, to, rewrite }) => ({
    kind,
    name,
    from: to,
    to: from,
    values: {},
    rewrite,
  }),
  summary: ({ name, to }) => `~ enum ${named(name, to)}`,
  hazards: ({ name, from, to }) =>
    from
      .filter((value) => !to.includes(value))
      .map((value) => ({
        code: "MIG307",
        message: `drops the value ${value} of ${name}, which rows may hold`,
      })),
};

export const renameEnum: OperationModule<RenameEnum, [from: TableName, to: TableName], RenameEnum> =
  {
    phase: "renames",
    of: (from, to) => ({ kind: "renameEnum", from, to }),
    args: ({ from, to }) => [from, to],
    apply: ({ from, to }, schema) => ({
      ...editTables(schema, (table) => {
        const edited = editExpressions(table, (text) => renameTypeIn(text, from, to));
        return {
          ...edited,
          columns: edited.columns.map((column) =>
            isOfType(column, from)
              ? { ...column, type: typeName(to) + (column.type.endsWith("[]") ? "[]" : "") }
              : column,
          ),
        };
      }),
      enums: replace(schema.enums, from, (type) => ({ ...type, name: to })),
    }),
    inverse: ({ kind, from, to }) => ({ kind, from: to, to: from }),
    summary: ({ from, to }) => `~ enum ${from} is now ${to}`,
  };

export const renameEnumValue: OperationModule<
  RenameEnumValue,
  [name: TableName, from: string, to: string],
  RenameEnumValue
> = {
  phase: "renames",
  of: (name, from, to) => ({ kind: "renameEnumValue", name, from, to }),
  args: ({ name, from, to }) => [name, from, to],
  apply: ({ name, from, to }, schema) => ({
    ...editTables(schema, (table) => {
      const edited = editExpressions(table, (text) => renameValueIn(text, name, from, to));
      return {
        ...edited,
        columns: edited.columns.map((column) =>
          isOfType(column, name) && column.default !== null && isString(column.default)
            ? { ...column, default: renameString(column.default, from, to) }
            : column,
        ),
      };
    }),
    enums: replace(schema.enums, name, (type) => ({
      ...type,
      values: rename(type.values, from, to),
    })),
  }),
  inverse: ({ kind, name, from, to }) => ({ kind, name, from: to, to: from }),
  summary: ({ name, from, to }) => `~ enum ${name}: ${from} is now ${to}`,
};

/** Whether a column holds values of an enum type, or lists of them. */
export const isOfType = ({ type }: Column, name: TableName): boolean =>
  equal(nameParts(name), nameParts(type.replace(/\[\]$/, "")));
