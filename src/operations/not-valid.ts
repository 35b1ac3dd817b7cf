import type { TableName } from "../schema/model.js";
import type { OperationModule, StandardOperationModule } from "./operation.js";
import { options, type Options } from "./options.js";

/** A constraint that is not valid holds for rows that come or change, and may be broken by those that are there. */
export type NotValid = Options<"notValid">;

const NOT_VALID = options("notValid");

/** The operation that adds a constraint, with the choice to leave the rows that are there unread. */
export const withNotValid = <
  Op extends { readonly kind: string },
  Spec,
  Drop extends { readonly kind: string },
>(
  adding: StandardOperationModule<Op, [table: TableName, constraint: Spec], Drop>,
): StandardOperationModule<
  Op & NotValid,
  [table: TableName, constraint: Spec, options?: NotValid],
  Drop
> => ({
  ...adding,
  of: (table, spec, options) => ({ ...adding.of(table, spec), ...NOT_VALID.of(options) }),
  withNames([table, spec, ...rest], naming) {
    const [, named] = adding.withNames?.([table, spec], naming) ?? [table, spec];
    return [table, named, ...rest];
  },
  args: (op) => [...adding.args(op), ...NOT_VALID.args(op)],
  summary: (op) => (op.notValid ? `${adding.summary(op)} not valid` : adding.summary(op)),
  hazards: (op, rules) => (op.notValid ? [] : (adding.hazards?.(op, rules) ?? [])),
  ddl: (op, sql) =>
    adding.ddl(op, sql).map((statement) => (op.notValid ? `${statement} NOT VALID` : statement)),
});

export interface ValidateConstraint {
  readonly kind: "validateConstraint";
  readonly table: TableName;
  readonly name: string;
}

/** Reads all rows for a constraint that was added as not valid. One that is valid already stays as it is. */
export const validateConstraint: OperationModule<
  ValidateConstraint,
  [table: TableName, name: string],
  ValidateConstraint
> = {
  phase: "addForeignKeys",
  of: (table, name) => ({ kind: "validateConstraint", table, name }),
  args: ({ table, name }) => [table, name],
  apply: (_op, schema) => schema,
  // What rows hold need not be taken back, and a second look at them finds nothing to do.
  inverse: (op) => op,
  summary: ({ table, name }) => `~ ${table} ${name} holds for all rows`,
  hazards: ({ table, name }) => [
    { code: "MIG311", message: `reads ${table} for ${name}, which fails if rows break it` },
  ],
};
