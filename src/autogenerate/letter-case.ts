import type { Traits } from "../dialects/dialect.js";
import type { Schema } from "../schema/model.js";
import { pair } from "./pair.js";
import type { Rename } from "./renames.js";

/** The columns whose names change in nothing but the case of letters, where that is no other name: nobody has to say so. */
export function renamesOfCase(
  from: Schema,
  to: Schema,
  { columnsFold }: Traits,
): readonly Rename[] {
  if (!columnsFold) return [];
  return pair(from.tables, to.tables).kept.flatMap(([was, { name: of, columns }]) => {
    if (was.columns === columns) return [];
    const { removed, added } = pair(was.columns, columns);
    const next = new Map(added.map(({ name }) => [name.toLowerCase(), name]));
    return removed.flatMap(({ name }): readonly Rename[] => {
      const to = next.get(name.toLowerCase());
      return to === undefined ? [] : [{ kind: "column", of, from: name, to }];
    });
  });
}
