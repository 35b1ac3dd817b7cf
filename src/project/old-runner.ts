import type { QueryRunner } from "typeorm";
import type { Server } from "../dialects/dialect.js";
import { buildEntities } from "../entities/build.js";
import { MigError } from "../errors.js";
import type { Through } from "../runtime/old-migration.js";
import { resultOf, type Wire } from "./wire.js";

/**
 * A query runner of TypeORM's own for its migrations, all of whose statements go through mig: on mig's connection, within its
 * transaction. Transactions within that are savepoints; to end it, or to begin one where there is none, is refused (MIG409).
 */
export async function oldRunner(
  { dataSource, runner: real }: Wire,
  server: Server,
  through: Through,
): Promise<QueryRunner> {
  // A migration may use entities, by `queryRunner.manager`.
  await buildEntities(dataSource, server);
  const make = real.constructor as new (driver: unknown, mode: string) => QueryRunner;
  // A driver for SQLite gives the same runner each time, which is mig's own.
  const runner = new make(dataSource.driver, "master");
  const methods = {
    startTransaction: runner.startTransaction.bind(runner),
    commitTransaction: runner.commitTransaction.bind(runner),
    rollbackTransaction: runner.rollbackTransaction.bind(runner),
  };
  let depth = 0;
  const ending = (name: "commitTransaction" | "rollbackTransaction") => async (): Promise<void> => {
    if (depth === 0) throw notItsOwn(name);
    depth -= 1;
    await methods[name]();
  };
  return Object.assign(runner, {
    manager: dataSource.createEntityManager(runner),
    // As TypeORM has it while it runs migrations: what begins within is a savepoint.
    isTransactionActive: true,
    transactionDepth: 1,
    connect: () => real.connect() as Promise<unknown>,
    release: async () => undefined,
    async query(sql: string, parameters?: readonly unknown[], isWhole = false) {
      const rows = await through.query(sql, parameters ?? []);
      const result = (rows && resultOf(rows)) ?? { raw: rows ?? [], records: rows ?? [] };
      return isWhole ? result : (result.raw as unknown);
    },
    async startTransaction(...given: Parameters<QueryRunner["startTransaction"]>) {
      if (!through.isInTransaction) throw notItsOwn("startTransaction");
      depth += 1;
      await methods.startTransaction(...given);
    },
    commitTransaction: ending("commitTransaction"),
    rollbackTransaction: ending("rollbackTransaction"),
  });
}

const notItsOwn = (name: string) =>
  new MigError(
    "MIG409",
    `A migration of TypeORM's calls queryRunner.${name}, and ${name === "startTransaction" ? "nothing can be rolled back here: mig notes each statement in its journal instead" : "the transaction is that of the revision"}.`,
    name === "startTransaction"
      ? "Take startTransaction and what ends it out of the class."
      : "Take it out of the class. Where the class has to run outside of a transaction, say `export const transaction = false` in the revision.",
  );
