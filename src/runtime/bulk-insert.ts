import { MigError } from "../errors.js";
import {
  ROWS_AT_ONCE,
  type BulkInsert,
  type BulkInsertOptions,
} from "../operations/bulk-insert.js";
import { operations, type Operation } from "../operations/index.js";
import type { Row } from "../operations/rows.js";
import type { TableName } from "../schema/model.js";
import { amongRows } from "./among-rows.js";
import { built } from "./built.js";
import type { Sink } from "./sinks.js";

/** Rows that are there, or that come one after another. */
export type RowSource = Iterable<Row> | AsyncIterable<Row>;

/** What `op.bulkInsert` takes. */
export type BulkInsertCall = [table: TableName, rows: RowSource, options?: BulkInsertOptions];

/** Inserts the rows, part by part, of which no more than a batch is in memory unless the caller has it there. */
export async function insertRows(
  sink: Sink,
  [table, rows, options]: BulkInsertCall,
  call?: Error,
): Promise<void> {
  const isList = Array.isArray(rows);
  const list = isList ? (rows as readonly Row[]) : [];
  if (!isList && !isSource(rows))
    throw new MigError(
      "MIG409",
      `The rows of op.bulkInsert into ${table} are neither a list nor an iterable.`,
      "Give a list of objects, or a generator of them.",
    );
  if (!isList) refuseGoneThrough(rows, table);
  const of = operations.bulkInsert.of;
  const size = options?.batchSize ?? ROWS_AT_ONCE;
  const whole = built("op.bulkInsert", of as Build, table, list, options) as BulkInsert;
  if (sink.ignoresRows) return sink.run(isList ? whole : { ...whole, count: null }, call);
  if (isList && list.length <= size) return sink.run(whole, call);
  const total = isList ? list.length : null;
  let [at, done] = [0, 0];
  const batchesOf = batches(rows, size);
  for (;;) {
    const next = await amongRows(`op.bulkInsert into ${table}`, () => batchesOf.next());
    if (next.done) return;
    const part = built("op.bulkInsert", of as Build, table, next.value, options) as BulkInsert;
    done += next.value.length;
    await sink.run({ ...part, part: { at, done, total } }, call);
    at += 1;
  }
}

/** What is its own iterator gives its rows once; a migration that is tried again would put in none. */
function refuseGoneThrough(rows: RowSource, table: TableName): void {
  if (!("next" in rows)) return;
  if (goneThrough.has(rows))
    throw new MigError(
      "MIG409",
      `The rows of op.bulkInsert into ${table} were gone through before.`,
      "Make them within the migration, which may be run more than once.",
    );
  goneThrough.add(rows);
}

const goneThrough = new WeakSet<RowSource>();

type Build = (...args: readonly unknown[]) => Operation;

const isSource = (rows: unknown) =>
  typeof rows === "object" &&
  rows !== null &&
  (Symbol.iterator in rows || Symbol.asyncIterator in rows);

async function* batches(rows: RowSource, size: number): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
