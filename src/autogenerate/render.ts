import { args, inverse, type Operation } from "../operations/index.js";
import type { Hazard } from "../operations/operation.js";
import { hazardsOf } from "./difference.js";

/** The lines of `upgrade`, one operation each, with its hazards as comments before it. */
export function renderUpgrade(ops: readonly Operation[]): readonly string[] {
  const hazards = hazardsOf(ops);
  return ops.flatMap((op) => [...(hazards.get(op) ?? []).map(comment), call(op)]);
}

/** The lines of `downgrade`: what undoes the operations, last one first. */
export const renderDowngrade = (ops: readonly Operation[]): readonly string[] =>
  undo(ops).map(call);

/** The operations that take everything back. What autogenerate writes can always be undone. */
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

const comment = ({ code, message }: Hazard) => `// ${code}: ${message.replaceAll(/\s+/g, " ")}`;

/** Arguments without what is left out at the end. */
const trimmed = (list: readonly unknown[]) =>
  list.slice(0, list.findLastIndex((item) => item !== undefined) + 1);
