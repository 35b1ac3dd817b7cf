import type { Taken } from "../refuse-options.js";
import type { Settings } from "./settings.js";

/** The options of operations that the server has words for. */
export const optionsTaken = ({ conditionalClauses, conditionalViews }: Settings): Taken => ({
  createSchema: ["ifNotExists"],
  dropSchema: ["ifExists"],
  createTable: ["ifNotExists"],
  dropTable: ["ifExists"],
  dropView: ["ifExists"],
  ...(conditionalViews && { createView: ["ifNotExists"] }),
  ...(conditionalClauses && CLAUSES),
});

/** https://mariadb.com/kb/en/alter-table/ */
const CLAUSES: Taken = {
  addColumn: ["ifNotExists"],
  dropColumn: ["ifExists"],
  dropUnique: ["ifExists"],
  dropCheck: ["ifExists"],
  dropForeignKey: ["ifExists"],
  createIndex: ["ifNotExists"],
  dropIndex: ["ifExists"],
};
