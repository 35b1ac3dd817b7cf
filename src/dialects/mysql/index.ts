import { spell, type Dialect, type Server } from "../dialect.js";
import { onceEach } from "../once-each.js";
import { refuseOptions } from "../refuse-options.js";
import { canonical } from "./canonical.js";
import { canonicalViews } from "./canonical-view.js";
import { contextOf } from "./canonical-batch.js";
import { mysqlDdl } from "./ddl.js";
import { mysqlGrammar } from "./grammar.js";
import { keeps } from "./keeps.js";
import { normalize, tableName } from "./normalize.js";
import { applied } from "./one-counter.js";
import { optionsTaken } from "./options.js";
import { readsSchema } from "./reads-schema.js";
import { reflect } from "./reflect.js";
import { settingsOf } from "./settings.js";
import { typeAsFound, withoutWidth } from "./type.js";
import { unseen } from "./unseen.js";

/** https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html */
const LONGEST_NAME = 64;

/** MySQL from 8.0.16 and MariaDB from 10.6: what differs between them follows from the server. */
export function mysql(server: Server): Dialect {
  const settings = settingsOf(server);
  const grammar = mysqlGrammar(settings);
  const ddl = mysqlDdl(settings);
  const taken = optionsTaken(settings);
  return {
    name: "mysql",
    server,
    traits: {
      transactionalDdl: false,
      rebuildsTables: false,
      forwardReferences: false,
      foreignKeysHoldColumns: true,
      viewsHold: false,
      viewsStopDrops: false,
      renamesIndexes: true,
      renamesConstraints: false,
      typeAsFound,
      comparable: (a, b) => withoutWidth(a) === withoutWidth(b),
      sharesNames: { indexes: false, keys: false },
      columnsFold: true,
      strictTypes: false,
      restrictIsNoAction: true,
      keeps: (from, to) => keeps(from, to, settings),
      fillsNotNull: true,
      collationsHaveCharsets: true,
      comparesRows: false,
      namespacesAreDatabases: true,
    },
    grammar,
    ddl,
    readsSchema: (op) => readsSchema(op, settings),
    keptName: (name) => (name.length > LONGEST_NAME ? null : name),
    keptTable: (name) => tableName(name, settings),
    normalize: (schema) => normalize(schema, settings),
    canonical: (query, expressions) =>
      onceEach(expressions, contextOf, (distinct) => canonical(query, distinct, grammar, settings)),
    canonicalViews: (query, queries, schemas) =>
      canonicalViews(queries, schemas, { query, grammar, settings }),
    reflect: (query, scope) => reflect(query, scope, grammar, settings),
    unseen: (query, actual, wanted) => unseen(query, actual, wanted, grammar, settings),
    applied,
    compile(ops, schema) {
      let before = schema;
      return ops.flatMap((op) => {
        const statements = spell(ddl, op, { grammar, schema: before });
        refuseOptions(op, server.flavor === "mariadb" ? "MariaDB" : "MySQL", taken);
        before = applied(op, before);
        return statements;
      });
    },
  };
}
