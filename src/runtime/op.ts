import type { Query } from "../dialects/dialect.js";
import { operations, type Operation, type Operations } from "../operations/index.js";
import type { Sink } from "./sinks.js";

/** What a migration receives: one method for each operation, and `query` to read rows. */
export type Op = {
  readonly [K in keyof Operations]: (...args: Parameters<Operations[K]["of"]>) => Promise<void>;
} & {
  /** Runs one statement after all operations before it and gives its rows. */
  readonly query: Query;
};

/** One direction of a revision. */
export type Migration = (op: Op) => Promise<void> | void;

/**
 * Runs a migration against a sink. Calls wait for each other in the order they were made, so a forgotten
 * `await` reorders and loses nothing; the first failure stops all that follow.
 */
export async function runMigration(migration: Migration, sink: Sink): Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  const queued = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result;
    result.catch(() => undefined); // reported below, also where the migration does not wait
    return result;
  };
  const calls = Object.fromEntries(
    Object.entries(operations).map(([kind, { of }]) => [
      kind,
      (...args: unknown[]) =>
        queued(() => sink.run((of as (...args: unknown[]) => Operation)(...args))),
    ]),
  );
  const query: Query = (sql, parameters) => queued(() => sink.query(sql, parameters));
  await migration({ ...calls, query } as Op);
  await last;
  await sink.flush();
}
