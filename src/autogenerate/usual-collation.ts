import type { Server } from "../dialects/dialect.js";
import type { Operation } from "../operations/index.js";
import { qualifier } from "../schema/name.js";

/** The operations, whose new tables say their collation only where it is not that of their database. */
export const withoutUsualCollations = (
  ops: readonly Operation[],
  { collations, schema }: Server,
): readonly Operation[] =>
  ops.map((op) => {
    if (op.kind !== "createTable") return op;
    const { table } = op;
    const usual = collations?.[qualifier(table.name) ?? schema ?? ""];
    return table.collation === usual ? { ...op, table: { ...table, collation: null } } : op;
  });
