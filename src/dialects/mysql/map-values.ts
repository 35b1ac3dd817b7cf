import { MigError } from "../../errors.js";
import type { AlterColumn } from "../../operations/column.js";
import type { Column } from "../../schema/model.js";
import { listedValues, withListedValues } from "../../schema/type.js";
import type { Grammar, Statement } from "../../sql.js";

/** A column on its way to a type that lacks some of its values. */
export interface Mapping {
  /** The column with the values of both types. */
  readonly between: Column;
  /** What gives every row a value that stays. */
  readonly updates: readonly Statement[];
}

/** How rows get the values that the operation gives them for those that go; null where it gives none. */
export function mappingOf(op: AlterColumn, sql: Grammar): Mapping | null {
  const { table, column, change, values = {} } = op;
  const pairs = Object.entries(values);
  if (pairs.length === 0) return null;
  const [before, after] = [listedValues(column.type), listedValues(change.type ?? column.type)];
  if (!before || !after)
    throw new MigError(
      "MIG404",
      `${table}.${column.name} does not go from one list of values to another, so no values can be mapped.`,
      "Give the rows their values by op.execute, before or after.",
    );
  const all = [...new Set([...before, ...after])];
  const name = sql.name(column.name);
  const isSet = column.type.startsWith("set");
  return {
    between: { ...column, type: withListedValues(column.type, all) },
    updates: pairs.map(([from, to]) => {
      const [was, is] = [sql.literal(from), sql.literal(to)];
      const [value, holds] = isSet
        ? [
            `TRIM(BOTH ',' FROM REPLACE(CONCAT(',', ${name}, ','), CONCAT(',', ${was}, ','), CONCAT(',', ${is}, ',')))`,
            `FIND_IN_SET(${was}, ${name})`,
          ]
        : [is, `${name} = ${was}`];
      return `UPDATE ${sql.table(table)} SET ${name} = ${value} WHERE ${holds}`;
    }),
  };
}
