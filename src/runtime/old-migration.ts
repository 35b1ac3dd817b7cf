import { MigError } from "../errors.js";

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
