import { AsyncLocalStorage } from "node:async_hooks";
import { MigError } from "../errors.js";
import {
  build,
  operations,
  type Kind,
  type Operation,
  type Operations,
} from "../operations/index.js";
import type { Naming } from "../operations/naming.js";
import { isAmongRows, refusedAmongRows } from "./among-rows.js";
import { filled, refusedInBatch, type BatchAlterTable } from "./batch.js";
import { built } from "./built.js";
import { insertRows, type BulkInsertCall } from "./bulk-insert.js";
import { blame, placeOfCall } from "./call.js";
import type { OldClass } from "./old-migration.js";
import { runOld } from "./run-old.js";
import type { Sink } from "./sinks.js";

/** What a migration receives: one method for each operation, and `query` to read rows. */
export type Op = {
  readonly [K in Exclude<keyof Operations, "run" | "bulkInsert">]: (
    ...args: Parameters<Operations[K]["of"]>
  ) => Promise<void>;
} & {
  /** Puts rows into a table, which may come one after another. */
  readonly bulkInsert: (...args: BulkInsertCall) => Promise<void>;
  /** Changes one table by several operations together, and says how. */
  readonly batchAlterTable: BatchAlterTable;
  /** Runs an operation that is given as data: one of the project's own, or any other. */
  readonly run: (operation: Operation) => Promise<void>;
  /** Runs one statement after all operations before it and gives its rows. */
  readonly query: Sink["query"];
  /**
   * Runs what the work calls for outside of a transaction: what stands before it is committed, and each operation by itself. For what
   * a database refuses within one.
   */
  readonly autocommit: (work: () => Promise<void> | void) => Promise<void>;
  /** Runs one direction of a migration of TypeORM's as it is, with a query runner whose statements are this revision's. */
  readonly typeorm: (migration: OldClass, direction: "up" | "down") => Promise<void>;
};

/** One direction of a revision. */
export type Migration = (op: Op) => Promise<void> | void;

/**
 * Runs a migration against a sink. Calls wait for each other in the order they were made, so a forgotten
 * `await` reorders and loses nothing; the first failure stops all that follow. A call that comes once the migration is over
 * is refused, aloud also where nobody waits for it. What is given no name gets that of the naming; without one it has none.
 */
export async function runMigration(
  migration: Migration,
  sink: Sink,
  naming?: Naming,
): Promise<void> {
  const whole = lane();
  /** The block of this migration that a call is made in. */
  const blockOfCall = () => {
    const block = blocks.getStore();
    return block?.whole === whole ? block.lane : undefined;
  };
  const queued = <T>(work: () => Promise<T>, call: Error): Promise<T> =>
    refusedInBatch() ??
    refusedAmongRows() ??
    (blockOfCall() ?? whole).add(() =>
      work().catch((error: unknown) => {
        blame(error, call);
        throw error;
      }),
    );
  const calls = Object.fromEntries(
    (Object.keys(operations) as Kind[]).map((kind) => {
      const method = (...args: unknown[]) => {
        const call = placeOfCall(method);
        const of = (...given: readonly unknown[]) => build(kind, given, naming);
        return queued(
          async () =>
            kind === "bulkInsert"
              ? insertRows(sink, args as BulkInsertCall, call)
              : sink.run(built(`op.${kind}`, of, ...args), call),
          call,
        );
      };
      return [kind, method];
    }),
  );
  const query: Sink["query"] = (sql, parameters) =>
    isAmongRows()
      ? sink.query(sql, parameters)
      : queued(() => sink.query(sql, parameters), placeOfCall(query));
  const batchAlterTable: BatchAlterTable = (table, options, fill) => {
    const call = placeOfCall(batchAlterTable);
    const batch = filled(table, options, fill, call, naming);
    batch.catch(() => undefined); // told below, once all before it has run
    return queued(async () => sink.batch(await batch, call), call);
  };
  const autocommit: Op["autocommit"] = (work) => {
    const call = placeOfCall(autocommit);
    if (blockOfCall()) throw nested();
    return queued(async () => {
      const block = lane();
      return sink.outside(() =>
        block.through(() => blocks.run({ whole, lane: block }, async () => work())),
      );
    }, call);
  };
  const typeorm: Op["typeorm"] = (migration, direction) => {
    const call = placeOfCall(typeorm);
    return queued(() => runOld(sink, migration, direction, lane(), call), call);
  };
  const op = Object.assign(calls, {
    ...{ batchAlterTable, query, autocommit, typeorm },
  }) as unknown as Op;
  await whole.through(
    async () => migration(op),
    () => sink.flush(),
    () => sink.end(), // at once, or what comes meanwhile would be lost without a word
  );
}

/**
 * Calls that a block makes wait for each other, and those after the block for all of it. One for all migrations: Node 20 keeps each
 * of these for ever, and asks all of them at every promise.
 */
const blocks = new AsyncLocalStorage<{ readonly whole: Lane; readonly lane: Lane }>();

/** Calls one after another, in the order in which they were made. */
interface Lane {
  add<T>(work: () => Promise<T>): Promise<T>;
  /** Does the work and all that it has called for, and ends. What still waits when it fails is refused before this returns. */
  through(work: () => Promise<void>, flush?: () => Promise<void>, end?: () => void): Promise<void>;
}

function lane(): Lane {
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const add = <T>(work: () => Promise<T>): Promise<T> => {
    if (isOver) return Promise.reject(tooLate()); // if nobody handles it, the process says so
    const result = last.then(() => {
      if (isOver) throw tooLate();
      return work();
    });
    last = result;
    result.catch(() => undefined); // reported below, also where the migration does not wait
    return result;
  };
  /** Waits for the last call, and for those made meanwhile. */
  async function settled(): Promise<void> {
    let seen;
    do await (seen = last);
    while (seen !== last);
  }
  return {
    add,
    async through(work, flush = async () => undefined, end = () => undefined) {
      try {
        await work();
        // What comes while the held-back operations run may be held back in its turn.
        let flushed;
        do {
          await settled();
          await (flushed = add(flush));
        } while (flushed !== last);
        end();
      } finally {
        isOver = true;
        // What still waits is refused before the transaction of this migration ends.
        await settled().catch(() => undefined);
      }
    },
  };
}

const tooLate = () =>
  new MigError(
    "MIG401",
    "An operation came after the end of its migration.",
    "Wait for everything the migration starts: put `await` before it.",
  );

const nested = () =>
  new MigError(
    "MIG401",
    "op.autocommit is called within op.autocommit.",
    "Take the inner one away: nothing in there is in a transaction.",
  );
