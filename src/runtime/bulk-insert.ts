import { MigError } from "../errors.js";
import {
  ROWS_AT_ONCE,
  type BulkInsert,
  type BulkInsertOptions,
} from "../operations/bulk-insert.js";
import { operations } from "../operations/index.js";
import type { Row } from "../operations/rows.js";
import type { TableName } from "../schema/model.js";
import type { Sink } from "./sinks.js";

/** Rows that are there, or that come one after another. */
export type RowSource = Iterable<Row> | AsyncIterable<Row>;

/** What `op.bulkInsert` takes. */
export type BulkInsertCall = [table: TableName, rows: RowSource, options?: BulkInsertOptions];

/** Inserts the rows as one operation, of which no more than a batch is in memory unless the caller has it there. */
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
  const whole = operations.bulkInsert.of(table, list, options);
  const size = options?.batchSize ?? ROWS_AT_ONCE;
  if (isList && list.length <= size) return sink.run(whole, call);
  let count = 0;
  const parts = async function* (): AsyncGenerator<BulkInsert> {
    for await (const batch of batches(rows, size)) {
      const part = operations.bulkInsert.of(table, batch, options);
      count += batch.length;
      yield part;
    }
  };
  return sink.runParts(
    {
      parts: parts(),
      done: () => count,
      total: isList ? list.length : null,
      // The rows themselves are not kept: there may be millions.
      whole: () => (isList ? whole : { ...whole, count: count === 0 ? null : count }),
    },
    call,
  );
}

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
