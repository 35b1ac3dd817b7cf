import { MigError } from "../errors.js";
import { isOperation, type Operation } from "../operations/index.js";

/** The operation; what its arguments do not allow is said of the call. */
export function built<Op extends Operation>(
  named: string,
  of: (...args: readonly unknown[]) => Op,
  ...args: readonly unknown[]
): Op {
  try {
    const op = known(of(...args));
    refuseNul(op);
    return op;
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    throw new MigError(error.code, `${named}: ${error.message}`, error.hint, { cause: error });
  }
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
