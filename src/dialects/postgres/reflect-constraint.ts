import type {
  Deferrable,
  Exclusion,
  ForeignKey,
  ReferentialAction,
  Table,
} from "../../schema/model.js";
import type { Action, ConstraintRow } from "./catalog.js";

type Constraints = Pick<Table, "primaryKey" | "uniques" | "checks" | "exclusions" | "foreignKeys">;

/** The constraints of one table, given the names of its columns by their numbers. */
export function reflectConstraints(
  rows: readonly ConstraintRow[],
  names: ReadonlyMap<number, string>,
  qualified: (namespace: string, name: string) => string,
): Constraints {
  const columns = (row: ConstraintRow) => (row.columns ?? []).map((at) => names.get(at) ?? "");
  const of = (kind: ConstraintRow["kind"]) => rows.filter((row) => row.kind === kind);
  const [key] = of("p");
  return {
    primaryKey: key ? { name: key.name, columns: columns(key) } : null,
    uniques: of("u").map((row) => ({
      name: row.name,
      columns: columns(row),
      deferrable: deferrable(row),
      nullsNotDistinct: row.nullsNotDistinct ?? false,
    })),
    checks: of("c").map(({ name, text }) => ({ name, expression: text ?? "" })),
    exclusions: of("x").map(exclusion),
    foreignKeys: of("f").map((row): ForeignKey => ({
      name: row.name,
      columns: columns(row),
      references: {
        table: qualified(row.otherNamespace ?? "", row.otherName ?? ""),
        columns: row.otherColumns ?? [],
      },
      onDelete: ACTIONS[row.onDelete],
      onUpdate: ACTIONS[row.onUpdate],
      deferrable: deferrable(row),
    })),
  };
}

const ACTIONS: { readonly [A in Action]: ReferentialAction } = {
  a: "NO ACTION",
  r: "RESTRICT",
  c: "CASCADE",
  n: "SET NULL",
  d: "SET DEFAULT",
  " ": "NO ACTION",
};

const deferrable = (row: ConstraintRow): Deferrable | null =>
  row.deferrable ? (row.deferred ? "INITIALLY DEFERRED" : "INITIALLY IMMEDIATE") : null;

const exclusion = (row: ConstraintRow): Exclusion => ({
  name: row.name,
  expression: (row.text ?? "")
    .replace(/^EXCLUDE /, "")
    .replace(/ DEFERRABLE( INITIALLY DEFERRED)?$/, ""),
  deferrable: deferrable(row),
});
