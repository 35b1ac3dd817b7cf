import { mentions } from "../../schema/expression.js";
import type { ForeignKey, Table } from "../../schema/model.js";
import { isCounter } from "./grammar.js";
import type { Settings } from "./settings.js";

/**
 * Why a table can have no check of that text; null where it can. No check may name a column that an action of a foreign key
 * changes. https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html
 */
export function actedOn({ foreignKeys }: Table, check: string): string | null {
  for (const key of foreignKeys) {
    const action = actionOf(key);
    const column = action && key.columns.find((name) => mentions(check, name));
    if (column)
      return `A check may not name ${column}, which ${action} of ${key.name ?? "a foreign key"} changes.`;
  }
  return null;
}

/** Why a column can have no such expression; null where it can: the number that a row gets is not known when it is stored. */
export function readsCounter(
  { columns }: Table,
  name: string | null,
  expression: string,
  { virtualReadsCounter }: Settings,
): string | null {
  const isVirtual = columns.find((column) => column.name === name)?.generated === "virtual";
  if (isVirtual && virtualReadsCounter) return null;
  const counter = columns.find((column) => isCounter(column) && mentions(expression, column.name));
  return counter
    ? `A generated column may not read ${counter.name}, which counts by itself.`
    : null;
}

function actionOf({ onDelete, onUpdate }: ForeignKey): string | null {
  if (CHANGES.has(onDelete)) return `ON DELETE ${onDelete}`;
  return onUpdate === "CASCADE" || CHANGES.has(onUpdate) ? `ON UPDATE ${onUpdate}` : null;
}

const CHANGES: ReadonlySet<string> = new Set(["SET NULL", "SET DEFAULT"]);
