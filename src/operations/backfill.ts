import { MigError } from "../errors.js";
import type { TableName } from "../schema/model.js";
import { words, type Grammar, type Statement } from "../sql.js";
import type { StandardOperationModule } from "./operation.js";
import { options, type Row } from "./rows.js";

/** Changes the rows of a table in the order of its key, so many at a time. */
export interface Backfill {
  readonly kind: "backfill";
  /** The table that is there; it is not changed but for its rows. */
  readonly of: TableName;
  readonly change: BackfillChange;
}

/** What becomes of the rows: expressions of the database, or what a function makes of them. */
export type BackfillChange = BackfillOptions &
  (
    | {
        /** An expression for each column. */
        readonly set: Readonly<Record<string, string>>;
        readonly columns?: never;
        readonly each?: never;
      }
    | {
        /** The columns that are read, besides those of the key. */
        readonly columns: readonly string[];
        /** Gives the rows that change, with the key and the columns that are written. */
        readonly each: (rows: readonly Row[]) => Changed | Promise<Changed>;
        readonly set?: never;
      }
  );
type Changed = readonly Row[];

export interface BackfillOptions {
  /** A condition that rows meet to be changed. */
  readonly where?: string;
  /** The columns by which rows are told apart and put in order; the primary key if they are not said. */
  readonly key?: readonly string[];
  /** How many rows at a time; 1000 if it is not said. */
  readonly batchSize?: number;
  /** How long to wait between batches. */
  readonly pauseMs?: number;
}

export const backfill: StandardOperationModule<
  Backfill,
  [table: TableName, change: BackfillChange],
  Backfill
> = {
  phase: "statements",
  of: (of, given) => ({ kind: "backfill", of, change: checked(of, given) }),
  args: ({ of, change }) => [of, change],
  apply: (_op, schema) => schema,
  inverse: () => undefined,
  // Each batch is committed by itself.
  outsideTransaction: () => true,
  summary: ({ of, change }) => `~ rows of ${of}${change.where ? ` where ${change.where}` : ""}`,
  ddl: ({ of, change }, sql) => [updateStatement(of, change, sql)],
};

/** How many rows at a time where it is not said. */
export const ROWS_OF_BATCH = 1000;

/** All of it in one statement. Refuses (MIG410) what needs to see the rows. */
function updateStatement(of: TableName, change: BackfillChange, sql: Grammar): Statement {
  const { set, where } = change;
  if (set === undefined)
    throw new MigError(
      "MIG410",
      `op.backfill of ${of} reads the rows of a database, and there is none.`,
      "Say the change as expressions by `set`, or run this revision on a database.",
    );
  return words(
    `UPDATE ${sql.table(of)} SET ${assignments(set, sql)}`,
    where !== undefined && `WHERE ${where}`,
  );
}

/** What stands behind SET. */
export const assignments = (set: Readonly<Record<string, string>>, sql: Grammar): string =>
  Object.entries(set)
    .map(([column, expression]) => `${sql.name(column)} = ${expression}`)
    .join(", ");

function checked(of: TableName, given: BackfillChange): BackfillChange {
  const place = `op.backfill of ${of}`;
  const change = options(
    given,
    {
      set: "expressions",
      columns: "names",
      each: "work",
      where: "text",
      key: "names",
      batchSize: "count",
      pauseMs: "milliseconds",
    },
    place,
  );
  const { set, each, columns, key = [] } = change;
  if ((set === undefined) === (each === undefined))
    throw new MigError(
      "MIG409",
      `${place} ${set === undefined ? "does not say what becomes of the rows" : "says twice what becomes of the rows"}.`,
      "Give either `set` or `each`.",
    );
  if ((each === undefined) !== (columns === undefined))
    throw new MigError(
      "MIG409",
      each === undefined
        ? `${place} names \`columns\` to read, and \`set\` reads none.`
        : `${place} does not say which \`columns\` to read for \`each\`.`,
      "`columns` and `each` go together.",
    );
  const moved = key.find((column) => set && column in set);
  if (moved !== undefined) throw keyChanges(of, moved);
  return change;
}

/** The order of the rows must not change while they are gone through. */
export const keyChanges = (of: TableName, column: string) =>
  new MigError(
    "MIG409",
    `op.backfill of ${of} changes ${column}, which is a part of the key that it goes by.`,
    "Name another unique `key`, or say it in one statement with op.execute.",
  );
