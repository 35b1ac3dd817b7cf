import { inspect } from "node:util";
import type { Query } from "../dialects/dialect.js";
import { isOperation, type Operation } from "../operations/index.js";
import type { Session } from "../dialects/session.js";
import type { Schema } from "../schema/model.js";
import type { Connection } from "./connect.js";
import { notWhatItGives, ofOwn } from "./own-function.js";
import type { Settings } from "./settings.js";

/** The schemas that are compared. */
interface Compared {
  readonly actual: Schema;
  readonly wanted: Schema;
  /** Whether it stands for an empty database, which there is none of. */
  readonly isEmpty: boolean;
}

/** The operations that the comparators of the configuration find. */
export async function comparatorOperations(
  settings: Settings,
  { dialect, query, server }: Connection,
  { actual, wanted, isEmpty }: Compared,
): Promise<readonly Operation[]> {
  const found: Operation[] = [];
  const reading = isEmpty ? NOTHING_THERE : oneByOne(dialect, query);
  const context = {
    ...{ database: actual, entities: wanted, query: reading.query },
    ...{ dialect: server.flavor, version: server.version },
  };
  for (const comparator of settings.comparators) {
    const given: unknown = await ofOwn("comparators", settings, async () => {
      try {
        return await comparator(context);
      } finally {
        await reading.settled();
      }
    });
    if (!Array.isArray(given)) throw wrong(settings, given);
    for (const op of given as readonly unknown[]) {
      if (!isOperation(op)) throw wrong(settings, op);
      found.push(op);
    }
  }
  reading.end();
  return found;
}

/** What a comparator asks with. */
interface Reading {
  readonly query: Query;
  /** Waits for what was asked, also where the comparator did not. */
  settled(): Promise<void>;
  /** What is asked from now on is refused. */
  end(): void;
}

const NOTHING_THERE: Reading = {
  query: async () => [],
  settled: async () => undefined,
  end: () => undefined,
};

/**
 * Each statement in a transaction of its own that can change nothing, after the ones before it: one that ends its transaction
 * or fails in it does no harm to the next.
 */
function oneByOne(dialect: Pick<Session, "beginReading">, query: Query): Reading {
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  return {
    query(sql, parameters) {
      const result = last.then(async () => {
        if (isOver) throw tooLate();
        const transaction = await dialect.beginReading(query);
        try {
          return await transaction.query(sql, parameters);
        } finally {
          await transaction.rollback();
        }
      });
      last = result.catch(() => undefined);
      return result;
    },
    async settled() {
      let seen;
      do await (seen = last);
      while (seen !== last);
    },
    end: () => void (isOver = true),
  };
}

const tooLate = () => new Error("A comparator asked the database after it had given its result.");

const wrong = (settings: Settings, value: unknown) =>
  notWhatItGives(
    "comparators",
    settings,
    inspect(value, { depth: 1, breakLength: Infinity }),
    "a list of operations",
  );
