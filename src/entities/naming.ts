import type { NamingStrategyInterface } from "typeorm";
import type { Flavor } from "../dialects/dialect.js";
import type { Naming } from "../operations/naming.js";
import { localName } from "../schema/name.js";
import { habitsOf } from "./source.js";

/**
 * The names that TypeORM gives the same parts of an entity's table: by the naming strategy, which is asked for when the first
 * name is wanted.
 */
export function namingBy(strategy: () => NamingStrategyInterface, flavor: Flavor): Naming {
  const habits = habitsOf(flavor);
  const index: Naming["index"] = (table, columns, where) =>
    strategy().indexName(localName(table), [...columns], where);
  return {
    primaryKey: (table, columns) =>
      habits.primaryKeyNames ? strategy().primaryKeyName(table, [...columns]) : null,
    unique: (table, columns) =>
      habits.uniqueConstraints
        ? strategy().uniqueConstraintName(localName(table), [...columns])
        : index(table, columns, undefined),
    check: (table, expression) => strategy().checkConstraintName(localName(table), expression),
    exclusion: (table, expression) =>
      strategy().exclusionConstraintName(localName(table), expression),
    foreignKey: (table, columns, references) =>
      strategy().foreignKeyName(localName(table), [...columns], localName(references.table), [
        ...references.columns,
      ]),
    index,
  };
}
