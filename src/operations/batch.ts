import { MigError } from "../errors.js";
import {
  batchOptions,
  batchOptionsSpec,
  type BatchOptions,
  type BatchOptionsSpec,
} from "../schema/batch-options.js";
import { add, editTable, find } from "../schema/edit.js";
import { EMPTY_SCHEMA, type Schema, type Table, type TableName } from "../schema/model.js";
import { inOrderOf } from "../schema/place.js";
import { didYouMean } from "../wording.js";
import type { Hazard, OperationModule, Summary, ValueRules } from "./operation.js";

/** Several changes of one table that are made together, and how. */
export interface BatchAlterTable<Op> extends BatchOptions {
  readonly kind: "batchAlterTable";
  readonly table: TableName;
  readonly operations: readonly Op[];
}

/** One change as its name and its arguments but for the table: `["dropColumn", "note"]`. */
export type BatchCall = readonly [kind: string, ...args: readonly unknown[]];

/** The module of an operation on a table, as far as a batch has to do with it. */
interface ModuleIn<Op> {
  readonly of: (...args: readonly unknown[]) => Op;
  readonly args: (op: Op) => readonly unknown[];
  readonly apply: (op: Op, schema: Schema) => Schema;
  readonly inverse: (op: Op) => Op | undefined;
  readonly hazards?: (op: Op, rules: ValueRules) => readonly Hazard[];
  readonly outsideTransaction?: (op: Op) => boolean;
  readonly summary: (op: Op) => Summary;
}

/** The module of batches, given those of all operations that can stand in one. */
export function batchAlterTable<Op extends { readonly kind: string }>(
  modules: Readonly<Record<string, ModuleIn<Op>>>,
): OperationModule<
  BatchAlterTable<Op>,
  [table: TableName, options: BatchOptionsSpec, calls: readonly BatchCall[]],
  BatchAlterTable<Op>
> {
  const moduleNamed = (kind: string): ModuleIn<Op> => modules[kind] ?? unknownKind(kind, modules);
  const moduleOf = ({ kind }: Op) => moduleNamed(kind);

  function apply(op: BatchAlterTable<Op>, schema: Schema): Schema {
    const { table, copyFrom, columnOrder } = op;
    const isUnknown = copyFrom !== null && find(schema.tables, table) === undefined;
    const before = isUnknown ? { ...schema, tables: add(schema.tables, copyFrom) } : schema;
    const after = op.operations.reduce((state, each) => moduleOf(each).apply(each, state), before);
    return editTable(after, table, (changed) => ({
      ...changed,
      columns: inOrderOf(changed.columns, columnOrder),
    }));
  }

  function inverse(op: BatchAlterTable<Op>): BatchAlterTable<Op> | undefined {
    const { copyFrom, columnOrder, operations } = op;
    const back = operations.toReversed().flatMap((each) => moduleOf(each).inverse(each) ?? []);
    const isOrderLost = columnOrder.length > 0 && copyFrom === null;
    if (back.length < operations.length || isOrderLost) return undefined;
    return {
      ...op,
      operations: back,
      copyFrom: copyFrom && tableIn(apply(op, { ...EMPTY_SCHEMA, tables: [copyFrom] })),
      columnOrder: columnOrder.length > 0 ? (copyFrom?.columns ?? []).map(({ name }) => name) : [],
    };
  }

  return {
    phase: "alterTables",
    of(table, spec, calls) {
      const options = batchOptions(spec);
      refuseOther(table, options.copyFrom);
      const operations = calls.map(([kind, ...args]) => moduleNamed(kind).of(table, ...args));
      return { kind: "batchAlterTable", table, ...options, operations };
    },
    args: ({ kind: _, table, operations, ...options }) => [
      table,
      batchOptionsSpec(options),
      operations.map((op): BatchCall => [op.kind, ...moduleOf(op).args(op).slice(1)]),
    ],
    apply,
    inverse,
    outsideTransaction: ({ operations }) =>
      operations.some((op) => moduleOf(op).outsideTransaction?.(op) ?? false),
    summary: ({ table, operations }) =>
      `~ ${table} in one: ${operations.map((op) => moduleOf(op).summary(op)).join("; ")}`,
    hazards: ({ operations }, rules) =>
      operations.flatMap((op) => moduleOf(op).hazards?.(op, rules) ?? []),
  };
}

const tableIn = ({ tables: [table] }: Schema): Table | null => table ?? null;

function refuseOther(table: TableName, copyFrom: Table | null): void {
  if (copyFrom && copyFrom.name !== table)
    throw new MigError(
      "MIG409",
      `\`copyFrom\` is the table ${copyFrom.name}, and the batch changes ${table}.`,
      "Say what the table of the batch is.",
    );
}

function unknownKind(kind: string, modules: Readonly<Record<string, unknown>>): never {
  const known = Object.keys(modules);
  throw new MigError(
    "MIG409",
    `${JSON.stringify(kind)} is no operation on a table.`,
    didYouMean(kind, known, `A batch knows ${known.join(", ")}.`),
  );
}
