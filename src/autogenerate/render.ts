import type { Code } from "../errors.js";
import type { AddColumn } from "../operations/column.js";
import { args, inverse, isForGood, type Operation } from "../operations/index.js";
import type { Hazard } from "../operations/operation.js";
import { isRun } from "../operations/run.js";
import { equal } from "../schema/equal.js";
import type { Grammar } from "../sql.js";

/** The lines of a direction of a migration: one operation each, with what is to be said of it as comments before it. */
export const render = (steps: readonly Step[], textOf = call): readonly string[] =>
  steps.flatMap(({ comments, op }) => [
    ...comments.map((comment) => `// ${comment}`),
    ...textOf(op).split("\n"),
  ]);

/** An operation of a migration, and what is to be said of it. */
export interface Step {
  readonly op: Operation;
  readonly comments: readonly string[];
}

/** The operations with their hazards; a column that rows have no value for comes in three steps. What is not undone says so. */
export const steps = (
  ops: readonly Operation[],
  hazards: ReadonlyMap<Operation, readonly Hazard[]>,
  sql: Grammar | null,
  notUndone: ReadonlySet<Operation> = new Set(),
): readonly Step[] =>
  ops.flatMap((op) => {
    const found = hazards.get(op) ?? [];
    const comments = [
      ...found.map(({ code, message }) => `${code}: ${message}`),
      ...(notUndone.has(op) ? ["Nothing undoes this in downgrade."] : []),
    ];
    const isToFill = op.kind === "addColumn" && found.some(({ code }) => UNFILLED.has(code));
    return isToFill && sql ? filling(op, comments, sql) : [{ op, comments }];
  });

/** What is said of a column that rows have no value for. */
const UNFILLED: ReadonlySet<Code> = new Set(["MIG305", "MIG308"]);

/** Only a person knows what the rows are to get. */
function filling(
  { kind, table, column }: AddColumn,
  comments: readonly string[],
  sql: Grammar,
): readonly Step[] {
  const empty = { ...column, nullable: true };
  const update = `UPDATE ${sql.table(table)} SET ${sql.name(column.name)} = …`;
  return [
    { op: { kind, table, column: empty }, comments },
    {
      op: { kind: "alterColumn", table, column: empty, change: { nullable: false } },
      comments: [
        "Say what the rows that are there get; where there are none, there is nothing to say:",
        `await op.execute(${print(update)});`,
      ],
    },
  ];
}

/** The operations that take everything back, last one first, but for what nothing takes back: that is never what mig found itself. */
export const undo = (ops: readonly Operation[]): readonly Operation[] =>
  ops.toReversed().flatMap((op) => inverse(op) ?? []);

/** The operations that nothing takes back, unless somebody has written by hand what those do that take all back. */
export const unmentioned = (
  ops: readonly Operation[],
  back: readonly Operation[],
): ReadonlySet<Operation> => new Set(equal(back, undo(ops)) ? ops.filter(isForGood) : []);

/** One operation as a call on `op`. */
export const call = (op: Operation): string =>
  `await op.${op.kind}(${trimmed(args(op)).map(print).join(", ")});`;

/** A value as a TypeScript literal, keys unquoted where they may be; an operation of the project's own as the call that builds it. */
export function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isRun(value)) return `${value.name}(${trimmed(value.args).map(print).join(", ")})`;
  const entries = Object.entries(value).map(([key, item]) => `${property(key)}: ${print(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

const property = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

/** Arguments without what is left out at the end. */
const trimmed = (list: readonly unknown[]) =>
  list.slice(0, list.findLastIndex((item) => item !== undefined) + 1);
