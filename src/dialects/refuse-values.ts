import { MigError } from "../errors.js";
import type { AlterColumn } from "../operations/column.js";

/** Refuses (MIG404) to map values where no type of a column lists them; says what to do instead. */
export function refuseValues({ table, column, values }: AlterColumn, instead: string): void {
  if (values === undefined) return;
  throw new MigError(
    "MIG404",
    `${table}.${column.name} has no type that lists its values, so none can be mapped.`,
    instead,
  );
}
