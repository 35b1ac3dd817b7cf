import type { Query } from "../../src/dialects/dialect.js";
import { statementText } from "../../src/dialects/run.js";
import { telling } from "../../src/dialects/telling.js";
import type { Operation } from "../../src/operations/index.js";
import type { Author } from "../../src/runtime/journal.js";
import type { Batching } from "../../src/runtime/batching.js";
import { calledAll, type Footing } from "../../src/runtime/sinks.js";

/** Runs everything over one connection as it comes, and tells of what has run. */
export const plainFooting = (
  query: Query,
  done: (ops: readonly Operation[]) => void = () => undefined,
): Footing => ({
  query,
  isDone: () => false,
  async carry(ops, statements) {
    const told = telling(query, calledAll(ops));
    for (const statement of statements) await told(await statementText(told, statement));
    done(ops);
  },
  async throughRows(op, go) {
    const batch: Batching["batch"] = async (work) => void (await work(query));
    await go({ query, mark: null, batch, pause: async () => undefined });
    done([op]);
  },
  ask: query,
  outside: (work) => work(),
});

export const AUTHOR: Author = { host: "here", user: "someone", program: "0.0.0" };
