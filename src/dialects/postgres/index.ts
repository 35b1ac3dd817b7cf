import { hasLists } from "../../operations/bulk-insert.js";
import { apply, type Operation } from "../../operations/index.js";
import { spell, type Dialect, type Server } from "../dialect.js";
import { canAdd } from "./alter-enum.js";
import { canonical } from "./canonical.js";
import { canonicalViews } from "./canonical-view.js";
import { postgresDdl } from "./ddl.js";
import { postgresGrammar as grammar } from "./grammar.js";
import { comparable, keeps } from "./keeps.js";
import { cut, tableName } from "./identifier.js";
import { normalize } from "./normalize.js";
import { reflect } from "./reflect.js";

/** PostgreSQL 12 and later. */
export function postgres(server: Server): Dialect {
  const ddl = postgresDdl(server);
  return {
    name: "postgres",
    server,
    traits: {
      transactionalDdl: true,
      rebuildsTables: false,
      forwardReferences: false,
      foreignKeysHoldColumns: false,
      viewsHold: true,
      viewsStopDrops: true,
      renamesIndexes: true,
      renamesConstraints: true,
      typeAsFound: null,
      comparable: (a, b) => comparable(a, b, server.schema),
      keeps: (from, to) => keeps(from, to, server.schema),
      fillsNotNull: false,
      collationsHaveCharsets: false,
      sharesNames: { indexes: true, keys: true },
      columnsFold: false,
      strictTypes: true,
      restrictIsNoAction: false,
      comparesRows: true,
      namespacesAreDatabases: false,
    },
    grammar,
    ddl,
    readsSchema,
    keptName: cut,
    keptTable: (name) => tableName(name, server.schema),
    normalize: (schema) => normalize(schema, server.schema),
    canonical,
    canonicalViews: (query, queries, schemas) =>
      canonicalViews(query, queries, schemas, server.schema),
    reflect: (query, scope) => reflect(query, scope, server),
    // Everybody may read the catalog.
    unseen: async () => [],
    applied: apply,
    compile(ops, schema) {
      const last = ops.findLastIndex(readsSchema);
      let before = schema;
      return ops.flatMap((op, at) => {
        const statements = spell(ddl, op, { grammar, schema: before });
        if (at < last) before = apply(op, before);
        return statements;
      });
    },
  };
}

/** What holds on to a type, and what goes with a column, is known only from the schema. */
const readsSchema = (op: Operation): boolean =>
  (op.kind === "alterEnum" && !canAdd(op)) ||
  // What else CREATE TABLE says would be said of a table that is there, too.
  (op.kind === "createTable" && op.ifNotExists === true) ||
  // What was attached to a view comes back with it, or stays.
  op.kind === "dropView" ||
  // A list is JSON or an array.
  (op.kind === "bulkInsert" && hasLists(op)) ||
  op.kind === "replaceView" ||
  // Sequences are renamed with what they count for.
  op.kind === "renameTable" ||
  op.kind === "renameColumn" ||
  (op.kind === "alterColumn" && STRUCTURAL.some((facet) => op.change[facet] !== undefined));

const STRUCTURAL = ["type", "collation", "generated", "expression"] as const;
