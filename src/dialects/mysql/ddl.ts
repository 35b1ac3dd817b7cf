import { insertStatements, tableOfRows } from "../../operations/bulk-insert.js";
import type { Composed, Statement } from "../../sql.js";
import { standardDdl, type Ddl } from "../dialect.js";
import { ownOperation } from "../own-operation.js";
import { constraintDdl } from "./constraint-ddl.js";
import { indexDdl } from "./index-ddl.js";
import { missingDdl } from "./missing.js";
import type { Settings } from "./settings.js";
import { tableDdl } from "./table-ddl.js";
import { viewDdl } from "./view-ddl.js";

/** How MySQL and MariaDB say every operation. All that happens to one table at once is one ALTER TABLE. */
export function mysqlDdl(settings: Settings): Ddl<Statement | Composed> {
  const ddl: Ddl<Statement | Composed> = {
    ...standardDdl,
    ...missingDdl,
    ...tableDdl(settings),
    ...indexDdl(settings),
    ...constraintDdl(settings, () => ddl),
    ...viewDdl,
    run: (op, context) => ownOperation(op, context, settings.server),
    bulkInsert: (op, { grammar: sql, schema }) =>
      insertStatements(op, sql, tableOfRows(op, schema)),
  };
  return ddl;
}
