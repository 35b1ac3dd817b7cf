import { apply, type Operation } from "../../operations/index.js";
import { spell, type Dialect, type Server } from "../dialect.js";
import { canonical } from "./canonical.js";
import { postgresDdl } from "./ddl.js";
import { postgresGrammar as grammar } from "./grammar.js";
import { cut } from "./identifier.js";
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
    },
    grammar,
    ddl,
    readsSchema,
    keptName: cut,
    normalize: (schema) => normalize(schema, server.schema),
    canonical,
    reflect: (query, scope) => reflect(query, scope, server),
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
  op.kind === "alterEnum" ||
  (op.kind === "alterColumn" && STRUCTURAL.some((facet) => op.change[facet] !== undefined));

const STRUCTURAL = ["type", "collation", "generated", "expression"] as const;
