import type { Dialect, Query, Scope } from "../dialects/dialect.js";
import type { Session } from "../dialects/session.js";
import { withKeptTables } from "../dialects/kept-tables.js";
import { statementText } from "../dialects/run.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { isOnTable, summary, type Operation } from "../operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../schema/model.js";
import type { Composed, Statement } from "../sql.js";
import { mentions } from "../schema/expression.js";
import { localName } from "../schema/name.js";
import type { Backfill } from "../operations/backfill.js";
import { spelled, type SqlText } from "../operations/tagged.js";
import { runBackfill } from "./backfill.js";
import type { Batching } from "./batching.js";
import { blame } from "./call.js";
import { setAside } from "./set-aside.js";

/** Where operations go: to a database, into a script, or into a list. */
export interface Sink {
  /** The call that made the operation is named where it fails. */
  run(op: Operation, call?: Error): Promise<void>;
  /** Runs one operation part by part, as they come. */
  runParts(parts: Parts, call?: Error): Promise<void>;
  /** Runs one statement and gives its rows; placeholders of a text are those of the database's driver. */
  query(sql: SqlText, parameters?: readonly unknown[]): ReturnType<Query>;
  /** Does what is still held back. */
  flush(): Promise<void>;
  /** Comes last, once nothing is held back: refuses to leave something half done. */
  end(): void;
}

/** An operation that comes in parts, of which none is kept. */
export interface Parts {
  readonly parts: AsyncIterable<Operation>;
  /** How many rows have come. */
  done(): number;
  /** Of how many, where that is known. */
  readonly total: number | null;
  /** What is told of it once it is through. */
  whole(): Operation;
}

/** Asked before anything runs, where throwing stops it, and told of each operation that has run. */
interface Watch {
  before(): void;
  after(op: Operation): Promise<void>;
}

/** What carries statements out: a database, or a script that is written. */
interface Means {
  /** The schema before the first operation, where it is known. */
  readonly known?: Schema;
  /** The schema as it is now. Asked for where it is not known and the spelling of an operation reads it. */
  reflect(): Promise<Schema>;
  /** Whether the schema after an operation is known from that before it. */
  foresees(op: Operation): boolean;
  /** Carries out the statements of these operations. */
  run(statements: readonly (Statement | Composed)[], ops: readonly Operation[]): Promise<void>;
  query: Query;
  /** Goes through the rows batch by batch, where there are rows. */
  backfill?(op: Backfill, schema: Schema): Promise<void>;
  readonly batching?: Batching;
}

/** Runs operations on a database. The schema is read only for operations whose spelling needs it. */
export function executing(
  { dialect, query }: { readonly dialect: Dialect & Session; readonly query: Query },
  scope: Scope,
  watch: Watch,
  batching: Batching = {},
): Sink {
  return carryingOut(dialect, watch, {
    reflect: () => dialect.reflect(telling(query, "Reading the catalog"), scope),
    foresees: isForeseeable,
    async run(statements, ops) {
      const ran: string[] = [];
      const told = telling(query, ops.map(called).join(", "), { ran });
      for (const statement of statements) {
        const text = await statementText(told, statement);
        await told(text);
        ran.push(text);
      }
    },
    query: telling(query, "op.query"),
    backfill: (op, schema) => {
      const told = telling(query, called(op));
      return runBackfill(op, schema, { dialect, query: told, before: watch.before }, batching);
    },
    batching,
  });
}

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
export function writing(
  dialect: Dialect,
  { schema, executed }: Known,
  write: (statements: readonly (Statement | Composed)[]) => void,
  watch: Watch,
): Sink {
  const changes = executed.filter(isDdl);
  return carryingOut(dialect, watch, {
    known: schema,
    reflect: async () => schema,
    foresees: () => true,
    async run(statements, ops) {
      const reads = dialect.traits.rebuildsTables && ops.filter((op) => dialect.readsSchema(op));
      for (const op of reads || []) refuseUnknown(op, changes);
      if (ops.some(({ kind }) => kind === "execute"))
        changes.push(...statements.filter((it) => typeof it === "string").filter(isDdl));
      write(statements);
    },
    query: () => Promise.reject(noRows()),
  });
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
function carryingOut(dialect: Dialect, watch: Watch, means: Means): Sink {
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
    watch.before();
    if (!known && ops.some((op) => dialect.readsSchema(op))) known = await means.reflect();
    const [only] = ops;
    if (only?.kind === "backfill" && means.backfill) {
      known ??= await means.reflect();
      await means.backfill(only, known);
      await watch.after(only);
      return;
    }
    const before = known ?? EMPTY_SCHEMA;
    const whole = ops.flatMap((op) => aside.around(op, before));
    await means.run(dialect.compile(whole, before), ops);
    known =
      known && ops.every(means.foresees)
        ? whole.reduce((schema, op) => dialect.applied(op, schema), known)
        : undefined;
    for (const op of ops) await watch.after(op);
  }

  const isHeld = (op: Operation) => dialect.traits.rebuildsTables && isOnTable(op);

  return {
    async run(written, call) {
      // As the schema names them, or neither the spelling nor what follows would find them in it.
      const op = withKeptTables(written, (name) => dialect.keptTable(name));
      if (tableIn(held[0]) !== tableIn(op)) await flush();
      if (held.length === 0) first = call;
      held.push(op);
      if (!isHeld(op)) await flush();
    },
    async runParts({ parts, done, total, whole }, call) {
      await flush();
      try {
        for await (const part of parts) {
          watch.before();
          const op = withKeptTables(part, (name) => dialect.keptTable(name));
          if (!known && dialect.readsSchema(op)) known = await means.reflect();
          await means.run(dialect.compile([op], known ?? EMPTY_SCHEMA), [op]);
          means.batching?.progress?.({ operation: summary(whole()), done: done(), total });
        }
        await watch.after(whole());
      } catch (error) {
        blame(error, call);
        throw error;
      }
    },
    async query(sql, parameters) {
      await flush();
      watch.before();
      known = undefined;
      return means.query(spelled(sql, dialect.grammar), parameters);
    },
    flush,
    end: () => aside.end(),
  };
}

/** What a statement in the database's own words does, or a rename to texts, only the database knows. */
const isForeseeable = (op: Operation) =>
  op.kind !== "execute" && op.kind !== "renameTable" && op.kind !== "renameColumn";

/** Collects operations and runs nothing. A migration that reads rows gets none. */
export function recording(): Sink & { readonly operations: readonly Operation[] } {
  const operations: Operation[] = [];
  return {
    operations,
    run: async (op) => void operations.push(op),
    // What only says which rows there are need not be asked for them.
    runParts: async ({ whole }) => void operations.push(whole()),
    query: async () => [],
    flush: async () => undefined,
    end: () => undefined,
  };
}

const called = (op: Operation) => `op.${op.kind} (${summary(op)})`;

const tableIn = (op: Operation | undefined) => (op && isOnTable(op) ? op.table : undefined);
