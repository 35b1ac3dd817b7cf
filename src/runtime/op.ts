import { MigError } from "../errors.js";
import { operations, type Operation, type Operations } from "../operations/index.js";
import { insertRows, type BulkInsertCall } from "./bulk-insert.js";
import { blame, placeOfCall } from "./call.js";
import type { Sink } from "./sinks.js";

/** What a migration receives: one method for each operation, and `query` to read rows. */
export type Op = {
  readonly [K in Exclude<keyof Operations, "bulkInsert">]: (
    ...args: Parameters<Operations[K]["of"]>
  ) => Promise<void>;
} & {
  /** Puts rows into a table, which may come one after another. */
  readonly bulkInsert: (...args: BulkInsertCall) => Promise<void>;
  /** Runs one statement after all operations before it and gives its rows. */
  readonly query: Sink["query"];
};

/** One direction of a revision. */
export type Migration = (op: Op) => Promise<void> | void;

/**
 * Runs a migration against a sink. Calls wait for each other in the order they were made, so a forgotten
 * `await` reorders and loses nothing; the first failure stops all that follow. A call that comes once the migration is over
 * is refused, aloud also where nobody waits for it.
 */
export async function runMigration(migration: Migration, sink: Sink): Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const queued = <T>(work: () => Promise<T>, call?: Error): Promise<T> => {
    if (isOver) return Promise.reject(tooLate()); // if nobody handles it, the process says so
    const result = last.then(() => {
      if (isOver) throw tooLate();
      return work();
    });
    last = result;
    // Reported below, also where the migration does not wait.
    result.catch((error: unknown) => blame(error, call));
    return result;
  };
  const calls = Object.fromEntries(
    Object.entries(operations).map(([kind, { of }]) => {
      const build = of as (...args: unknown[]) => Operation;
      const method = (...args: unknown[]) => {
        const call = placeOfCall(method);
        return queued(
          () =>
            kind === "bulkInsert"
              ? insertRows(sink, args as BulkInsertCall, call)
              : sink.run(built(kind, build, args), call),
          call,
        );
      };
      return [kind, method];
    }),
  );
  const query: Sink["query"] = (sql, parameters) =>
    queued(() => sink.query(sql, parameters), placeOfCall(query));
  try {
    await migration({ ...calls, query } as Op);
    // What comes while the held-back operations run may be held back in its turn.
    let flushed;
    do {
      await settled(() => last);
      await (flushed = queued(() => sink.flush()));
    } while (flushed !== last);
    sink.end(); // at once, or what comes meanwhile would be lost without a word
  } finally {
    isOver = true;
    // What still waits is refused before the transaction of this migration ends.
    await settled(() => last).catch(() => undefined);
  }
}

/** The operation; what its arguments do not allow is said of the call. */
function built(
  kind: string,
  of: (...args: unknown[]) => Operation,
  args: readonly unknown[],
): Operation {
  try {
    return of(...args);
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    throw new MigError(error.code, `op.${kind}: ${error.message}`, error.hint, { cause: error });
  }
}

/** Waits for the last call, and for those made meanwhile. */
async function settled(last: () => Promise<unknown>): Promise<void> {
  let seen;
  do await (seen = last());
  while (seen !== last());
}

const tooLate = () =>
  new MigError(
    "MIG401",
    "An operation came after the end of its migration.",
    "Wait for everything the migration starts: put `await` before it.",
  );
