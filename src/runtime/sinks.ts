import type { Dialect, Query, Scope } from "../dialects/dialect.js";
import { tableAsKept, withKeptTables } from "../dialects/kept-tables.js";
import { isLook } from "../dialects/statement-kind.js";
import type { Session } from "../dialects/session.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { isOnTable, isOpaque, summary, type Operation } from "../operations/index.js";
import { find } from "../schema/edit.js";
import { EMPTY_SCHEMA, type Schema, type TableName } from "../schema/model.js";
import type { Composed, Statement } from "../sql.js";
import { mentions } from "../schema/expression.js";
import { localName } from "../schema/name.js";
import type { Backfill } from "../operations/backfill.js";
import { spelled, type SqlText } from "../operations/tagged.js";
import { runBackfill } from "./backfill.js";
import type { Filled } from "./batch.js";
import { blame } from "./call.js";
import { writtenRunner, type MakeRunner } from "./old-migration.js";
import { withSaidTable } from "./said-table.js";
import { isAmongRows, refuseAmongRows } from "./among-rows.js";
import type { Batching } from "./batching.js";
import { setAside } from "./set-aside.js";

/** Where operations go: to a database, into a script, or into a list. */
export interface Sink {
  /** The call that made the operation is named where it fails. */
  run(op: Operation, call?: Error): Promise<void>;
  /** Carries out a batch whose callback was called there. */
  batch(batch: Filled, call?: Error): Promise<void>;
  /** Runs one statement and gives its rows; placeholders of a text are those of the database's driver. */
  query(sql: SqlText, parameters?: readonly unknown[]): ReturnType<Query>;
  /** Does the work, and all that it calls for, outside of a transaction. */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /** A query runner of TypeORM's that hands its statements over; not there where nothing is to be run. */
  readonly makeRunner?: MakeRunner | undefined;
  /** Whether a transaction is open; not there where there is no connection. */
  isInTransaction?(): boolean;
  /** Whether it need not be given the rows that op.bulkInsert puts in. */
  readonly ignoresRows?: boolean;
  /** Does what is still held back. */
  flush(): Promise<void>;
  /** Comes last, once nothing is held back: refuses to leave something half done. */
  end(): void;
}

/** What operations stand on: a connection, within a transaction or outside of one. */
export interface Footing {
  /** The connection as it is now: within the transaction, if there is one. */
  readonly query: Query;
  /** Makes a query runner of TypeORM's on that connection. */
  readonly makeRunner?: MakeRunner | undefined;
  isInTransaction?(): boolean;
  /** Whether an earlier run has done it, which is told of each operation in its turn. */
  isDone(op: Operation): boolean;
  /** Runs the statements of these operations, and keeps count of what is done. */
  carry(ops: readonly Operation[], statements: readonly Line[]): Promise<void>;
  /** Carries out an operation that goes through rows, and keeps each batch of them as it is done. */
  throughRows(op: Operation, go: (rows: Batching) => Promise<void>): Promise<void>;
  /** Runs a statement that the migration asks with. */
  ask: Query;
  /** Does the work outside of a transaction. */
  outside<T>(work: () => Promise<T>): Promise<T>;
}

type Line = Statement | Composed;

/** What carries statements out: a database, or a script that is written. */
interface Means extends Omit<Footing, "query" | "ask" | "throughRows"> {
  /** The schema before the first operation, where it is known. */
  readonly known?: Schema;
  /** The schema as it is now. Asked for where it is not known and the spelling of an operation reads it. */
  reflect(): Promise<Schema>;
  /** Whether the schema after an operation is known from that before it. */
  foresees(op: Operation): boolean;
  /** Refuses what cannot be known without a database. */
  check(ops: readonly Operation[], batch: InBatch | undefined): void;
  query: Query;
  /** Goes through the rows batch by batch, where there are rows. */
  backfill?(op: Backfill, schema: Schema): Promise<void>;
}

/** How the operations of a batch are carried out. */
type InBatch = Omit<Filled, "operations">;

/** Runs operations on a database. The schema is read only for operations whose spelling needs it. */
export const executing = (
  dialect: Dialect & Pick<Session, "rowLock">,
  scope: Scope,
  footing: Footing,
): Sink =>
  carryingOut(dialect, {
    reflect: () => dialect.reflect(telling(footing.query, "Reading the catalog"), scope),
    foresees: isForeseeable,
    check: () => undefined,
    isDone: (op) => footing.isDone(op),
    carry: (ops, statements) => footing.carry(ops, statements),
    backfill: (op, schema) =>
      footing.throughRows(op, (rows) => runBackfill(op, schema, dialect, rows)),
    outside: (work) => footing.outside(work),
    query: (sql, parameters) => footing.ask(sql, parameters),
    makeRunner: footing.makeRunner,
    isInTransaction: () => footing.isInTransaction?.() ?? false,
  });

/** What the operations are called where they fail. */
export const calledAll = (ops: readonly Operation[]): string =>
  ops.length > 0 ? ops.map(called).join(", ") : "op.batchAlterTable";

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
    check(ops, batch) {
      if (!dialect.traits.rebuildsTables || batch?.copyFrom) return;
      for (const op of ops)
        if (dialect.readsSchema(op)) refuseUnknown(tableIn(op), called(op), changes);
      if (batch?.recreate === "always") refuseUnknown(batch.table, anew(batch.table), changes);
    },
    isDone: () => false,
    async carry(ops, statements) {
      // One of which only the database knows what it does stands alone.
      if (ops.some(isOpaque))
        changes.push(...statements.filter((text) => typeof text === "string").filter(isDdl));
      await written.write(ops, statements);
    },
    outside: (work) => written.outside(work),
    query: () => Promise.reject(noRows()),
    makeRunner: writtenRunner,
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

function refuseUnknown(
  table: TableName | undefined,
  what: string,
  changes: readonly string[],
): void {
  const change = table && changes.find((text) => mentions(text, localName(table)));
  if (!change) return;
  const [line = ""] = change.trim().split("\n");
  throw new MigError(
    "MIG410",
    `${what} makes ${table} anew, and only the database knows what this has made of it: ${line}`,
    "Run this revision on a database, or see it with --dry-run; or say what the table is: op.batchAlterTable(…, { copyFrom }, …).",
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
    await blaming(call, () => carryOut(ops));
  }

  async function carryOut(ops: readonly Operation[], batch?: InBatch): Promise<void> {
    const [only] = ops;
    if (only?.kind === "backfill" && means.backfill) {
      known ??= await means.reflect();
      return means.backfill(only, known);
    }
    const reads = batch?.recreate === "always" || ops.some((op) => dialect.readsSchema(op));
    if (!known && reads) known = await means.reflect();
    if (batch?.copyFrom) known = withSaidTable(known, batch.copyFrom);
    const before = known ?? EMPTY_SCHEMA;
    const whole = ops.flatMap((op) => aside.around(op, before));
    const statements = dialect.compile(whole, before, batch);
    means.check(ops, batch);
    await means.carry(ops, statements);
    // What a batch says of its table is not what a database says.
    const isKnown = means.known !== undefined || !batch?.copyFrom;
    known =
      known && isKnown && ops.every(means.foresees)
        ? whole.reduce((schema, op) => dialect.applied(op, schema), known)
        : undefined;
  }

  const isHeld = (op: Operation) => dialect.traits.rebuildsTables && isOnTable(op);

  // As the schema names them, or neither the spelling nor what follows would find them in it.
  const asKept = (op: Operation) => withKeptTables(op, (name) => dialect.keptTable(name));

  async function run(written: Operation, call?: Error): Promise<void> {
    const op = asKept(written);
    if (means.isDone(op)) return;
    if (tableIn(held[0]) !== tableIn(op)) await flush();
    if (held.length === 0) first = call;
    held.push(op);
    if (!isHeld(op)) await flush();
  }

  return {
    run,
    async batch(batch, call) {
      await flush();
      const { operations } = batch;
      const copyFrom =
        batch.copyFrom && tableAsKept(batch.copyFrom, (name) => dialect.keptTable(name));
      if (dialect.traits.rebuildsTables) {
        const table = dialect.keptTable(batch.table);
        const ops = operations.map(({ op }) => asKept(op)).filter((op) => !means.isDone(op));
        if (ops.length === 0 && operations.length > 0) return;
        await blaming(call, () => carryOut(ops, { ...batch, table, copyFrom }));
        return;
      }
      if (copyFrom && known && !find(known.tables, copyFrom.name))
        known = withSaidTable(known, copyFrom);
      for (const { op, call } of operations) await run(op, call);
    },
    async query(sql, parameters) {
      const text = spelled(sql, dialect.grammar);
      if (isAmongRows() && isLook(text)) return means.query(text, parameters);
      refuseAmongRows("op.query with what is no mere look");
      await flush();
      known = undefined;
      return means.query(text, parameters);
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
    ...(means.makeRunner && { makeRunner: means.makeRunner }),
    ...(means.isInTransaction && { isInTransaction: () => means.isInTransaction?.() ?? false }),
    flush,
    end: () => aside.end(),
  };
}

async function blaming(call: Error | undefined, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    blame(error, call);
    throw error;
  }
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
    ignoresRows: true,
    batch: async (batch) => void operations.push(...batch.operations.map(({ op }) => op)),
    query: async () => [],
    outside: (work) => work(),
    flush: async () => undefined,
    end: () => undefined,
  };
}

const called = (op: Operation) => `op.${op.kind} (${summary(op)})`;

const anew = (table: TableName | undefined) => `op.batchAlterTable (${table ?? ""})`;

const tableIn = (op: Operation | undefined) => (op && isOnTable(op) ? op.table : undefined);
