import type { Operation } from "../operations/index.js";
import { fingerprint } from "../schema/equal.js";
import type { TableName } from "../schema/model.js";
import { indexKey } from "../schema/spec.js";

/** That no two rows of a table are alike in all of some keys. */
interface Uniqueness {
  readonly table: TableName;
  /** The keys that are columns. */
  readonly columns: readonly string[];
  /** Every key, as a text of its own. */
  readonly keys: readonly string[];
  readonly nulls: (typeof NULLS)[number];
  /** Whether it is said of some of the rows only. */
  readonly isPartial: boolean;
}

/** Each says more than the one before it. */
const NULLS = ["differ", "are alike", "cannot be"] as const;

/** What a primary key, a unique constraint or a unique index demands when the operation adds one. */
export function uniquenessOf(op: Operation): Uniqueness | undefined {
  if (op.kind === "addPrimaryKey") return ofColumns(op.table, op.primaryKey.columns, "cannot be");
  if (op.kind === "addUnique")
    return ofColumns(op.table, op.constraint.columns, nullsOf(op.constraint));
  if (op.kind !== "createIndex" || !op.index.unique) return undefined;
  return {
    table: op.table,
    columns: op.index.columns.flatMap(({ column }) => column ?? []),
    // In whatever order they are kept.
    keys: op.index.columns.map((key) => fingerprint({ ...key, order: "ASC", nulls: null })),
    nulls: nullsOf(op.index),
    isPartial: op.index.where !== null,
  };
}

/** Whether rows that keep to the one keep to the other too: fewer keys are harder to keep to. */
export const implies = (given: Uniqueness | undefined, wanted: Uniqueness): boolean =>
  given !== undefined &&
  !given.isPartial &&
  given.table === wanted.table &&
  given.keys.every((key) => wanted.keys.includes(key)) &&
  NULLS.indexOf(given.nulls) >= NULLS.indexOf(wanted.nulls);

const ofColumns = (
  table: TableName,
  columns: readonly string[],
  nulls: Uniqueness["nulls"],
): Uniqueness => ({
  table,
  columns,
  keys: columns.map((column) => fingerprint(indexKey(column))),
  nulls,
  isPartial: false,
});

const nullsOf = (rule: { readonly nullsNotDistinct: boolean }): Uniqueness["nulls"] =>
  rule.nullsNotDistinct ? "are alike" : "differ";
