import type { Traits } from "../dialects/dialect.js";
import type { Operation } from "../operations/index.js";
import { fingerprint } from "../schema/equal.js";
import type { Schema, Table, TableName } from "../schema/model.js";
import { localName, qualifier } from "../schema/name.js";
import { pair } from "./pair.js";

/**
 * Renames of what is the same but for its name: most names are made by TypeORM out of those of tables and columns, and
 * change with them. Only to names that nothing has yet; what cannot be renamed is made again by `compare`.
 */
export function renamesOfTheSame(from: Schema, to: Schema, traits: Traits): readonly Operation[] {
  const pairs = pair(from.tables, to.tables).kept.filter(([was, table]) => was !== table);
  if (pairs.length === 0) return [];
  const taken = new Set(from.tables.flatMap((table) => namesIn(table)));
  const isFree = (table: TableName, name: string) => !taken.has(placed(table, name));
  return pairs
    .flatMap(([was, table]) => [
      ...(traits.renamesIndexes ? sameIndexes(was, table) : []),
      ...(traits.renamesConstraints ? sameConstraints(was, table) : []),
    ])
    .filter((op) => isFree(op.table, op.to));
}

type Rename = Extract<Operation, { readonly kind: "renameIndex" | "renameConstraint" }>;

const sameIndexes = (from: Table, to: Table): readonly Rename[] =>
  matches(from.indexes, to.indexes).map((names) => ({
    kind: "renameIndex",
    table: to.name,
    ...names,
  }));

const sameConstraints = (from: Table, to: Table): readonly Rename[] =>
  [
    ...matches(key(from), key(to)),
    ...matches(from.uniques, to.uniques),
    ...matches(from.checks, to.checks),
    ...matches(from.exclusions, to.exclusions),
    ...matches(from.foreignKeys, to.foreignKeys),
  ].map((names) => ({ kind: "renameConstraint", table: to.name, ...names }));

const key = ({ primaryKey }: Table) => (primaryKey ? [primaryKey] : []);

interface Named {
  readonly name: string | null;
}

/** Pairs of one that goes and one that comes which say the same, each used once. */
function matches(
  from: readonly Named[],
  to: readonly Named[],
): readonly { readonly from: string; readonly to: string }[] {
  const { added, removed } = pair(from, to);
  const waiting = new Map<string, string[]>();
  for (const { name, ...rest } of removed)
    if (name !== null)
      waiting.set(fingerprint(rest), [...(waiting.get(fingerprint(rest)) ?? []), name]);
  return added.flatMap(({ name, ...rest }) => {
    const was = waiting.get(fingerprint(rest))?.shift();
    return name === null || was === undefined ? [] : [{ from: was, to: name }];
  });
}

/** Names of indexes and constraints are those of a schema or of a table: the wider rule does for both. */
const placed = (table: TableName, name: string) => JSON.stringify([qualifier(table), name]);

const namesIn = (table: Table): readonly string[] =>
  [
    { name: localName(table.name) },
    ...key(table),
    ...table.uniques,
    ...table.checks,
    ...table.exclusions,
    ...table.foreignKeys,
    ...table.indexes,
  ].flatMap(({ name }) => (name === null ? [] : [placed(table.name, name)]));
