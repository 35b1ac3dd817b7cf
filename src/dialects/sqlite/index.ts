import { apply, applyAll, isOnTable, type Operation } from "../../operations/index.js";
import type { Schema } from "../../schema/model.js";
import type { Statement } from "../../sql.js";
import { spell, type Dialect, type Server } from "../dialect.js";
import { refuseOptions } from "../refuse-options.js";
import { canonical, canonicalView } from "./canonical.js";
import { changeTable } from "./change.js";
import { ddl } from "./ddl.js";
import { sqliteGrammar } from "./grammar.js";
import { needsNoTable } from "./in-place.js";
import { keeps } from "./keeps.js";
import { normalize } from "./normalize.js";
import { OPTIONS_TAKEN } from "./options.js";
import { reflect } from "./reflect.js";
import { refusals } from "./refusals.js";
import { viewRefusals } from "./view-refusals.js";

/** What mig knows of SQLite. */
export function sqlite(server: Server): Dialect<Statement> {
  const spellings = ddl(server);
  return {
    name: "sqlite",
    server,
    traits: {
      transactionalDdl: true,
      rebuildsTables: true,
      forwardReferences: true,
      foreignKeysHoldColumns: false,
      viewsHold: true,
      viewsStopDrops: false,
      renamesIndexes: false,
      renamesConstraints: false,
      typeAsFound: null,
      comparable: () => true,
      keeps,
      fillsNotNull: false,
      collationsHaveCharsets: false,
      sharesNames: { indexes: true, keys: false },
      columnsFold: true,
      strictTypes: false,
      restrictIsNoAction: false,
      comparesRows: true,
      namespacesAreDatabases: false,
    },
    grammar: sqliteGrammar,
    ddl: spellings,
    // What was attached to a view comes back with it.
    readsSchema: (op) =>
      op.kind === "dropView" ||
      op.kind === "replaceView" ||
      (op.kind === "createTable" && op.ifNotExists === true) ||
      (isOnTable(op) && !needsNoTable(op, server)),
    keptName: (name) => name,
    keptTable: (name) => name,
    normalize,
    async canonical(query, expressions) {
      const problems = await refusals(query, expressions);
      return expressions.map((expression, at) => ({
        text: canonical(expression),
        problem: problems[at] ?? null,
      }));
    },
    async canonicalViews(query, queries, { wanted }) {
      const problems = await viewRefusals(query, queries, wanted);
      return queries.map((text, at) => ({
        text: canonicalView(text),
        problem: problems[at] ?? null,
      }));
    },
    reflect: (query, scope) => reflect(query, scope, server),
    unseen: async () => [],
    applied: apply,
    compile: (ops, schema, together) =>
      together
        ? changeTable(ops.filter(isOnTable), schema, server, together)
        : compile(ops, schema),
  };

  /**
   * Changes of one table that follow each other become one rebuild. A rename also changes texts of other tables that
   * only the database knows, so a schema is to be read again after one if a table with triggers is to be rebuilt.
   */
  function compile(ops: readonly Operation[], schema: Schema): readonly Statement[] {
    const statements: Statement[] = [];
    let state = schema;
    for (const run of runs(ops)) {
      const [first] = run;
      if (!first) continue;
      const onTable = run.filter(isOnTable);
      statements.push(
        ...(onTable.length > 0
          ? changeTable(onTable, state, server)
          : spell(spellings, first, { grammar: sqliteGrammar, schema: state })),
      );
      for (const op of run) refuseOptions(op, "SQLite", OPTIONS_TAKEN);
      state = applyAll(run, state);
    }
    return statements;
  }
}

/** The operations, those together that follow each other on one table. */
function runs(ops: readonly Operation[]): readonly (readonly Operation[])[] {
  const found: Operation[][] = [];
  for (const op of ops) {
    const run = found.at(-1);
    const [first] = run ?? [];
    if (run && first && isOnTable(op) && isOnTable(first) && op.table === first.table) run.push(op);
    else found.push([op]);
  }
  return found;
}
