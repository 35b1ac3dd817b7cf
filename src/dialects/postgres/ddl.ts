import { insertStatements, tableOfRows } from "../../operations/bulk-insert.js";
import { spell, standardDdl, type Ddl, type Server } from "../dialect.js";
import type { Composed, Statement } from "../../sql.js";
import { plain } from "../scripting.js";
import { ownOperation } from "../own-operation.js";
import { constraintDdl } from "./constraint-ddl.js";
import { indexDdl } from "./index-ddl.js";
import type { Spelled } from "./spelled.js";
import { tableDdl } from "./table-ddl.js";
import { typeDdl } from "./type-ddl.js";
import { viewDdl } from "./view-ddl.js";

/** How a PostgreSQL server spells every operation. */
export function postgresDdl(server: Server): Ddl<Statement | Composed> {
  const [version = 0] = server.version;
  const spelled: Spelled = (context) => (ops) =>
    ops.flatMap((op) => spell(ddl, op, context).map(plain));
  const ddl: Ddl<Statement | Composed> = {
    ...standardDdl,
    ...typeDdl(server, spelled),
    ...tableDdl(server, spelled),
    ...constraintDdl(version),
    ...indexDdl(version),
    ...viewDdl(version, spelled),
    run: (op, context) => ownOperation(op, context, server),
    bulkInsert: (op, { grammar: sql, schema }) =>
      insertStatements(op, sql, tableOfRows(op, schema)),
  };
  return ddl;
}
