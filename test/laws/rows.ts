import { isComputed, type Column, type Schema, type Table } from "../../src/schema/model.js";
import type { ServerName } from "../support/databases.js";
import { typeOf, uniqueColumns } from "./possible.js";
import { number, text, WORDS, type Type } from "./words/index.js";

/** Rows that a schema and another one allow, and the columns whose values the way from one to the other keeps. */
export interface Rows {
  readonly table: string;
  /** A literal for each column, or null. */
  readonly rows: readonly Readonly<Record<string, string | null>>[];
  readonly kept: readonly string[];
}

/** Two rows for each table that is in both schemas; fewer where the two schemas do not allow so many. */
export function rowsFor(before: Schema, after: Schema, server: ServerName): readonly Rows[] {
  const shared = before.tables.flatMap((from) => {
    const to = after.tables.find(({ name }) => name === from.name);
    return to ? [new Pair(from, to, columnsOf(from, to, before, after, server))] : [];
  });
  // A row less in one table may leave a row of another with nothing to refer to.
  for (let changed = true; changed;)
    changed = shared.filter((pair) => pair.yield(shared)).length > 0;
  return shared.map(({ from, to, count, cells }) => ({
    table: from.name,
    rows: [1, 2]
      .slice(0, count)
      .map((n) =>
        Object.fromEntries(
          [...cells]
            .filter(([, cell]) => cell.isOld)
            .map(([name, cell]) => [name, cell.literal(n)]),
        ),
      ),
    kept: from.columns.flatMap(({ name }) =>
      cells.get(name)?.isOld && to.columns.some((one) => one.name === name && !isComputed(one))
        ? [name]
        : [],
    ),
  }));
}

/** What a column holds in the nth row. */
interface Cell {
  literal: (n: number) => string | null;
  /** It is in the first schema, and not computed. */
  readonly isOld: boolean;
  readonly mayBeNull: boolean;
  /** Whether the nth row refers to the nth row of another table by it. */
  readonly counts: boolean;
}

class Pair {
  readonly from: Table;
  readonly to: Table;
  readonly cells: ReadonlyMap<string, Cell>;
  count: number;

  constructor(from: Table, to: Table, cells: ReadonlyMap<string, Cell> | null) {
    this.from = from;
    this.to = to;
    this.cells = cells ?? new Map();
    this.count = cells === null ? 0 : 2;
    if (this.count > 1 && [from, to].some((table) => this.repeats(table))) this.count = 1;
  }

  /** Whether the two rows would be alike in something that has to be unique. */
  private repeats(table: Table): boolean {
    return uniqueColumns(table).some((columns) =>
      columns.every((name) => {
        const cell = this.cells.get(name);
        return cell !== undefined && cell.literal(1) === cell.literal(2);
      }),
    );
  }

  /** Gives up references, or rows, that the other tables have no row for. */
  yield(all: readonly Pair[]): boolean {
    const keys = [...this.from.foreignKeys, ...this.to.foreignKeys];
    return keys.some(({ columns, references }) => {
      const rows = all.find(({ from }) => from.name === references.table)?.count ?? 0;
      const cells = columns.flatMap((name) => this.cells.get(name) ?? []);
      const fits = rows >= this.count && cells.every(({ counts }) => counts);
      const isNull = cells.some(({ literal }) => literal(1) === null && literal(2) === null);
      if (this.count === 0 || fits || isNull) return false;
      const free = cells.find(({ mayBeNull }) => mayBeNull);
      if (free) free.literal = () => null;
      else this.count = cells.every(({ counts }) => counts) ? rows : 0;
      return true;
    });
  }
}

/** Null where no row can be had. */
function columnsOf(
  from: Table,
  to: Table,
  before: Schema,
  after: Schema,
  server: ServerName,
): ReadonlyMap<string, Cell> | null {
  const cells = new Map<string, Cell>();
  const isNeeded = (name: string) =>
    [from, to].some(
      (table) =>
        uniqueColumns(table).some((columns) => columns.includes(name)) ||
        table.foreignKeys.some(({ columns }) => columns.includes(name)),
    );
  for (const was of from.columns.filter((column) => !isComputed(column))) {
    const now = to.columns.find(({ name }) => name === was.name) ?? was;
    const plain = isComputed(now) ? was : now;
    const mayBeNull = was.nullable && plain.nullable;
    const value = shared(typed(was, before, server), typed(plain, after, server));
    if (!value && !mayBeNull) return null;
    const literal = (n: number) =>
      !value || (n === 2 && mayBeNull && !isNeeded(was.name)) ? null : value(n);
    cells.set(was.name, { literal, isOld: true, mayBeNull, counts: value !== null });
  }
  for (const added of to.columns.filter((column) => !isComputed(column))) {
    if (cells.has(added.name)) continue;
    const computed = from.columns.find(({ name }) => name === added.name);
    const fits = computed && shared(typed(computed, before, server), typed(added, after, server));
    // What was computed stays in it, so that it has to be a value of the type; and it may be null.
    if (computed && (!fits || !added.nullable)) return null;
    const counter = added.generated !== null;
    if (!added.nullable && added.default === null && !counter) return null;
    // What it holds is not known row by row.
    const literal = (n: number) => (counter ? String(n) : added.default);
    cells.set(added.name, {
      literal,
      isOld: false,
      mayBeNull: false,
      counts: added.default === null && !counter,
    });
  }
  return cells;
}

const typed = ({ type }: Column, schema: Schema, server: ServerName): Type | undefined =>
  typeOf(type, schema, WORDS[server]) ?? similar(type);

/** A type that the random schemas do not have. */
function similar(type: string): Type | undefined {
  if (/^(var)?char\(|^(long)?text\b/.test(type)) return text(type);
  if (/^(decimal|numeric)\(|^double|^int|^smallint/.test(type)) return number(type);
  return undefined;
}

/** Values that are the same in both types, or null. */
function shared(a: Type | undefined, b: Type | undefined): ((n: number) => string) | null {
  if (!a || !b) return null;
  if (a.text === b.text && a.defaults.join() === b.defaults.join()) return a.value;
  const labels = a.defaults.filter((label) => b.defaults.includes(label));
  const areEnums = a.text === b.text || [a, b].every(({ text }) => /^(enum|set)\(/.test(text));
  if (areEnums && labels.length > 0) return (n) => labels[Math.min(n, labels.length) - 1] ?? "";
  const readable = (type: Type) => type.family === "number" || type.family === "text";
  if (readable(a) && readable(b)) return a.value;
  return a.family === "time" && b.family === "time" ? a.value : null;
}
