import { namesIn } from "../schema/expression.js";
import type { Column, Table } from "../schema/model.js";
import { pair } from "./pair.js";

/** Tells whether a text names a column that has another type in the second table, lengths aside; null where none has. */
export function namesRetyped(from: Table, to: Table): ((text: string) => boolean) | null {
  const retyped = pair(from.columns, to.columns)
    .kept.filter(([was, column]) => kindOf(was) !== kindOf(column))
    .map(([{ name }]) => name.toLowerCase()); // as `namesIn` has them
  if (retyped.length === 0) return null;
  return (text) => {
    const names = namesIn(text);
    return retyped.some((name) => names.has(name));
  };
}

/** The type without its length. */
const kindOf = ({ type }: Column) => type.replace(/\(.*?\)/, "");
