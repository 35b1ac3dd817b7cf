import { MigError } from "../../errors.js";
import type { Column, TableName } from "../../schema/model.js";
import type { Place } from "../../schema/place.js";

/** https://wiki.postgresql.org/wiki/Alter_column_position */
export function refusePlace(table: TableName, { name }: Column, place: Place | undefined): void {
  if (place)
    throw new MigError(
      "MIG404",
      `PostgreSQL puts a new column last and moves none, and ${table}.${name} is to have another place.`,
      NAME_THEM,
    );
}

/** No column moves. */
export function refuseOrder(table: TableName): never {
  throw new MigError(
    "MIG404",
    `PostgreSQL moves no column, and those of ${table} are to stand in another order.`,
    NAME_THEM,
  );
}

const NAME_THEM =
  "Leave it out, and name the columns in their order where it matters: in a query or a view.";
