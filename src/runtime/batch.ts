import { AsyncLocalStorage } from "node:async_hooks";
import type { Together } from "../dialects/dialect.js";
import { MigError } from "../errors.js";
import { build, operations, type Operations, type TableOperation } from "../operations/index.js";
import type { Naming } from "../operations/naming.js";
import { batchOptions, type BatchOptionsSpec } from "../schema/batch-options.js";
import type { Table, TableName } from "../schema/model.js";
import { built } from "./built.js";
import { blame, placeOfCall } from "./call.js";

type TableKind = TableOperation["kind"];

/** What the callback of a batch receives: the operations on a table, which is left out. */
export type Batch = {
  readonly [K in TableKind]: (
    ...args: WithoutTable<Parameters<Operations[K]["of"]>>
  ) => Promise<void>;
};
type WithoutTable<Args> = Args extends readonly [table: TableName, ...rest: infer Rest]
  ? Rest
  : never;

/** Fills a batch. */
export type Fill = (batch: Batch) => Promise<void> | void;

/** `op.batchAlterTable`. */
export type BatchAlterTable = (
  table: TableName,
  options: BatchOptionsSpec,
  fill: Fill,
) => Promise<void>;

/** Operations on one table that are carried out together. */
export interface Filled extends Together {
  readonly copyFrom: Table | null;
  readonly operations: readonly Called[];
}
/** An operation, and the call that made it. */
interface Called {
  readonly op: TableOperation;
  readonly call: Error;
}

/** Those that a batch has. */
const KINDS = Object.keys({
  alterTable: true,
  setTableComment: true,
  addColumn: true,
  dropColumn: true,
  alterColumn: true,
  renameColumn: true,
  orderColumns: true,
  addPrimaryKey: true,
  dropPrimaryKey: true,
  addUnique: true,
  dropUnique: true,
  addCheck: true,
  dropCheck: true,
  addExclusion: true,
  dropExclusion: true,
  addForeignKey: true,
  dropForeignKey: true,
  validateConstraint: true,
  createIndex: true,
  dropIndex: true,
  renameIndex: true,
  renameConstraint: true,
} satisfies { readonly [K in TableKind]: true }) as readonly TableKind[];

/** The batch that is being filled where a call is made. */
const current = new AsyncLocalStorage<Filling>();

/** A batch while it is filled: the first failure is that of the whole, also where the callback does not wait for it. */
class Filling {
  readonly operations: Called[] = [];
  isOver = false;
  failed: Promise<never> | undefined;
  readonly table: TableName;

  constructor(table: TableName) {
    this.table = table;
  }

  fail(error: unknown): Promise<never> {
    const failed: Promise<never> = Promise.reject(error);
    failed.catch(() => undefined);
    this.failed ??= failed;
    return failed;
  }
}

/** Lets the callback fill a batch, at once; what it asks for is carried out by nobody yet. */
export async function filled(
  table: TableName,
  spec: BatchOptionsSpec,
  fill: Fill,
  call: Error,
  naming: Naming | undefined,
): Promise<Filled> {
  const { recreate, copyFrom, order } = batchOptions(spec);
  refuseOther(table, copyFrom);
  const filling = new Filling(table);
  await current.run(filling, async () => fill(batchOf(filling, naming)));
  await filling.failed;
  filling.isOver = true;
  if (order.length > 0)
    filling.operations.push({ op: operations.orderColumns.of(table, order), call });
  return { table, recreate, copyFrom, operations: filling.operations };
}

/** Refuses a call on `op` within the callback of a batch, which would wait for what waits for it. */
export function refusedInBatch(): Promise<never> | undefined {
  const filling = current.getStore();
  if (!filling || filling.isOver) return undefined;
  return filling.fail(
    new MigError(
      "MIG409",
      `The batch of ${filling.table} calls \`op\`, which waits for the end of the batch.`,
      "Call what its callback is given; all else goes before the batch or after it.",
    ),
  );
}

function batchOf(filling: Filling, naming: Naming | undefined): Batch {
  const methods = KINDS.map((kind) => {
    const of = (...args: readonly unknown[]) => build(kind, args, naming) as TableOperation;
    const method = (...args: readonly unknown[]): Promise<void> => {
      const call = placeOfCall(method);
      if (filling.isOver) return Promise.reject(tooLate(kind, filling.table)); // said aloud if nobody handles it
      try {
        filling.operations.push({
          op: built(`batch.${kind}`, of, filling.table, ...args),
          call,
        });
        return Promise.resolve();
      } catch (error) {
        blame(error, call);
        return filling.fail(error);
      }
    };
    return [kind, method] as const;
  });
  return Object.fromEntries(methods) as unknown as Batch;
}

function refuseOther(table: TableName, copyFrom: Table | null): void {
  if (copyFrom && copyFrom.name !== table)
    throw new MigError(
      "MIG409",
      `\`copyFrom\` is the table ${copyFrom.name}, and the batch changes ${table}.`,
      "Say what the table of the batch is.",
    );
}

const tooLate = (kind: TableKind, table: TableName) =>
  new MigError(
    "MIG401",
    `batch.${kind} came after the end of the batch of ${table}.`,
    "Wait for everything the callback starts: put `await` before it.",
  );
