import { MigError } from "../../errors.js";
import type { Column, Unique } from "../../schema/model.js";

/** Refuses (MIG404) a column that the server is too old for. */
export function refuseColumn({ name, generated }: Column, version: number): void {
  if (generated === "virtual" && version < 18)
    throw new MigError(
      "MIG404",
      `PostgreSQL ${version} has no virtual columns, which ${name} is to be.`,
      "Make it a stored one, or use PostgreSQL 18.",
    );
}

/** Refuses (MIG404) a unique constraint that the server is too old for. */
export function refuseUnique({ name, columns, nullsNotDistinct }: Unique, version: number): void {
  if (nullsNotDistinct) refuseNullsNotDistinct(name ?? columns.join(", "), version);
}

/** Refuses (MIG404) NULLS NOT DISTINCT where the server is too old for it. */
export function refuseNullsNotDistinct(name: string, version: number): void {
  if (version < 15)
    throw new MigError(
      "MIG404",
      `PostgreSQL ${version} has no NULLS NOT DISTINCT, which ${name} asks for.`,
      "Use a partial unique index for the nulls, or PostgreSQL 15.",
    );
}
