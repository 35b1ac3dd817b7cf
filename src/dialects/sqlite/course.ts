import { MigError } from "../../errors.js";
import { apply, type OperationOf, type TableOperation } from "../../operations/index.js";
import type { IfExists } from "../../operations/options.js";
import {
  EMPTY_SCHEMA,
  type Check,
  type Column,
  type ForeignKey,
  type Index,
  type Table,
  type Unique,
} from "../../schema/model.js";
import { besides, neighbour, type Place } from "../../schema/place.js";
import { columnsIn, mentions } from "./expression.js";
import { translate, type Naming } from "./naming.js";
import { normalConstraints, type Constraints } from "./normalize.js";
import { fold, sameName } from "./tokens.js";

/** A table within a run of changes: what it is to be, in the names that its columns have in the database. */
export interface Course {
  readonly table: Table;
  readonly naming: Naming;
  /** The columns that it has had from the start. */
  readonly kept: ReadonlySet<string>;
}

export const start = (table: Table): Course => ({
  table,
  naming: new Map(),
  kept: new Set(table.columns.map(({ name }) => name)),
});

/** The course after one more operation. Refuses to change what is not there. */
export function advance(course: Course, op: TableOperation): Course {
  if (op.kind === "addColumn")
    return op.ifNotExists && columnIn(course, op.column.name) ? course : addColumn(course, op);
  if (op.kind === "renameColumn") return renameColumn(course, op);
  const { table, naming, kept } = course;
  if (op.kind === "dropColumn") {
    if (op.ifExists && !columnIn(course, op.column)) return course;
    const { name } = present(course, op.column);
    const rest = new Map([...naming].filter(([physical]) => physical !== name));
    const left = new Set([...kept].filter((column) => column !== name));
    return { table: withoutColumn(table, name), naming: rest, kept: left };
  }
  if (op.kind === "alterColumn") {
    const { name } = present(course, op.column.name);
    const { column, ...rest } = translate(op, naming);
    const moved = { ...rest, column: { ...column, name }, ...placeIn(course, op) };
    return { ...course, table: applied(moved, table) };
  }
  if (op.kind === "orderColumns") {
    const columns = op.columns.map((name) => present(course, name).name);
    return { ...course, table: applied({ ...op, columns }, table) };
  }
  const whole = identified(translate(op, naming), table);
  return whole === null ? course : { ...course, table: applied(whole, table) };
}

/** The renames that give every column its name, in an order in which no two are called the same. */
export function renames({ table, naming }: Course): readonly Rename[] {
  const taken = new Set(table.columns.map(({ name }) => fold(name)));
  const isFree = (name: string) => !taken.has(fold(name));
  const found: Rename[] = [];
  let rest = [...naming].map(([from, to]): Rename => ({ from, to }));
  const take = (rename: Rename) => {
    found.push(rename);
    taken.delete(fold(rename.from));
    taken.add(fold(rename.to));
  };
  while (rest.length > 0) {
    const next = rest.find(({ from, to }) => isFree(to) || sameName(from, to));
    if (next) {
      take(next);
      rest = rest.filter((rename) => rename !== next);
      continue;
    }
    // They change places among themselves, so one of them has to step aside.
    const [first] = rest;
    if (!first) break;
    const aside = freeColumn(first.from, isFree);
    take({ from: first.from, to: aside });
    rest = [{ from: aside, to: first.to }, ...rest.slice(1)];
  }
  return found;
}
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** The table without a column and without what speaks of it alone: its checks, and indexes that mention it. */
export function withoutColumn(table: Table, column: string): Table {
  const others = table.columns.filter(({ name }) => name !== column);
  const isAbout = (text: string) =>
    mentions(text, column) && !others.some(({ name }) => mentions(text, name));
  const dropped = applied({ kind: "dropColumn", table: table.name, column }, table);
  return {
    ...dropped,
    // A check that speaks of other columns too does not go unsaid: SQLite will miss the column.
    checks: table.checks.filter(({ expression }) => !isAbout(expression)),
    indexes: dropped.indexes.filter((index) => !indexMentions(index, column)),
  };
}

/** Whether an index would be left with a column that is not there. */
export const indexMentions = ({ columns, where }: Index, column: string): boolean =>
  (where !== null && mentions(where, column)) ||
  columns.some((key) =>
    key.expression === null ? key.column === column : mentions(key.expression, column),
  );

/** The table after an operation on it. */
export function applied(op: TableOperation, table: Table): Table {
  const [after] = apply(op, { ...EMPTY_SCHEMA, tables: [table] }).tables;
  return after ?? table;
}

/** A name in use stays in use until the renames, and the new column has to wait for it. */
function addColumn(course: Course, op: OperationOf<"addColumn">): Course {
  const { table, naming } = course;
  const isFree = (name: string) => !columnsIn(table.columns.map((each) => each.name))(name);
  const { name } = op.column;
  const physical = isFree(name) ? name : freeColumn(name, isFree);
  const { references, ...rest } = translate(op, naming);
  const added = {
    ...rest,
    column: { ...rest.column, name: physical },
    ...(references && { references: { ...references, columns: [physical] } }),
    ...placeIn(course, op),
  };
  return {
    ...course,
    table: applied(added, table),
    naming: physical === name ? naming : new Map([...naming, [physical, name]]),
  };
}

/** The place in the names that the database has. */
function placeIn(
  course: Course,
  { place }: OperationOf<"addColumn" | "alterColumn">,
): { readonly place?: Place } {
  if (!place) return {};
  const name = neighbour(place);
  return { place: name === undefined ? place : besides(place, present(course, name).name) };
}

function renameColumn(course: Course, { from, to }: OperationOf<"renameColumn">): Course {
  const { name } = present(course, from);
  const rest = [...course.naming].filter(([physical]) => physical !== name);
  return { ...course, naming: new Map(name === to ? rest : [...rest, [name, to]]) };
}

function freeColumn(name: string, isFree: (name: string) => boolean): string {
  let free = `_mig_${name}`;
  while (!isFree(free)) free = `_${free}`;
  return free;
}

/** The column that is called so at this point of the run. */
const present = (course: Course, column: string): Column =>
  columnIn(course, column) ?? missing(course.table, `column ${column}`);

function columnIn({ table, naming }: Course, column: string): Column | undefined {
  const renamed = [...naming].find(([, to]) => sameName(to, column))?.[0];
  const isAway = renamed === undefined && [...naming.keys()].some((from) => sameName(from, column));
  const name = renamed ?? column;
  return isAway ? undefined : table.columns.find((each) => sameName(each.name, name));
}

/**
 * The operation with what it drops exactly as the table has it, which is how `apply` knows it; null where that is not there
 * and need not be.
 */
function identified(op: TableOperation, table: Table): TableOperation | null {
  const isColumn = columnsIn(table.columns.map(({ name }) => name));
  const textOf = (constraints: Partial<Constraints>) =>
    JSON.stringify(
      normalConstraints({ uniques: [], checks: [], foreignKeys: [], ...constraints }, isColumn),
    );
  const known = <Op extends Dropping<T>, T extends { readonly name: string | null }>(
    what: string,
    op: Op,
    items: readonly T[],
    text: (item: T) => string,
  ): (Op & { readonly was: T }) | null => {
    const { name, was, ifExists } = op;
    const item = items.find((each) =>
      name === null ? was !== undefined && text(each) === text(was) : each.name === name,
    );
    if (!item && ifExists) return null;
    return { ...op, was: item ?? missing(table, [what, name].filter(Boolean).join(" ")) };
  };
  if (op.kind === "dropUnique")
    return known("unique", op, table.uniques, (item: Unique) => textOf({ uniques: [item] }));
  if (op.kind === "dropCheck")
    return known("check", op, table.checks, (item: Check) => textOf({ checks: [item] }));
  if (op.kind === "dropForeignKey")
    return known("foreign key", op, table.foreignKeys, (item: ForeignKey) =>
      textOf({ foreignKeys: [item] }),
    );
  if (op.kind === "renameIndex" || op.kind === "renameConstraint") {
    const { indexes, uniques, checks, foreignKeys } = table;
    const items = op.kind === "renameIndex" ? indexes : [...uniques, ...checks, ...foreignKeys];
    if (!items.some(({ name }) => name === op.from))
      missing(table, `${op.kind === "renameIndex" ? "index" : "constraint"} ${op.from}`);
  }
  if (op.kind === "dropIndex") return known("index", op, table.indexes, ({ name }: Index) => name);
  return op;
}

interface Dropping<T> extends IfExists {
  readonly name: string | null;
  readonly was?: T;
}

function missing({ name }: Table, what: string): never {
  throw new MigError(
    "MIG206",
    `The table ${name} has no such ${what}.`,
    "Compare the migration with the table as it is in the database.",
  );
}
