import type { Traits } from "../dialects/dialect.js";
import { applyAll, operations, type Operation } from "../operations/index.js";
import type { ColumnChange } from "../operations/column.js";
import { equal } from "../schema/equal.js";
import type { TableOptions } from "../schema/spec.js";
import { EMPTY_SCHEMA, type Column, type Table } from "../schema/model.js";
import { pair } from "./pair.js";
import { withoutRemade } from "./remade-columns.js";

const FACETS = [
  "type",
  "nullable",
  "default",
  "generated",
  "expression",
  "onUpdate",
  "charset",
  "collation",
  "comment",
] as const satisfies readonly Exclude<keyof Column, "name">[];

/** Which facets of a column differ. */
export const changedFacets = (from: Column, to: Column): readonly (typeof FACETS)[number][] =>
  FACETS.filter((facet) => from[facet] !== to[facet]);

/** What turns a table into another one of the same name. */
export function* compareTable(before: Table, to: Table, traits: Traits): Generator<Operation> {
  const table = to.name;
  const between = withoutRemade(before, to, traits);
  if (between !== before) {
    yield* compareTable(before, between, traits);
    yield* compareTable(between, to, traits);
    return;
  }
  yield* changedOptions(before, to);
  const from = keptAs(before, to);
  const columns = pair(from.columns, to.columns);
  for (const column of plainFirst(columns.added)) yield { kind: "addColumn", table, column };
  for (const was of plainFirst(columns.removed).toReversed())
    yield { kind: "dropColumn", table, column: was.name, was };
  for (const [was, column] of columns.kept) {
    const change = changeOf(was, column);
    if (change) yield { kind: "alterColumn", table, column: was, change };
  }
  if (!equal(from.primaryKey, to.primaryKey)) {
    const was = from.primaryKey;
    if (was) yield { kind: "dropPrimaryKey", table, name: was.name, was };
    if (to.primaryKey) yield { kind: "addPrimaryKey", table, primaryKey: to.primaryKey };
  }
  const uniques = changed(from.uniques, to.uniques);
  for (const was of uniques.removed) yield { kind: "dropUnique", table, name: was.name, was };
  for (const constraint of uniques.added) yield { kind: "addUnique", table, constraint };
  const checks = changed(from.checks, to.checks);
  for (const was of checks.removed) yield { kind: "dropCheck", table, name: was.name, was };
  for (const constraint of checks.added) yield { kind: "addCheck", table, constraint };
  const exclusions = changed(from.exclusions, to.exclusions);
  for (const was of exclusions.removed) yield { kind: "dropExclusion", table, name: was.name, was };
  for (const constraint of exclusions.added) yield { kind: "addExclusion", table, constraint };
  const keys = changed(from.foreignKeys, to.foreignKeys);
  for (const was of keys.removed) yield { kind: "dropForeignKey", table, name: was.name, was };
  for (const constraint of keys.added) yield { kind: "addForeignKey", table, constraint };
  const indexes = changed(from.indexes, to.indexes);
  for (const was of indexes.removed) yield { kind: "dropIndex", table, name: was.name, was };
  for (const index of indexes.added) yield { kind: "createIndex", table, index };
  if (from.comment !== to.comment)
    yield operations.setTableComment.of(table, to.comment, from.comment);
}

/** The table once it is kept as the other one is. */
export const keptAs = (from: Table, to: Table): Table =>
  applyAll(changedOptions(from, to), { ...EMPTY_SCHEMA, tables: [from] }).tables[0] ?? from;

/** Each option by itself, as each has a time of its own. */
const changedOptions = (from: Table, to: Table): readonly Operation[] =>
  OPTIONS.filter((option) => from[option] !== to[option]).map((option) =>
    operations.alterTable.of(to.name, { [option]: from[option] }, { [option]: to[option] }),
  );

const OPTIONS = [
  "engine",
  "collation",
  "withoutRowid",
  "strict",
] as const satisfies readonly (keyof TableOptions)[];

/** What is computed from other columns comes after them, and goes before them. */
const plainFirst = (columns: readonly Column[]): readonly Column[] =>
  columns.toSorted((a, b) => Number(a.expression !== null) - Number(b.expression !== null));

function changeOf(from: Column, to: Column): ColumnChange | undefined {
  const facets = changedFacets(from, to);
  return facets.length > 0
    ? Object.fromEntries(facets.map((facet) => [facet, to[facet]]))
    : undefined;
}

/** No database alters a constraint or an index, so a changed one is removed and added. */
export function changed<T extends { readonly name: string | null }>(
  from: readonly T[],
  to: readonly T[],
): { readonly added: readonly T[]; readonly removed: readonly T[] } {
  const { added, removed, kept } = pair(from, to);
  const different = kept.filter(([was, item]) => !equal(was, item));
  return {
    removed: [...removed, ...different.map(([was]) => was)],
    added: [...added, ...different.map(([, item]) => item)],
  };
}
