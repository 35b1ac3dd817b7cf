import type { EntitySchemaColumnOptions } from "typeorm";
import type { Flavor } from "../../../src/dialects/dialect.js";
import type { Entity, Major } from "../data-source.js";

/** Some entities that belong together, for the databases that can hold them. */
export interface EntitySet {
  readonly name: string;
  /** None where the database cannot hold them. A schema or database is called what the test says. */
  readonly entities: (flavor: Flavor, place: (name: string) => string) => readonly Entity[];
  /** The only TypeORM that can say it. */
  readonly major?: Major;
  /** For the data source. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Schemas or databases that TypeORM expects to find. */
  readonly namespaces?: readonly string[];
}

export type Columns = Readonly<Record<string, EntitySchemaColumnOptions>>;

/** The choice for a database; what is said for MySQL is meant for MariaDB as well, unless it has its own. */
export function choose<T>(
  flavor: Flavor,
  choices: { readonly postgres: T; readonly mysql: T; readonly mariadb?: T; readonly sqlite: T },
): T {
  return choices[flavor] ?? choices.mysql;
}
