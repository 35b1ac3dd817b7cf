import { MigError } from "../errors.js";
import { changesRowsOnly, isLook } from "../dialects/statement-kind.js";
import { operations, type Operation } from "../operations/index.js";
import type { OldClass, OldMigration } from "./old-migration.js";
import type { Sink } from "./sinks.js";

/** Calls follow each other in the order in which they are made. */
type InOrder = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Runs one direction of a migration of TypeORM's as it is, with a query runner whose statements go into the sink: within the
 * revision's transaction, and noted in the journal where there is none. Where operations are only listed, it does nothing: what it
 * makes is not known.
 */
export async function runOld(
  sink: Sink,
  of: OldClass,
  direction: "up" | "down",
  { add, through }: { add: InOrder; through(work: () => Promise<void>): Promise<void> },
  call: Error,
): Promise<void> {
  const migration = made(of, direction);
  if (sink.makeRunner === undefined) return;
  const runner = await sink.makeRunner({
    get isInTransaction() {
      return sink.isInTransaction?.() ?? false;
    },
    query: (sql, parameters) => add(() => ask(sink, sql, parameters, call)),
  });
  await through(async () => void (await migration[direction](runner as never)));
}

/** Outside of a transaction what changes more than rows is announced in the journal before it runs, as `op.execute` is. */
async function ask(
  sink: Sink,
  sql: string,
  parameters: readonly unknown[],
  call: Error,
): Promise<object | null> {
  const op: Operation = operations.execute.of(sql, parameters.length > 0 ? parameters : undefined);
  const isConnected = sink.isInTransaction !== undefined;
  const givesRows = isLook(sql) || (isConnected && changesRowsOnly(op));
  if (givesRows || sink.isInTransaction?.()) return sink.query(sql, parameters);
  await sink.run(op, call);
  return null;
}

function made(of: OldClass, direction: string): OldMigration {
  const migration = typeof of === "function" ? new of() : null;
  if (migration !== null && (direction === "up" || direction === "down"))
    if (typeof migration[direction] === "function") return migration;
  throw new MigError(
    "MIG409",
    `op.typeorm was given no class of TypeORM's migrations that has ${JSON.stringify(direction)}.`,
    'Give it the class, and "up" or "down".',
  );
}
