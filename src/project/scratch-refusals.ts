import { driverError } from "../dialects/driver-error.js";
import { MigError } from "../errors.js";
import { firstOf } from "../wording.js";

/** The server lets this user make no database. */
export const cannotMake = (title: string, cause: unknown): MigError =>
  new MigError(
    "MIG526",
    `Beside the ${title} no scratch database can be made: ${driverError(cause).message}.`,
    "Give the user the right to make databases (PostgreSQL: CREATEDB; MySQL and MariaDB: ALL on `mig\\_verify\\_%`), or name an empty database of your own: --scratch-url <url> (for PostgreSQL also `pglite:`, where @electric-sql/pglite is installed).",
    { cause },
  );

/** It stays, and a person has to know. */
export const cannotDrop = (name: string, cause: unknown): MigError =>
  new MigError(
    "MIG526",
    `The scratch database ${name} stays: ${driverError(cause).message || String(cause)}.`,
    "Drop it by hand, or with `mig verify --clean` an hour later.",
    { cause },
  );

/** What was given as scratch is no database to try things out in. */
export const refusedUrl = (fact: string, hint: string): MigError =>
  new MigError("MIG527", fact, hint);

/** Nothing that somebody may want is dropped. */
export const notEmpty = (title: string, contents: readonly string[]): MigError =>
  new MigError(
    "MIG527",
    `The ${title}, given as --scratch-url, is not empty: it has ${firstOf(contents).join(", ")}.`,
    "Name an empty database: it is left empty.",
  );

/** The connection goes elsewhere than it was told to. */
export const notThere = (title: string, found: string | null): MigError =>
  new MigError(
    "MIG527",
    `The connection to the scratch ${title} leads to ${found === null ? "no database" : `the database ${found}`}.`,
    "Something else in the data source names a database, such as `extra`, or a pooler does. Nothing has run. Take that out, or name a database with --scratch-url.",
  );
