import { isDeepStrictEqual } from "node:util";
import { MigError } from "../errors.js";
import type { Backfill, BackfillChange } from "../operations/backfill.js";
import type { Row } from "../operations/rows.js";
import type { Column, Table } from "../schema/model.js";
import { words, type Grammar, type Statement } from "../sql.js";
import { amongRows } from "./among-rows.js";

/** A row as it was read, and its key in the words of the database. */
export interface ReadRow {
  readonly row: Row;
  readonly literals: readonly string[];
}

interface Given {
  readonly op: Backfill;
  readonly table: Table;
  readonly key: readonly Column[];
  readonly rows: readonly ReadRow[];
  readonly each: NonNullable<BackfillChange["each"]>;
  readonly sql: Grammar;
}

/** Lets the function change the rows of a batch, and gives the statements that write what differs. */
export async function changedRows({
  op,
  table,
  key,
  rows,
  each,
  sql,
}: Given): Promise<readonly Statement[]> {
  const names = key.map(({ name }) => name);
  // The function may change the rows themselves, and what is in them.
  const before = new Map(
    rows.map(({ row, literals }) => [
      keyText(row, names),
      { row: structuredClone(row) as Row, literals },
    ]),
  );
  const given = await amongRows(`op.backfill of ${op.of}`, async () =>
    each(rows.map(({ row }) => row)),
  );
  if (!Array.isArray(given)) throw noList(op);
  const groups = new Map<string, Change[]>();
  for (const after of given as readonly Row[]) {
    const found = before.get(keyText(after, names));
    if (!found) throw notRead(op, after, names);
    const columns = Object.keys(after).filter(
      (column) =>
        after[column] !== undefined && !isDeepStrictEqual(after[column], found.row[column]),
    );
    if (columns.length === 0) continue;
    const group = JSON.stringify(columns.toSorted());
    const change = { after, literals: found.literals };
    groups.set(group, [...(groups.get(group) ?? []), change]);
  }
  return [...groups].flatMap(([columns, changes]) =>
    updates(op, table, names, JSON.parse(columns) as readonly string[], changes, sql),
  );
}

interface Change {
  readonly after: Row;
  readonly literals: readonly string[];
}

/** UPDATEs that give each row its own values, so many rows at once as are quickly told apart. */
function updates(
  op: Backfill,
  table: Table,
  key: readonly string[],
  columns: readonly string[],
  changes: readonly Change[],
  sql: Grammar,
): readonly Statement[] {
  const types = columns.map((name) => {
    const column = table.columns.find((each) => each.name === name);
    if (!column) throw noColumn(op, name);
    return column.type;
  });
  const statements: Statement[] = [];
  let some: Change[] = [];
  let length = 0;
  const end = () => {
    if (some.length > 0) statements.push(update(op, key, columns, types, some, sql));
    [some, length] = [[], 0];
  };
  for (const change of changes) {
    const size = columns.reduce((sum, column) => sum + sizeOf(change.after[column]), 0);
    if (some.length === ROWS_AT_ONCE || length + size > CHARACTERS_AT_ONCE) end();
    some.push(change);
    length += size;
  }
  end();
  return statements;
}

const ROWS_AT_ONCE = 100;
const CHARACTERS_AT_ONCE = 250_000;

const sizeOf = (value: unknown): number =>
  typeof value === "string" || value instanceof Uint8Array ? value.length : 40;

function update(
  { of }: Backfill,
  key: readonly string[],
  columns: readonly string[],
  types: readonly string[],
  changes: readonly Change[],
  sql: Grammar,
): Statement {
  const is = (literals: readonly string[]) =>
    key.map((name, at) => `${sql.name(name)} = ${literals[at]}`).join(" AND ");
  const set = columns.map((column, at) => {
    const type = types[at] ?? "";
    const cases = changes.map(
      ({ after, literals }) =>
        `WHEN ${is(literals)} THEN ${sql.cast(sql.value(after[column], type), type)}`,
    );
    return `${sql.name(column)} = CASE ${cases.join(" ")} END`;
  });
  const [only = ""] = key;
  return words(
    `UPDATE ${sql.table(of)} SET ${set.join(", ")} WHERE`,
    key.length === 1
      ? `${sql.name(only)} IN (${changes.map(({ literals }) => literals[0]).join(", ")})`
      : changes.map(({ literals }) => `(${is(literals)})`).join(" OR "),
  );
}

/** The values of the key as a text, in which a number and the same as a text differ. */
const keyText = (row: Row, key: readonly string[]): string =>
  JSON.stringify(
    key.map((name) => row[name]),
    (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value),
  );

const noList = ({ of }: Backfill) =>
  new MigError(
    "MIG409",
    `\`each\` of op.backfill of ${of} gave no list of rows.`,
    "Give the rows that change, as a list; an empty one where none do.",
  );

const notRead = ({ of }: Backfill, row: Row, key: readonly string[]) =>
  new MigError(
    "MIG409",
    `\`each\` of op.backfill of ${of} gave a row that is none of the batch: ${key.map((name) => `${name} ${String(row[name])}`).join(", ")}.`,
    "Give rows of the batch, with their key as it was read.",
  );

const noColumn = ({ of }: Backfill, column: string) =>
  new MigError(
    "MIG409",
    `\`each\` of op.backfill gave a value for ${column}, which is no column of ${of}.`,
    "Give columns of the table.",
  );
