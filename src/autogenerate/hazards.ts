import { hazards, inverse, isOnTable, type Operation } from "../operations/index.js";
import type { Hazard, ValueRules } from "../operations/operation.js";
import { equal, fingerprint } from "../schema/equal.js";
import type { TableName } from "../schema/model.js";
import { impliesCheck } from "./implied-check.js";
import { implies, uniquenessOf } from "./uniqueness.js";

/** The hazards of each operation that has some, but for those that the other operations of the list rule out. */
export function hazardsOf(
  ops: readonly Operation[],
  rules: ValueRules,
): ReadonlyMap<Operation, readonly Hazard[]> {
  const fresh = new Set(ops.flatMap((op) => (op.kind === "createTable" ? [op.table.name] : [])));
  const isEmpty = emptyColumns(ops);
  const before = ops.flatMap((op) => inverse(op) ?? []);
  const found = ops.map((op): readonly [Operation, readonly Hazard[]] => {
    // A table that the list makes holds no rows.
    const isFresh = isOnTable(op) && fresh.has(op.table);
    return [op, isFresh || isKept(op, before, isEmpty) ? [] : hazards(op, rules)];
  });
  return new Map(found.filter(([, list]) => list.length > 0));
}

/** Whether a column holds null in every row. */
type IsEmpty = (table: TableName, column: string) => boolean;

function emptyColumns(ops: readonly Operation[]): IsEmpty {
  const columns = ops.flatMap((op) => {
    if (op.kind !== "addColumn") return [];
    const { name, nullable, default: value, generated } = op.column;
    return nullable && value === null && generated === null ? [fingerprint([op.table, name])] : [];
  });
  const found = new Set(columns);
  return (table, column) => found.has(fingerprint([table, column]));
}

/**
 * Whether rows surely keep to what the operation demands: the list takes away what demanded as much of them before,
 * or they hold null where it looks.
 */
function isKept(op: Operation, before: readonly Operation[], isEmpty: IsEmpty): boolean {
  if (op.kind === "addForeignKey")
    return (
      op.constraint.columns.some((column) => isEmpty(op.table, column)) ||
      before.some(
        (other) =>
          other.kind === op.kind &&
          other.table === op.table &&
          equal(other.constraint.columns, op.constraint.columns) &&
          equal(other.constraint.references, op.constraint.references),
      )
    );
  if (op.kind === "addCheck")
    return before.some(
      (other) =>
        other.kind === op.kind &&
        other.table === op.table &&
        impliesCheck(other.constraint.expression, op.constraint.expression),
    );
  if (op.kind === "addExclusion")
    return before.some(
      (other) =>
        other.kind === op.kind &&
        other.table === op.table &&
        other.constraint.expression === op.constraint.expression,
    );
  const wanted = uniquenessOf(op);
  if (!wanted) return false;
  const holdsNull = wanted.columns.some((column) => isEmpty(wanted.table, column));
  return (
    (wanted.nulls === "differ" && holdsNull) ||
    before.some((other) => implies(uniquenessOf(other), wanted))
  );
}
