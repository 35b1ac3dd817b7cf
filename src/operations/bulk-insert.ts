import { MigError } from "../errors.js";
import type { TableName } from "../schema/model.js";
import { find } from "../schema/edit.js";
import type { Table } from "../schema/model.js";
import type { Grammar, Statement } from "../sql.js";
import { words } from "../sql.js";
import { counted } from "../wording.js";
import type { OperationModule } from "./operation.js";
import { options, type Row } from "./rows.js";

/** Puts rows into a table. */
export interface BulkInsert {
  readonly kind: "bulkInsert";
  /** The table that is there; it is not changed but for its rows. */
  readonly into: TableName;
  readonly rows: readonly Row[];
  readonly options: BulkInsertOptions;
  /** How many there were, where the rows themselves have come and gone; null where they have not come yet. */
  readonly count?: number | null;
  /** Where the rows are but a part of those that the migration gives. */
  readonly part?: RowPart;
}

/** A part of the rows: the first is at 0. */
export interface RowPart {
  readonly at: number;
  /** How many rows there are up to the end of this part. */
  readonly done: number;
  /** Of how many; null where that is not known. */
  readonly total: number | null;
}

export interface BulkInsertOptions {
  /** The most rows in one INSERT; 1000 if it is not said. */
  readonly batchSize?: number;
  /** Gives values to identity columns of PostgreSQL that are `generated always`. */
  readonly overridingSystemValue?: boolean;
}

export const bulkInsert: OperationModule<
  BulkInsert,
  [table: TableName, rows: readonly Row[], options?: BulkInsertOptions],
  BulkInsert
> = {
  phase: "statements",
  of: (into, rows, given) => ({
    kind: "bulkInsert",
    into,
    rows: checked(into, rows),
    options: options(given, { batchSize: "count", overridingSystemValue: "flag" }, "op.bulkInsert"),
  }),
  args: ({ into, rows, options: given }) =>
    Object.keys(given).length > 0 ? [into, rows, given] : [into, rows],
  apply: (_op, schema) => schema,
  inverse: () => undefined,
  summary: ({ into, rows, count = rows.length, part }) =>
    `+ ${part && part.at > 0 ? "the next " : ""}${count === null ? "rows" : counted(count, "row")} of ${into}`,
};

/** The operation as it is remembered once it has run: the rows themselves are not kept, as there may be millions. */
export const withoutRows = (op: BulkInsert): BulkInsert => ({
  kind: "bulkInsert",
  into: op.into,
  rows: [],
  options: op.options,
  count: op.part?.done ?? op.rows.length,
});

function checked(into: TableName, rows: readonly Row[]): readonly Row[] {
  const wrong = rows.find((row) => typeof (row as unknown) !== "object" || Array.isArray(row));
  if (wrong === undefined) return rows;
  throw new MigError(
    "MIG409",
    `A row of op.bulkInsert into ${into} is ${JSON.stringify(wrong)}.`,
    "A row is an object with a value for each column.",
  );
}

/** The most rows of an INSERT where it is not said. */
export const ROWS_AT_ONCE = 1000;
/** The most characters of an INSERT of several rows: all servers take it as they come. */
const CHARACTERS_AT_ONCE = 250_000;

/** The INSERTs of the rows, each of no more rows and characters than a statement should have. */
export function insertStatements(
  { into, rows, options: given }: BulkInsert,
  sql: Grammar,
  table: Table | undefined,
): readonly Statement[] {
  const types = new Map(table?.columns.map(({ name, type }) => [name, type]));
  const statements: Statement[] = [];
  for (const group of groups(rows, given.batchSize ?? ROWS_AT_ONCE, sql.defaultInRows)) {
    const columns = [...new Set(group.flatMap(keysOf))];
    if (columns.length === 0) {
      statements.push(...group.map(() => `INSERT INTO ${sql.table(into)} ${sql.emptyRow}`));
      continue;
    }
    const head = words(
      `INSERT INTO ${sql.table(into)} (${sql.names(columns)})`,
      given.overridingSystemValue === true && sql.overriding,
      "VALUES ",
    );
    let texts: string[] = [];
    let length = 0;
    const end = () => {
      if (texts.length > 0) statements.push(head + texts.join(", "));
      [texts, length] = [[], 0];
    };
    for (const row of group) {
      const values = columns.map((column) =>
        row[column] === undefined ? "DEFAULT" : sql.value(row[column], types.get(column) ?? null),
      );
      const text = `(${values.join(", ")})`;
      if (length + text.length > CHARACTERS_AT_ONCE) end();
      texts.push(text);
      length += text.length + ", ".length;
    }
    end();
  }
  return statements;
}

/** Whether a value can only be written once the type of its column is known. */
export const hasLists = ({ rows }: BulkInsert): boolean =>
  rows.some((row) => Object.values(row).some(Array.isArray));

/** The table that the rows go into, where the schema has it. */
export const tableOfRows = (
  { into }: BulkInsert,
  schema: { readonly tables: readonly Table[] },
): Table | undefined => find(schema.tables, into);

/** Rows that can stand in one INSERT: so many, and of the same columns where a default cannot be said. */
function groups(rows: readonly Row[], size: number, isMixed: boolean): readonly (readonly Row[])[] {
  const found: Row[][] = [];
  let before = "";
  for (const row of rows) {
    const columns = isMixed ? "" : JSON.stringify(keysOf(row).toSorted());
    const last = found.at(-1);
    if (last && last.length < size && columns === before) last.push(row);
    else found.push([row]);
    before = columns;
  }
  return found;
}

/** The columns that the row has a value for. */
const keysOf = (row: Row): readonly string[] =>
  Object.keys(row).filter((key) => row[key] !== undefined);
