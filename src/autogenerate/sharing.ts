import { equal } from "../schema/equal.js";
import type { Schema } from "../schema/model.js";

/**
 * The wanted schema with the actual table in the place of each that is the same in everything. Most tables are, and what comes
 * after sees by one comparison that nothing of them differs.
 */
export function sharing(actual: Schema, wanted: Schema): Schema {
  const tables = new Map(actual.tables.map((table) => [table.name, table]));
  return {
    ...wanted,
    tables: wanted.tables.map((table) => {
      const was = tables.get(table.name);
      return was !== undefined && equal(was, table) ? was : table;
    }),
  };
}
