import { resolve } from "node:path";
import type { CompareFacet } from "../autogenerate/policy.js";
import { millisecondsOf } from "../runtime/limits.js";
import type { LockKind } from "./config.js";

/** What a value of a configuration is read as that no setting is made of. */
export const WRONG = Symbol("a wrong value");

/** What is done with a file that was written. */
export type Hook =
  | { readonly kind: "prettier" }
  | { readonly kind: "exec"; readonly command: readonly string[]; readonly cwd: string }
  | { readonly kind: "call"; readonly call: (file: string) => void | Promise<void> };

/** How runs keep each other out, and how many seconds one waits. */
export interface Lock {
  readonly kind: LockKind;
  readonly timeout: number;
}

/** Whether a value is an object with keys. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A whole number from 1 on. */
export function wholeNumber(value: unknown): number | typeof WRONG {
  return Number.isInteger(value) && Number(value) > 0 ? Number(value) : WRONG;
}

/** A time in seconds, in milliseconds; null for none. */
export function limit(value: unknown): number | null | typeof WRONG {
  const milliseconds = millisecondsOf(value);
  return milliseconds === undefined ? WRONG : milliseconds;
}

const LOCKS = ["advisory", "table", "none"] as const satisfies readonly LockKind[];

/** Seconds: longer than most runs, and no longer than those who deploy wait for a container to be ready. */
const LOCK_TIMEOUT = 600;

/** How runs keep each other out. */
export function lock(value: unknown): Lock | typeof WRONG {
  if (typeof value === "string") return lock({ kind: value });
  if (!isObject(value) || Object.keys(value).some((key) => key !== "kind" && key !== "timeout"))
    return WRONG;
  const { kind: given = "advisory", timeout = LOCK_TIMEOUT } = value;
  const kind = LOCKS.find((known) => known === given);
  const isTime = typeof timeout === "number" && timeout >= 0;
  return kind !== undefined && isTime ? { kind, timeout } : WRONG;
}

/** A function. */
export function callable<T>(value: unknown): T | typeof WRONG {
  return typeof value === "function" ? (value as T) : WRONG;
}

/** A function, or null. */
export function filter<T>(value: unknown): T | null | typeof WRONG {
  return value === null ? null : callable<T>(value);
}

/** Whether something is compared, or a function that says so. */
export function facet(value: unknown): CompareFacet | typeof WRONG {
  return typeof value === "boolean" ? value : callable(value);
}

/** A text that is not empty. */
export function text(value: unknown): string | typeof WRONG {
  return typeof value === "string" && value !== "" ? value : WRONG;
}

/** A path, made absolute. */
export function path(value: unknown, root: string): string | typeof WRONG {
  const given = text(value);
  return given === WRONG ? WRONG : resolve(root, given);
}

/** A path or several, made absolute. */
export function paths(value: unknown, root: string): readonly string[] | typeof WRONG {
  return all(Array.isArray(value) ? value : [value], (one) => path(one, root));
}

/** A list of what is read one by one. */
export function all<T>(
  values: readonly unknown[],
  read: (value: unknown) => T | typeof WRONG,
): readonly T[] | typeof WRONG {
  const found = values.map(read);
  return found.includes(WRONG) ? WRONG : (found as readonly T[]);
}

/** The same, as a configuration says it. */
export function hook(value: unknown, root: string): Hook | typeof WRONG {
  if (value === "prettier") return { kind: "prettier" };
  if (typeof value === "function") return { kind: "call", call: value as (file: string) => void };
  if (!isObject(value) || Object.keys(value).some((key) => key !== "exec" && key !== "cwd")) {
    return WRONG;
  }
  const { exec, cwd = "." } = value;
  const command: readonly unknown[] = Array.isArray(exec) ? exec : splitCommand(exec);
  const folder = path(cwd, root);
  if (!command.every((word) => typeof word === "string") || !command[0]) return WRONG;
  return folder === WRONG ? WRONG : { kind: "exec", command, cwd: folder };
}

/** `program "an argument" --name="and another" {file}` in words; no shell is involved. */
function splitCommand(command: unknown): readonly string[] {
  if (typeof command !== "string") return [];
  const words = command.match(/(?:"[^"]*"|'[^']*'|\S)+/g) ?? [];
  return words.map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, a, b) => a ?? b));
}
