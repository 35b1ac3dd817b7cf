import { tableOf, type Operation } from "../operations/index.js";
import type { Table, TableName } from "../schema/model.js";
import { localName } from "../schema/name.js";

/**
 * The operations that free a name which another one of them takes in another table, and that have to run before it:
 * PostgreSQL has one space of names for the tables, indexes and keys of a schema, and one for its tables and types; SQLite
 * for the tables and indexes of a database, in any case of letters, MySQL for its checks. Within a table what goes comes first
 * anyway.
 */
export function freeing(ops: readonly Operation[]): ReadonlySet<Operation> {
  const takers = new Map<string, Set<TableName | undefined>>();
  for (const op of ops)
    for (const name of taken(op).map(folded))
      takers.set(name, (takers.get(name) ?? new Set()).add(tableOf(op)));
  const isWanted = (name: string, op: Operation) =>
    [...(takers.get(folded(name)) ?? [])].some((table) => table !== tableOf(op));
  return new Set(ops.filter((op) => freed(op).some((name) => isWanted(name, op))));
}

/** To free a name that is another one changes nothing. */
const folded = (name: string) => name.toLowerCase();

function taken(op: Operation): readonly string[] {
  if (op.kind === "createTable") return namesIn(op.table);
  if (op.kind === "createIndex") return [op.index.name];
  if (op.kind === "createEnum") return [localName(op.type.name)];
  if (op.kind === "createSequence") return [localName(op.sequence.name)];
  if (op.kind === "addPrimaryKey") return known(op.primaryKey.name);
  return op.kind === "addUnique" || op.kind === "addExclusion" || op.kind === "addCheck"
    ? known(op.constraint.name)
    : [];
}

function freed(op: Operation): readonly string[] {
  if (op.kind === "dropTable") return [localName(op.name), ...(op.was ? namesIn(op.was) : [])];
  const drops =
    op.kind === "dropIndex" ||
    op.kind === "dropPrimaryKey" ||
    op.kind === "dropUnique" ||
    op.kind === "dropExclusion" ||
    op.kind === "dropCheck";
  return drops ? known(op.name) : [];
}

const namesIn = (table: Table): readonly string[] => {
  const { indexes, primaryKey, uniques, exclusions, checks } = table;
  const parts = [
    ...indexes,
    ...(primaryKey ? [primaryKey] : []),
    ...uniques,
    ...exclusions,
    ...checks,
  ];
  return [localName(table.name), ...parts.flatMap(({ name }) => known(name))];
};

const known = (name: string | null) => (name === null ? [] : [name]);
