import { args, inverse, type Operation } from "../operations/index.js";
import type { Hazard } from "../operations/operation.js";

/** The lines of a direction of a migration: one operation each, with its hazards as comments before it. */
export const render = (
  ops: readonly Operation[],
  hazards: ReadonlyMap<Operation, readonly Hazard[]>,
): readonly string[] => ops.flatMap((op) => [...(hazards.get(op) ?? []).map(comment), call(op)]);

/** The operations that take everything back, last one first. What autogenerate writes can always be undone. */
export function undo(ops: readonly Operation[]): readonly Operation[] {
  return ops.toReversed().map((op) => {
    const back = inverse(op);
    if (!back) throw new Error(`no inverse: ${op.kind}`);
    return back;
  });
}

/** One operation as a call on `op`. */
export const call = (op: Operation): string =>
  `await op.${op.kind}(${trimmed(args(op)).map(print).join(", ")});`;

/** A value as a TypeScript literal, keys unquoted where they may be. */
export function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${property(key)}: ${print(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

const property = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

const comment = ({ code, message }: Hazard) => `// ${code}: ${message}`;

/** Arguments without what is left out at the end. */
const trimmed = (list: readonly unknown[]) =>
  list.slice(0, list.findLastIndex((item) => item !== undefined) + 1);
