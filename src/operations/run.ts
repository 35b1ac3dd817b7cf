import { MigError } from "../errors.js";
import type { Schema } from "../schema/model.js";
import type { Grammar, Statement } from "../sql.js";
import type { Hazard, OperationModule, Summary } from "./operation.js";

/**
 * An operation that the project defines itself, by `defineOperation`: its name and what it was called with. What it means
 * comes along under a symbol, which neither JSON nor a file has.
 */
export interface Run {
  readonly kind: "run";
  readonly name: string;
  readonly args: readonly unknown[];
  readonly [DEFINITION]?: Definition;
}

/** The same one in every copy of mig that a process has. */
export const DEFINITION: unique symbol = Symbol.for("typeorm-mig:definition");

/** The servers that an operation of one's own has statements for. */
export type Target = "postgres" | "mysql" | "mariadb" | "sqlite";

/** What such an operation may say its statements with. */
export type Words = Pick<Grammar, "name" | "names" | "table" | "literal">;

/** What an operation of the project means, given the arguments it was called with. */
export interface Definition {
  /** Where a migration imports it from: a package, or the path or address of a file; null where that is not known. */
  readonly from: string | null;
  readonly order: "first" | "last";
  /** Null for a server that it has no statements for. */
  readonly sql: (args: Args, target: Target, words: Words) => readonly Statement[] | null;
  /** It has nothing that would have to be undone. */
  readonly leavesNothing: boolean;
  readonly inverse: (args: Args) => { readonly kind: string } | null;
  /** Null where only the database knows what it does. */
  readonly apply: ((args: Args, schema: Schema) => Schema) | null;
  readonly summary: (args: Args) => Summary;
  readonly hazards: (args: Args) => readonly Hazard[];
  readonly outsideTransaction: (args: Args) => boolean;
}

type Args = Run["args"];

export const run: OperationModule<Run, [operation: Run], Run> = {
  phase: (op) => (definitionOf(op).order === "first" ? "ownFirst" : "statements"),
  of: (operation) => operation,
  args: (operation) => [operation],
  apply: (op, schema) => definitionOf(op).apply?.(op.args, schema) ?? schema,
  // It may be an operation of any kind.
  inverse: (op) => (definitionOf(op).inverse(op.args) as Run | null) ?? undefined,
  hazards: (op) => definitionOf(op).hazards(op.args),
  outsideTransaction: (op) => definitionOf(op).outsideTransaction(op.args),
  summary: (op) => definitionOf(op).summary(op.args),
};

/** What an operation of the project means. Refuses (MIG411) one that was read from JSON, which has lost it. */
export function definitionOf({ name, [DEFINITION]: definition }: Run): Definition {
  if (definition) return definition;
  throw new MigError(
    "MIG411",
    `The operation ${name} has no definition: it was read from JSON or written by hand.`,
    `Make it with the function that defineOperation gave for ${name}.`,
  );
}

/** Whether a value, such as an argument of another operation, is an operation of the project. */
export const isRun = (value: object): value is Run => "kind" in value && DEFINITION in value;
