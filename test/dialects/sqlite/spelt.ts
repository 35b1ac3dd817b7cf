import { canonical } from "../../../src/dialects/sqlite/canonical.js";
import type { Expression } from "../../../src/dialects/dialect.js";
import type { Schema, Table } from "../../../src/schema/model.js";

/** The schema with its expressions in one spelling. */
export const spelt = ({ tables }: Schema): readonly Table[] =>
  tables.map((table) => {
    const text = (place: Expression["place"], text: string | null) =>
      text && canonical({ table, place, column: null, text });
    const checks = table.checks.map((each) => ({
      ...each,
      expression: text("check", each.expression) ?? "",
    }));
    return {
      ...table,
      columns: table.columns.map((column) => ({
        ...column,
        default: text("default", column.default),
        expression: text("generated", column.expression),
      })),
      checks: checks.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      indexes: table.indexes.map((index) => ({
        ...index,
        where: text("index predicate", index.where),
        columns: index.columns.map((key) => ({
          ...key,
          expression: text("index key", key.expression),
        })),
      })),
      definition: null,
    };
  });
