import { operations, type Operation } from "../operations/index.js";
import { equal } from "../schema/equal.js";
import { hasValue } from "../operations/enum-expression.js";
import type { Column, EnumType, Schema, TableName } from "../schema/model.js";
import { nameParts } from "../schema/name.js";

/**
 * Where a value that goes is somewhere a default, new values come first and it goes last, so that each default can
 * be changed in between, and changed back.
 */
export function compareEnum(
  { name, values: was }: EnumType,
  { values }: EnumType,
  { tables }: Schema,
): readonly Operation[] {
  if (equal(was, values)) return [];
  const gone = was.filter((value) => !values.includes(value));
  const isDefault = tables.some(({ columns }) =>
    columns.some((column) => gone.some((value) => startsAs(column, name, value))),
  );
  const all = [...values, ...gone];
  return isDefault && all.length > was.length
    ? [operations.alterEnum.of(name, was, all), operations.alterEnum.of(name, all, values)]
    : [operations.alterEnum.of(name, was, values)];
}

/** Whether the default of the column is, or is made of, a value of the enum type. */
const startsAs = ({ type, default: text }: Column, name: TableName, value: string): boolean =>
  text !== null &&
  hasValue(text, value) &&
  (text.includes("::") || equal(nameParts(type.replace(/(\[\])+$/, "")), nameParts(name)));

/** The operations, with enum types made anew where another one of them uses a value that comes or goes. */
export const withRewrites = (ops: readonly Operation[]): readonly Operation[] =>
  ops.map((op) => {
    if (op.kind !== "alterEnum") return op;
    const { from, to } = op;
    const moving = [...from, ...to].filter((value) => !from.includes(value) || !to.includes(value));
    const isUsed = ops.some(
      (other) =>
        other.kind !== "alterEnum" &&
        textsIn(other).some((text) => moving.some((value) => hasValue(text, value))),
    );
    return isUsed ? { ...op, rewrite: true } : op;
  });

/** Every text in a piece of data. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
