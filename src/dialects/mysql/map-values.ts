import { MigError } from "../../errors.js";
import type { AlterColumn } from "../../operations/column.js";
import type { Column, Table } from "../../schema/model.js";
import { listedValues, withListedValues } from "../../schema/type.js";
import type { Grammar, Statement } from "../../sql.js";

/** A column on its way to a type that lacks some of its values. */
export interface Mapping {
  /** The column with the values of both types. */
  readonly between: Column;
  /** Gives every row a value that stays. */
  readonly update: Statement;
}

/**
 * How rows get the values that the operation gives them for those that go; null where there is nothing to do for it. A
 * value that has only other letters for the collation is the same to the server, which keeps it by itself.
 */
export function mappingOf(op: AlterColumn, table: Table | undefined, sql: Grammar): Mapping | null {
  const { column, change, values = {} } = op;
  const [before, after] = [listedValues(column.type), listedValues(change.type ?? column.type)];
  if (op.values === undefined) return null;
  if (!before || !after) throw refusal(op, "it does not go from one list of values to another");
  for (const [from, to] of Object.entries(values))
    if (!before.includes(from) || !after.includes(to))
      throw refusal(op, `${from} is no value that it has, or ${to} none that it gets`);
  const collation = column.collation ?? table?.collation ?? "";
  const isOther = EXACT.test(collation)
    ? () => true
    : ([from, to]: readonly [string, string]) =>
        from.localeCompare(to, undefined, { sensitivity: "base" }) !== 0;
  const pairs = new Map(Object.entries(values).filter(isOther));
  if (pairs.size === 0) return null;
  const coming = after.filter((value) => !before.includes(value));
  const name = sql.name(column.name);
  // What the server would set on an update is set to what it is.
  const kept = (table?.columns ?? [])
    .filter((other) => other.onUpdate !== null && other.name !== column.name)
    .map((other) => `, ${sql.name(other.name)} = ${sql.name(other.name)}`);
  const [value, holds] = /^set\b/i.test(column.type)
    ? [
        `CONCAT_WS(',', ${before
          .map((one) => `IF(${found(one, name, sql)}, ${sql.literal(pairs.get(one) ?? one)}, NULL)`)
          .join(", ")})`,
        [...pairs.keys()].map((one) => found(one, name, sql)).join(" OR "),
      ]
    : [
        `CASE ${name} ${[...pairs]
          .map(([from, to]) => `WHEN ${sql.literal(from)} THEN ${sql.literal(to)}`)
          .join(" ")} END`,
        `${name} IN (${[...pairs.keys()].map(sql.literal).join(", ")})`,
      ];
  return {
    between: {
      ...column,
      type: withListedValues(column.type, [
        ...before,
        ...coming.filter((value) => [...pairs.values()].includes(value)),
      ]),
    },
    update: `UPDATE ${sql.table(op.table)} SET ${name} = ${value}${kept.join("")} WHERE ${holds}`,
  };
}

/** Collations to which letters of another case are others. */
const EXACT = /_(bin|cs)$/;

const found = (value: string, name: string, sql: Grammar) =>
  `FIND_IN_SET(${sql.literal(value)}, ${name})`;

const refusal = ({ table, column }: AlterColumn, why: string): MigError =>
  new MigError(
    "MIG404",
    `No values of ${table}.${column.name} can be mapped: ${why}.`,
    "Give the rows their values by op.execute, before or after.",
  );
