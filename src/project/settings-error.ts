import { inspect } from "node:util";
import { MigError } from "../errors.js";

/** A wrong value (MIG504), and what it takes. */
export function wrong(key: string | null, got: unknown, takes: string, subject: string): MigError {
  const fact =
    key === null
      ? `${subject} exports ${shown(got)}`
      : got === undefined
        ? `${subject} has no ${JSON.stringify(key)}`
        : `${JSON.stringify(key)} in ${subject} is ${shown(got)}`;
  return new MigError("MIG504", `${fact}.`, `It takes ${takes}.`);
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : inspect(value, { depth: 1, breakLength: Infinity });
}
