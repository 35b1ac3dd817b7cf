import { MigError } from "../errors.js";
import { isOperation, type Operation } from "../operations/index.js";
import { isSql } from "../operations/tagged.js";

/** The operation; what its arguments do not allow is said of the call. */
export function built<Op extends Operation>(
  named: string,
  of: (...args: readonly unknown[]) => Op,
  ...args: readonly unknown[]
): Op {
  try {
    const op = known(of(...args));
    refuseNul(withoutValues(op));
    return op;
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    throw new MigError(error.code, `${named}: ${error.message}`, error.hint, { cause: error });
  }
}

/** What must be without it: a value of a row may have any character that the database can keep. */
function withoutValues(op: Operation): unknown {
  if (op.kind === "bulkInsert") return [op.into, [...new Set(op.rows.flatMap(Object.keys))]];
  if (op.kind === "execute") {
    const { statements } = op;
    const list = Array.isArray(statements) ? (statements as readonly unknown[]) : [statements];
    return list.map((each) =>
      isSql(each) ? [each.texts, each.parts.filter((part) => !("value" in part))] : each,
    );
  }
  return op;
}

/** A driver ends the statement at the character NUL: half of it would run, or none with words that help. */
function refuseNul(value: unknown): void {
  if (typeof value === "string" && value.includes("\0"))
    throw new MigError(
      "MIG409",
      `${JSON.stringify(value)} holds the character NUL, which no statement can.`,
      "Take it out.",
    );
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    refuseNul(key);
    refuseNul(inner);
  }
}

/** What was built; only op.run is given what may be no operation. */
function known<Op extends Operation>(op: Op): Op {
  if (isOperation(op)) return op;
  throw new MigError(
    "MIG401",
    `it was not given an operation: ${JSON.stringify(op)}`,
    "Give it what a function of `defineOperation`, or one of `operations`, has built.",
  );
}
