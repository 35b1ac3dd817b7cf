import type { Taken } from "../refuse-options.js";

/** The options of operations that SQLite has words for, or mig, which has read the table. */
export const OPTIONS_TAKEN: Taken = {
  createTable: ["ifNotExists"],
  dropTable: ["ifExists"],
  addColumn: ["ifNotExists"],
  dropColumn: ["ifExists"],
  dropPrimaryKey: ["ifExists"],
  dropUnique: ["ifExists"],
  dropCheck: ["ifExists"],
  dropForeignKey: ["ifExists"],
  createIndex: ["ifNotExists"],
  dropIndex: ["ifExists"],
  createView: ["ifNotExists"],
  dropView: ["ifExists"],
};
