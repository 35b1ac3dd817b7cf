import { defineOperation } from "../../src/operations/define.js";
import type { Operation } from "../../src/operations/index.js";
import { editTable } from "../../src/schema/edit.js";

/** An operation of a project's own that changes the comment of a table, and can be undone. */
export const markTable = defineOperation({
  name: "markTable",
  from: "./own-operations.js",
  of: (table: string, was: string | null, is: string | null) => ({ table, was, is }),
  sql: {
    postgres: ({ table, is }, sql) =>
      `COMMENT ON TABLE ${sql.table(table)} IS ${is === null ? "NULL" : sql.literal(is)}`,
    mysql: ({ table, is }, sql) =>
      `ALTER TABLE ${sql.table(table)} COMMENT ${sql.literal(is ?? "")}`,
    sqlite: () => [],
  },
  inverse: ({ table, was, is }): Operation => markTable(table, is, was),
  apply: ({ table, is }, schema) =>
    editTable(schema, table, (before) => ({ ...before, comment: is })),
  summary: ({ table, is }) => `~ ${table} is marked ${is}`,
  hazards: ({ table }) => [`marks ${table}`],
});
