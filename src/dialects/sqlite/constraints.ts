import type { Check } from "../../schema/model.js";
import { columnsIn } from "./expression.js";
import { sqliteGrammar as sql } from "./grammar.js";
import { normalConstraints, type Constraints } from "./normalize.js";
import { constraintsOf, resolve, type Others } from "./read.js";
import type { Clause, ClauseBody, WrittenTable } from "./written.js";

/** A constraint as it stands in CREATE TABLE, in normal form: the same text is the same constraint. */
export interface Constraint {
  readonly text: string;
  readonly kind: "unique" | "check" | "foreign key";
  /** How many columns it names. */
  readonly width: number;
  /** It itself, if it is a check. */
  readonly check: Check | null;
}

/** The constraints of a table in normal form. */
export const constraintsIn = ({
  uniques,
  checks,
  foreignKeys,
}: Constraints): readonly Constraint[] => [
  ...uniques
    .map((unique) => constraint("unique", sql.unique(unique), unique.columns.length))
    .toSorted(widestFirst),
  ...checks.map((check) => ({ ...constraint("check", sql.check(check), 0), check })),
  ...foreignKeys
    .map((key) => constraint("foreign key", sql.foreignKey(key), key.columns.length))
    .toSorted(widestFirst),
];

/**
 * Whether one constraint has to stand before another: TypeORM takes the first UNIQUE or FOREIGN KEY whose columns are
 * among those it looks for.
 */
export const goesBefore = (
  one: { readonly kind: ClauseBody["kind"]; readonly width: number },
  other: { readonly kind: ClauseBody["kind"]; readonly width: number },
): boolean => one.kind === other.kind && one.width > other.width;

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

const constraint = (kind: Constraint["kind"], text: string, width: number): Constraint => ({
  kind,
  text,
  width,
  check: null,
});

const widestFirst = (one: Constraint, other: Constraint) => other.width - one.width;
