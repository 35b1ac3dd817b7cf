import type { Dialect, Query, Scope } from "../dialects/dialect.js";
import { withKeptTables } from "../dialects/kept-tables.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { isOnTable, isOpaque, summary, type Operation } from "../operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../schema/model.js";
import type { Composed, Statement } from "../sql.js";
import { mentions } from "../schema/expression.js";
import { localName } from "../schema/name.js";
import { blame } from "./call.js";
import { setAside } from "./set-aside.js";

/** Where operations go: to a database, into a script, or into a list. */
export interface Sink {
  /** The call that made the operation is named where it fails. */
  run(op: Operation, call?: Error): Promise<void>;
  query: Query;
  /** Does the work, and all that it calls for, outside of a transaction. */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /** Does what is still held back. */
  flush(): Promise<void>;
  /** Comes last, once nothing is held back: refuses to leave something half done. */
  end(): void;
}

/** What operations stand on: a connection, within a transaction or outside of one. */
export interface Footing {
  /** The connection as it is now: within the transaction, if there is one. */
  readonly query: Query;
  /** Whether an earlier run has done it, which is told of each operation in its turn. */
  isDone(op: Operation): boolean;
  /** Runs the statements of these operations, and keeps count of what is done. */
  carry(ops: readonly Operation[], statements: readonly Line[]): Promise<void>;
  /** Runs a statement that the migration asks with. */
  ask: Query;
  /** Does the work outside of a transaction. */
  outside<T>(work: () => Promise<T>): Promise<T>;
}

type Line = Statement | Composed;

/** What carries statements out: a database, or a script that is written. */
interface Means extends Omit<Footing, "query" | "ask"> {
  /** The schema before the first operation, where it is known. */
  readonly known?: Schema;
  /** The schema as it is now. Asked for where it is not known and the spelling of an operation reads it. */
  reflect(): Promise<Schema>;
  /** Whether the schema after an operation is known from that before it. */
  foresees(op: Operation): boolean;
  query: Query;
}

/** Runs operations on a database. The schema is read only for operations whose spelling needs it. */
export const executing = (dialect: Dialect, scope: Scope, footing: Footing): Sink =>
  carryingOut(dialect, {
    reflect: () => dialect.reflect(telling(footing.query, "Reading the catalog"), scope),
    foresees: isForeseeable,
    isDone: (op) => footing.isDone(op),
    carry: (ops, statements) => footing.carry(ops, statements),
    outside: (work) => footing.outside(work),
    query: (sql, parameters) => footing.ask(sql, parameters),
  });

/** What the operations are called where they fail. */
export const calledAll = (ops: readonly Operation[]): string => ops.map(called).join(", ");

/** What is known of a database that is not asked. */
export interface Known {
  /** In normal form, and with what is carried along where a database has been asked before. */
  readonly schema: Schema;
  /** Statements in its own words that have run since the schema was known. */
  readonly executed: readonly string[];
}

/**
 * Hands over the statements of operations instead of running them. Nothing is connected, so what needs rows is refused (MIG410),
 * and so is making a table anew of which a statement in the database's own words may have changed what is known.
 */
export function writing(dialect: Dialect, { schema, executed }: Known, written: Written): Sink {
  const changes = executed.filter(isDdl);
  return carryingOut(dialect, {
    known: schema,
    reflect: async () => schema,
    foresees: () => true,
    isDone: () => false,
    async carry(ops, statements) {
      const reads = dialect.traits.rebuildsTables && ops.filter((op) => dialect.readsSchema(op));
      for (const op of reads || []) refuseUnknown(op, changes);
      // One of which only the database knows what it does stands alone.
      if (ops.some(isOpaque))
        changes.push(...statements.filter((text) => typeof text === "string").filter(isDdl));
      await written.write(ops, statements);
    },
    outside: (work) => written.outside(work),
    query: () => Promise.reject(noRows()),
  });
}

/** Where the statements of a script go. */
interface Written {
  write(ops: readonly Operation[], statements: readonly Line[]): Promise<void>;
  outside: Footing["outside"];
}

/** Whether a statement makes, changes or drops something; what stands before it may be comments. */
const isDdl = (statement: string) =>
  /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*(?:create|alter|drop)\b/i.test(statement);

function refuseUnknown(op: Operation, changes: readonly string[]): void {
  const table = tableIn(op);
  const change = table && changes.find((text) => mentions(text, localName(table)));
  if (!change) return;
  const [line = ""] = change.trim().split("\n");
  throw new MigError(
    "MIG410",
    `${called(op)} makes ${table} anew, and only the database knows what this has made of it: ${line}`,
    "Run this revision on a database, or see it with --dry-run.",
  );
}

const noRows = () =>
  new MigError(
    "MIG410",
    "op.query needs the rows of a database, and there is none.",
    "Say it in one statement with op.execute, or run this revision on a database.",
  );

/** Where changes rebuild tables, consecutive changes of one table are held back and made in one rebuild. */
function carryingOut(dialect: Dialect, means: Means): Sink {
  let held: Operation[] = [];
  /** The call that made the first of them. */
  let first: Error | undefined;
  let { known } = means;
  const aside = setAside(dialect.traits.viewsStopDrops);

  async function flush(): Promise<void> {
    const [ops, call] = [held, first];
    held = [];
    if (ops.length === 0) return;
    try {
      await carryOut(ops);
    } catch (error) {
      blame(error, call);
      throw error;
    }
  }

  async function carryOut(ops: readonly Operation[]): Promise<void> {
    if (!known && ops.some((op) => dialect.readsSchema(op))) known = await means.reflect();
    const before = known ?? EMPTY_SCHEMA;
    const whole = ops.flatMap((op) => aside.around(op, before));
    await means.carry(ops, dialect.compile(whole, before));
    known =
      known && ops.every(means.foresees)
        ? whole.reduce((schema, op) => dialect.applied(op, schema), known)
        : undefined;
  }

  const isHeld = (op: Operation) => dialect.traits.rebuildsTables && isOnTable(op);

  return {
    async run(written, call) {
      // As the schema names them, or neither the spelling nor what follows would find them in it.
      const op = withKeptTables(written, (name) => dialect.keptTable(name));
      if (means.isDone(op)) return;
      if (tableIn(held[0]) !== tableIn(op)) await flush();
      if (held.length === 0) first = call;
      held.push(op);
      if (!isHeld(op)) await flush();
    },
    async query(sql, parameters) {
      await flush();
      known = undefined;
      return means.query(sql, parameters);
    },
    async outside(work) {
      await flush();
      aside.end(); // or what waits to come back could be lost where nothing is rolled back
      return means.outside(async () => {
        const result = await work();
        await flush();
        return result;
      });
    },
    flush,
    end: () => aside.end(),
  };
}

/** What a statement in the database's own words does, or a rename to texts, only the database knows. */
const isForeseeable = (op: Operation) =>
  !isOpaque(op) && op.kind !== "renameTable" && op.kind !== "renameColumn";

/** Collects operations and runs nothing. A migration that reads rows gets none. */
export function recording(): Sink & { readonly operations: readonly Operation[] } {
  const operations: Operation[] = [];
  return {
    operations,
    run: async (op) => void operations.push(op),
    query: async () => [],
    outside: (work) => work(),
    flush: async () => undefined,
    end: () => undefined,
  };
}

const called = (op: Operation) => `op.${op.kind} (${summary(op)})`;

const tableIn = (op: Operation | undefined) => (op && isOnTable(op) ? op.table : undefined);
