import { MigError } from "../errors.js";
import { changesRowsOnly, isLook } from "../dialects/statement-kind.js";
import { operations, type Operation } from "../operations/index.js";
import type { Sink } from "./sinks.js";

/** A class of TypeORM's migrations, as far as anything is done with it. */
export type OldClass = new () => OldMigration;

/** What such a class makes. */
export interface OldMigration {
  readonly name?: unknown;
  readonly transaction?: unknown;
  up(runner: never): Promise<unknown>;
  down(runner: never): Promise<unknown>;
}

/** What a query runner of TypeORM's hands its statements to, one after another. */
export interface Through {
  /** Whether a transaction is open that is not the runner's own. */
  readonly isInTransaction: boolean;
  /** What the connection gives for a statement; null where that is not kept. */
  query(sql: string, parameters: readonly unknown[]): Promise<object | null>;
}

/** Makes a query runner of TypeORM's. */
export type MakeRunner = (through: Through) => Promise<object>;

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
  const migration =
    typeof of === "function" && direction in (of.prototype as object) ? new of() : null;
  if (migration !== null && (direction === "up" || direction === "down")) return migration;
  throw new MigError(
    "MIG409",
    `op.typeorm was given no class of TypeORM's migrations that has ${JSON.stringify(direction)}.`,
    'Give it the class, and "up" or "down".',
  );
}

/** Stands for a query runner where a script is written: nothing is connected, so it only takes plain statements. */
export const writtenRunner: MakeRunner = async (through) =>
  refusing("queryRunner", {
    query: async (sql: string, parameters: readonly unknown[] = []) => {
      await through.query(sql, parameters);
      return refusing(`The result of ${sql.trim().split("\n", 1)[0]}`, {});
    },
    // Awaiting it is no use of it.
    then: undefined,
  });

/** An object with these properties, which refuses (MIG410) to give any other. */
const refusing = (what: string, given: object): object =>
  new Proxy(given, {
    get(target, key) {
      if (key in target || key === "then") return (target as Record<PropertyKey, unknown>)[key];
      throw new MigError(
        "MIG410",
        `${what}${typeof key === "string" ? `.${key}` : ""} needs a database, and there is none.`,
        "A script takes what a migration of TypeORM's says by query() with plain statements. Run this revision on a database.",
      );
    },
  });
