import type { Dialect, Query, Scope } from "../dialects/dialect.js";
import { withKeptTables } from "../dialects/kept-tables.js";
import { statementText } from "../dialects/run.js";
import { telling } from "../dialects/telling.js";
import { applyAll, isOnTable, summary, type Operation } from "../operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../schema/model.js";
import { setAside } from "./set-aside.js";

/** Where operations go: to a database, or into a list. */
export interface Sink {
  run(op: Operation): Promise<void>;
  query: Query;
  /** Does what is still held back. */
  flush(): Promise<void>;
  /** Comes last, once nothing is held back: refuses to leave something half done. */
  end(): Promise<void>;
}

/** Asked before anything runs, where throwing stops it, and told of each operation that has run. */
interface Watch {
  before(): void;
  after(op: Operation): Promise<void>;
}

/**
 * Runs operations on a database. Where changes rebuild tables, consecutive changes of one table are held back
 * and made in one rebuild. The schema is read only for operations whose spelling needs it.
 */
export function executing(
  { dialect, query }: { readonly dialect: Dialect; readonly query: Query },
  scope: Scope,
  watch: Watch,
): Sink {
  let held: Operation[] = [];
  let known: Schema | undefined;
  const aside = setAside(dialect.traits.viewsHold);

  async function flush(): Promise<void> {
    const ops = held;
    held = [];
    if (ops.length === 0) return;
    watch.before();
    if (!known && ops.some((op) => dialect.readsSchema(op)))
      known = await dialect.reflect(telling(query, "Reading the catalog"), scope);
    const before = known ?? EMPTY_SCHEMA;
    const whole = ops.flatMap((op) => aside.around(op, before));
    const ran: string[] = [];
    const told = telling(query, ops.map(called).join(", "), { ran });
    for (const statement of dialect.compile(whole, before)) {
      const text = await statementText(told, statement);
      await told(text);
      ran.push(text);
    }
    known = known && ops.every(isForeseeable) ? applyAll(whole, known) : undefined;
    for (const op of ops) await watch.after(op);
  }

  const isHeld = (op: Operation) => dialect.traits.rebuildsTables && isOnTable(op);

  return {
    async run(written) {
      // As the schema names them, or neither the spelling nor what follows would find them in it.
      const op = withKeptTables(written, (name) => dialect.keptTable(name));
      if (tableIn(held[0]) !== tableIn(op)) await flush();
      held.push(op);
      if (!isHeld(op)) await flush();
    },
    async query(sql, parameters) {
      await flush();
      watch.before();
      known = undefined;
      return telling(query, "op.query")(sql, parameters);
    },
    flush,
    end: async () => aside.end(),
  };
}

/**
 * What a statement in the database's own words does, a rename to texts, or a column that begins to count to another one that
 * does, only the database knows.
 */
const isForeseeable = (op: Operation) =>
  op.kind !== "execute" &&
  op.kind !== "renameTable" &&
  op.kind !== "renameColumn" &&
  !(op.kind === "addColumn" && op.column.generated === "increment") &&
  !(op.kind === "alterColumn" && op.change.generated === "increment");

/** Collects operations and runs nothing. A migration that reads rows gets none. */
export function recording(): Sink & { readonly operations: readonly Operation[] } {
  const operations: Operation[] = [];
  return {
    operations,
    run: async (op) => void operations.push(op),
    query: async () => [],
    flush: async () => undefined,
    end: async () => undefined,
  };
}

const called = (op: Operation) => `op.${op.kind} (${summary(op)})`;

const tableIn = (op: Operation | undefined) => (op && isOnTable(op) ? op.table : undefined);
