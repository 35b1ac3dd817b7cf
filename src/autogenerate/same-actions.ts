import type { ForeignKey, ReferentialAction, Schema } from "../schema/model.js";

/**
 * The wanted schema with its foreign keys spelt as the actual ones where one says RESTRICT and the other NO ACTION,
 * for a server to which that is the same.
 */
export function withSameActions(actual: Schema, wanted: Schema): Schema {
  const tables = new Map(actual.tables.map((table) => [table.name, table]));
  return {
    ...wanted,
    tables: wanted.tables.map((table) => {
      const were = new Map(tables.get(table.name)?.foreignKeys.map((key) => [key.name, key]));
      return {
        ...table,
        foreignKeys: table.foreignKeys.map((key) => respelt(key, were.get(key.name))),
      };
    }),
  };
}

const respelt = (key: ForeignKey, was: ForeignKey | undefined): ForeignKey => ({
  ...key,
  onDelete: sameAs(key.onDelete, was?.onDelete),
  onUpdate: sameAs(key.onUpdate, was?.onUpdate),
});

const sameAs = (action: ReferentialAction, was: ReferentialAction | undefined) =>
  was !== undefined && REFUSING.has(action) && REFUSING.has(was) ? was : action;

const REFUSING: ReadonlySet<ReferentialAction> = new Set(["NO ACTION", "RESTRICT"]);
