import type { Schema } from "../schema/model.js";
import type { Code } from "../errors.js";
import type { Grammar, Statement } from "../sql.js";
import type { Naming } from "./naming.js";

/**
 * The order in which the operations of one generated migration run. The phases of one stage are run table
 * by table, so that all that happens to a table stands together.
 */
export const STAGES = [
  // Those of the project's own that say so.
  ["ownFirst"],
  ["createNamespaces"],
  // A downgrade makes them again last, when all that they read has its former name.
  ["dropViews"],
  ["renames"],
  ["dropForeignKeys"],
  ["freeNames"],
  ["createExtensions"],
  ["createEnums"],
  ["createSequences"],
  ["alterEnums"],
  ["createTables"],
  [
    "alterTables",
    "dropChecks",
    "dropIndexes",
    "dropConstraints",
    "dropPrimaryKeys",
    "dropComputed",
    "addColumns",
    "alterColumns",
    "addComputed",
    "dropColumns",
    "addPrimaryKeys",
    "addConstraints",
    "createIndexes",
    "addChecks",
    "changeEngines",
    "comments",
  ],
  ["dropTables"],
  ["narrowEnums"],
  ["addForeignKeys"],
  ["createViews"],
  ["dropSequences"],
  ["dropEnums"],
  ["dropExtensions"],
  ["dropNamespaces"],
  ["statements"],
] as const;
export type Phase = (typeof STAGES)[number][number];

/** What can be lost or can fail when an operation meets rows. */
export interface Hazard {
  readonly code: Code;
  readonly message: string;
}

/** What a database does with the values of rows; hazards depend on it. */
export interface ValueRules {
  /** Whether every value of a column stays what it is when its type changes so. False when unsure. */
  readonly keeps: (from: string, to: string) => boolean;
  /** Rows get an empty value in a new column that is NOT NULL and has no default; otherwise they cannot get one. */
  readonly fillsNotNull: boolean;
  /** A collation is one of a character set, and another set may lack characters. */
  readonly collationsHaveCharsets: boolean;
}

/** Everything mig knows about one kind of operation that does not depend on the database. */
export interface OperationModule<
  Op extends { readonly kind: string },
  Args extends readonly unknown[],
  Inverse extends { readonly kind: string },
> {
  readonly phase: Phase | ((op: Op) => Phase);
  /** Builds the operation; this is the signature of `op.<kind>` in a migration. */
  readonly of: (...args: Args) => Op;
  /** The arguments with names for what they give none, where that has a name of its own. */
  readonly withNames?: (args: Args, naming: Naming) => Args;
  /** The arguments that build it again: what the renderer prints. */
  readonly args: (op: Op) => Args;
  /** The schema after the operation. */
  readonly apply: (op: Op, schema: Schema) => Schema;
  /** What undoes it, or `undefined` when nothing can. */
  readonly inverse: (op: Op) => Inverse | undefined;
  readonly hazards?: (op: Op, rules: ValueRules) => readonly Hazard[];
  /** Whether a database refuses it within a transaction, as PostgreSQL does CREATE INDEX CONCURRENTLY. */
  readonly outsideTransaction?: (op: Op) => boolean;
  /** What a person reads of it in a list: `+ users.age integer`. */
  readonly summary: (op: Op) => Summary;
}

/** Added, removed or changed, and what. */
export type Summary = `${"+" | "-" | "~"} ${string}`;

/** A name, if there is one, and columns in parentheses, if there are any. */
export const named = (name: string | null, columns: readonly (string | null)[] = []): string =>
  [name, columns.length > 0 && `(${columns.join(", ")})`].filter(Boolean).join(" ");

/** A module that also carries the spelling of standard SQL. */
export interface StandardOperationModule<
  Op extends { readonly kind: string },
  Args extends readonly unknown[],
  Inverse extends { readonly kind: string },
> extends OperationModule<Op, Args, Inverse> {
  readonly ddl: (op: Op, sql: Grammar) => readonly Statement[];
}
