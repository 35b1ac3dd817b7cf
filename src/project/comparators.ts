import { inspect } from "node:util";
import type { Query } from "../dialects/dialect.js";
import { isOperation, type Operation } from "../operations/index.js";
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
  const { comparators } = settings;
  if (comparators.length === 0) return [];
  const found: Operation[] = [];
  const compare = async (asking: Query) => {
    const context = {
      ...{ database: actual, entities: wanted, query: asking },
      ...{ dialect: server.flavor, version: server.version },
    };
    for (const comparator of comparators) {
      const given: unknown = await ofOwn("comparators", settings, () => comparator(context));
      if (!Array.isArray(given)) throw wrong(settings, given);
      for (const op of given as readonly unknown[]) {
        if (!isOperation(op)) throw wrong(settings, op);
        found.push(op);
      }
    }
  };
  if (isEmpty) await compare(async () => []);
  else await dialect.readOnly(query, compare);
  return found;
}

const wrong = (settings: Settings, value: unknown) =>
  notWhatItGives(
    "comparators",
    settings,
    inspect(value, { depth: 1, breakLength: Infinity }),
    "a list of operations",
  );
