import type { Dialect, Query } from "../dialects/dialect.js";
import type { Session } from "../dialects/session.js";
import { MigError } from "../errors.js";
import { assignments, keyChanges, ROWS_OF_BATCH, type Backfill } from "../operations/backfill.js";
import { summary } from "../operations/index.js";
import { find } from "../schema/edit.js";
import type { Column, Schema, Table } from "../schema/model.js";
import { words, type Grammar } from "../sql.js";
import type { Batching, RowMark } from "./batching.js";
import { changedRows, type ReadRow } from "./changed-rows.js";

/**
 * Changes the rows in the order of their key, batch by batch, from behind the mark if there is one. Every row is seen once, so
 * that it ends whatever becomes of the condition.
 */
export async function runBackfill(
  op: Backfill,
  schema: Schema,
  dialect: Dialect & Pick<Session, "rowLock">,
  batching: Batching,
): Promise<void> {
  const { grammar: sql } = dialect;
  const table = tableOf(op, schema);
  const key = keyOf(op, table);
  const { where, batchSize = ROWS_OF_BATCH, pauseMs = 0 } = op.change;
  const { query, progress } = batching;
  const conditions = (...more: readonly (string | null)[]) => {
    const all = [where === undefined ? null : `(${where}\n)`, ...more].filter(Boolean);
    return all.length > 0 && `WHERE ${all.join(" AND ")}`;
  };
  const beyond = (place: Place, sign: ">" | "<=") =>
    place && comparison(key, place, sign, sql, dialect.traits.comparesRows);

  let place = placeOf(op, key, batching.mark);
  let done = batching.mark?.done ?? 0;
  const total = progress ? done + (await count()) : null;
  const tell = () => progress?.({ operation: summary(op), done, total });
  tell();
  for (let isMore = true; isMore;) {
    /** Where it ends, once it is kept: a batch may be done again. */
    let end: readonly [Place, number] = [place, done];
    await batching.batch(async (within) => {
      const rows = await read(within);
      isMore = rows.length === batchSize;
      const last = rows.at(-1)?.literals;
      if (last === undefined) return null;
      if (last.join() === place?.join()) throw noProgress(op, last);
      await change(within, rows, last);
      end = [last, done + rows.length];
      return { done: end[1], text: JSON.stringify(last) };
    });
    [place, done] = end;
    tell();
    if (isMore && pauseMs > 0) await batching.pause(pauseMs);
  }

  async function count(): Promise<number> {
    const [row] = await query(
      words(
        `SELECT COUNT(*) AS ${sql.name("n")} FROM ${sql.table(op.of)}`,
        conditions(beyond(place, ">")),
      ),
    );
    return Number(row?.["n"]);
  }

  /** The next rows: their keys as literals, and what was asked for. */
  async function read(within: Query): Promise<readonly ReadRow[]> {
    const names = op.change.each
      ? [...new Set([...key.map(({ name }) => name), ...op.change.columns])]
      : [];
    const literals = key.map((column, at) => `${sql.keyLiteral(column)} AS ${sql.name(KEY + at)}`);
    const order = key.map(({ name }) => sql.name(name)).join(", ");
    const rows = await within(
      words(
        `SELECT ${[...literals, ...names.map((name) => sql.name(name))].join(", ")}`,
        `FROM ${sql.table(op.of)}`,
        conditions(beyond(place, ">")),
        `ORDER BY ${order} LIMIT ${batchSize}`,
        op.change.each && dialect.rowLock,
      ),
    );
    return rows.map((row) => ({
      literals: key.map((_, at) => String(row[KEY + at])),
      row: Object.fromEntries(names.map((name) => [name, row[name]])),
    }));
  }

  async function change(
    within: Query,
    rows: readonly ReadRow[],
    last: readonly string[],
  ): Promise<void> {
    const { set, each } = op.change;
    if (set !== undefined)
      await within(
        words(
          `UPDATE ${sql.table(op.of)} SET ${assignments(set, sql)}`,
          conditions(beyond(place, ">"), beyond(last, "<=")),
        ),
      );
    else
      for (const statement of await changedRows({ op, table, key, rows, each, sql }))
        await within(statement);
  }
}

/** Behind which row it goes on, as the literals of its key; null before the first one. */
type Place = readonly string[] | null;
/** What the literals of a key are called, which no column is. */
const KEY = "mig_key_";

function placeOf(op: Backfill, key: readonly Column[], mark: RowMark | null): Place {
  if (mark === null) return null;
  const place = JSON.parse(mark.text) as readonly string[];
  if (place.length === key.length) return place;
  throw new MigError(
    "MIG409",
    `op.backfill of ${op.of} was begun by another key, of ${place.length} columns.`,
    "Take the key back that it was begun by.",
  );
}

function tableOf({ of }: Backfill, schema: Schema): Table {
  const table = find(schema.tables, of);
  if (table) return table;
  throw new MigError(
    "MIG409",
    `op.backfill of ${of}: there is no such table.`,
    "Name a table that is there by then.",
  );
}

/** The columns to go by: each row has all of them, and no two rows have the same. */
function keyOf({ of, change }: Backfill, table: Table): readonly Column[] {
  const names = change.key ?? table.primaryKey?.columns;
  if (names === undefined)
    throw new MigError(
      "MIG409",
      `op.backfill of ${of}: the table has no primary key to go by.`,
      "Name the columns of a unique key as `key`.",
    );
  const unique = [
    ...(table.primaryKey ? [table.primaryKey.columns] : []),
    ...table.uniques.map(({ columns }) => columns),
    ...table.indexes
      .filter((index) => index.unique && index.where === null)
      .map(({ columns }) => columns.map(({ column }) => column)),
  ];
  const isUnique = unique.some((columns) =>
    columns.every((column) => column !== null && names.includes(column)),
  );
  const columns = names.map((name) => table.columns.find((column) => column.name === name));
  const found = columns.filter((column) => column !== undefined && !column.nullable);
  if (found.length < columns.length || !isUnique)
    throw new MigError(
      "MIG409",
      `op.backfill of ${of} cannot go by ${names.join(", ")}: ${isUnique ? "rows need not have them all" : "rows may share them"}.`,
      "Name the columns of a unique key that are NOT NULL as `key`.",
    );
  const moved = names.find((name) => change.set && name in change.set);
  if (moved !== undefined) throw keyChanges(of, moved);
  return found as readonly Column[];
}

/** `(a, b) > (1, 2)`; column by column where a database does not look such a thing up in an index. */
function comparison(
  key: readonly Column[],
  literals: readonly string[],
  sign: ">" | "<=",
  sql: Grammar,
  comparesRows: boolean,
): string {
  const names = key.map(({ name }) => sql.name(name));
  if (comparesRows || names.length === 1)
    return `(${names.join(", ")}) ${sign} (${literals.join(", ")})`;
  const strict = sign === ">" ? ">" : "<";
  const parts = names.map((name, at) => {
    const equal = names.slice(0, at).map((each, place) => `${each} = ${literals[place]}`);
    const isLast = at === names.length - 1;
    return [...equal, `${name} ${isLast ? sign : strict} ${literals[at]}`].join(" AND ");
  });
  return `(${parts.map((part) => `(${part})`).join(" OR ")})`;
}

const noProgress = ({ of }: Backfill, last: readonly string[]) =>
  new MigError(
    "MIG409",
    `op.backfill of ${of} does not get beyond the key ${last.join(", ")}: it is not equal to itself as a literal.`,
    "Name another unique `key`, of numbers or texts.",
  );
