import type { Check } from "../../schema/model.js";
import { columnsIn } from "./expression.js";
import { sqliteGrammar as sql } from "./grammar.js";
import { normalConstraints, type Constraints } from "./normalize.js";
import { constraintsOf, resolve, type Others } from "./read.js";
import type { Clause, WrittenTable } from "./written.js";

/** A constraint as it stands in CREATE TABLE, in normal form: the same text is the same constraint. */
export interface Constraint {
  readonly text: string;
  /** It itself, if it is a check. */
  readonly check: Check | null;
}

/**
 * The constraints of a table in normal form, those of more columns first: TypeORM takes the first UNIQUE or FOREIGN
 * KEY whose columns are among those it looks for.
 */
export const constraintsIn = ({
  uniques,
  checks,
  foreignKeys,
}: Constraints): readonly Constraint[] => [
  ...widestFirst(uniques).map((unique) => ({ text: sql.unique(unique), check: null })),
  ...checks.map((check) => ({ text: sql.check(check), check })),
  ...widestFirst(foreignKeys).map((key) => ({ text: sql.foreignKey(key), check: null })),
];

/** The constraints that written clauses are. */
export function constraintsWritten(
  clauses: readonly Clause[],
  written: WrittenTable,
  others: Others,
): readonly Constraint[] {
  const { foreignKeys, ...rest } = constraintsOf(clauses, written);
  return constraintsIn(
    normalConstraints(
      { ...rest, foreignKeys: foreignKeys.map((key) => resolve(key, others)) },
      columnsIn(written.columns.map(({ name }) => name)),
    ),
  );
}

const widestFirst = <T extends { readonly columns: readonly string[] }>(
  items: readonly T[],
): readonly T[] => items.toSorted((a, b) => b.columns.length - a.columns.length);
