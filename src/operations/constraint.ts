import { add, editTable } from "../schema/edit.js";
import { equal } from "../schema/equal.js";
import type { Check, Exclusion, ForeignKey, Table, TableName, Unique } from "../schema/model.js";
import {
  check,
  checkSpec,
  exclusion,
  exclusionSpec,
  foreignKey,
  foreignKeySpec,
  unique,
  uniqueSpec,
  type CheckSpec,
  type ExclusionSpec,
  type ForeignKeySpec,
  type UniqueSpec,
} from "../schema/spec.js";
import type { Grammar } from "../sql.js";
import { keyHazards } from "./column-hazards.js";
import { namedIn, type Named, type Naming } from "./naming.js";
import { withNotValid, type NotValid } from "./not-valid.js";
import type { Hazard, OperationModule, Phase, StandardOperationModule } from "./operation.js";
import { IF_EXISTS, type IfExists } from "./options.js";

export interface AddConstraint<Kind extends string, T> {
  readonly kind: Kind;
  readonly table: TableName;
  readonly constraint: T;
}
export interface DropConstraint<Kind extends string, T> extends IfExists {
  readonly kind: Kind;
  readonly table: TableName;
  /** Null where it was given none, which only SQLite allows; then `was` says which one. */
  readonly name: string | null;
  /** What the constraint was, when mig generated the operation. */
  readonly was?: T;
}

export type AddUnique = AddConstraint<"addUnique", Unique>;
export type DropUnique = DropConstraint<"dropUnique", Unique>;
export type AddCheck = AddConstraint<"addCheck", Check> & NotValid;
export type DropCheck = DropConstraint<"dropCheck", Check>;
export type AddExclusion = AddConstraint<"addExclusion", Exclusion>;
export type DropExclusion = DropConstraint<"dropExclusion", Exclusion>;
export type AddForeignKey = AddConstraint<"addForeignKey", ForeignKey> & NotValid;
export type DropForeignKey = DropConstraint<"dropForeignKey", ForeignKey>;

export const [addUnique, dropUnique] = constraintPair<
  "addUnique",
  "dropUnique",
  Unique,
  UniqueSpec
>({
  kinds: ["addUnique", "dropUnique"],
  phases: ["addConstraints", "dropConstraints"],
  list: "uniques",
  fill: unique,
  part: "unique",
  spec: uniqueSpec,
  text: (sql, constraint) => sql.unique(constraint),
  summary: ({ columns }) => `unique (${columns.join(", ")})`,
  hazards: ({ table, constraint }) => [
    {
      code: "MIG306",
      message: `makes ${table} (${constraint.columns.join(", ")}) unique, which fails if rows repeat`,
    },
  ],
});

const [addValidCheck, dropCheck] = constraintPair<"addCheck", "dropCheck", Check, CheckSpec>({
  kinds: ["addCheck", "dropCheck"],
  phases: ["addChecks", "dropChecks"],
  list: "checks",
  fill: check,
  part: "check",
  spec: checkSpec,
  text: (sql, constraint) => sql.check(constraint),
  summary: ({ expression }) => `check (${expression})`,
  hazards: ({ table, constraint: { expression } }) => [
    { code: "MIG311", message: `checks ${table} for ${expression}, which fails if rows break it` },
  ],
});

export const addCheck = withNotValid(addValidCheck);
export { dropCheck };

export const [addExclusion, dropExclusion] = constraintPair<
  "addExclusion",
  "dropExclusion",
  Exclusion,
  ExclusionSpec
>({
  kinds: ["addExclusion", "dropExclusion"],
  phases: ["addConstraints", "dropConstraints"],
  list: "exclusions",
  fill: exclusion,
  part: "exclusion",
  spec: exclusionSpec,
  text: (sql, constraint) => sql.exclusion(constraint),
  summary: ({ expression }) => `exclude ${expression}`,
  hazards: ({ table, constraint: { expression } }) => [
    {
      code: "MIG311",
      message: `excludes from ${table} ${expression}, which fails if rows break it`,
    },
  ],
});

const [addValidForeignKey, dropForeignKey] = constraintPair<
  "addForeignKey",
  "dropForeignKey",
  ForeignKey,
  ForeignKeySpec
>({
  kinds: ["addForeignKey", "dropForeignKey"],
  phases: ["addForeignKeys", "dropForeignKeys"],
  list: "foreignKeys",
  fill: foreignKey,
  part: "foreignKey",
  spec: foreignKeySpec,
  text: (sql, constraint) => sql.foreignKey(constraint),
  summary: ({ columns, references }) =>
    `foreign key (${columns.join(", ")}) to ${references.table}`,
  hazards: ({ table, constraint }) => keyHazards(table, constraint),
});

export const addForeignKey = withNotValid(addValidForeignKey);
export { dropForeignKey };

/** Which lists of a table hold constraints. */
type List = "uniques" | "checks" | "exclusions" | "foreignKeys";

/** The two operations of one kind of constraint: all four kinds are added and dropped alike. */
function constraintPair<
  Add extends string,
  Drop extends string,
  T extends { readonly name: string | null },
  Spec extends object,
>(kind: {
  readonly kinds: readonly [Add, Drop];
  readonly phases: readonly [add: Phase, drop: Phase];
  readonly list: List;
  readonly fill: (spec: Spec) => T;
  readonly part: Exclude<keyof Named, "primaryKey" | "index">;
  readonly spec: (full: T) => Spec;
  readonly text: (sql: Grammar, constraint: T) => string;
  readonly summary: (constraint: T) => string;
  readonly hazards?: (op: AddConstraint<Add, T>) => readonly Hazard[];
}) {
  const [addKind, dropKind] = kind.kinds;
  const withName = (table: TableName, spec: Spec, naming: Naming) =>
    (namedIn(table, naming)[kind.part] as unknown as (spec: Spec) => Spec)(spec);
  const about = (constraint: T) =>
    [constraint.name, kind.summary(constraint)].filter((word) => word !== null).join(" ");
  const edit = (table: Table, change: (items: readonly T[]) => readonly T[]): Table => ({
    ...table,
    [kind.list]: change(table[kind.list] as unknown as readonly T[]),
  });
  const adding: StandardOperationModule<
    AddConstraint<Add, T>,
    [table: TableName, constraint: Spec],
    DropConstraint<Drop, T>
  > = {
    phase: kind.phases[0],
    of: (table, spec) => ({ kind: addKind, table, constraint: kind.fill(spec) }),
    withNames: ([table, spec], naming) => [table, withName(table, spec, naming)],
    args: ({ table, constraint }) => [table, kind.spec(constraint)],
    apply: ({ table, constraint }, schema) =>
      editTable(schema, table, (before) => edit(before, (items) => add(items, constraint))),
    inverse: ({ table, constraint }) => ({
      kind: dropKind,
      table,
      name: constraint.name,
      was: constraint,
    }),
    summary: ({ table, constraint }) => `+ ${table} ${about(constraint)}`,
    ...(kind.hazards && { hazards: kind.hazards }),
    ddl: ({ table, constraint }, sql) => [
      `ALTER TABLE ${sql.table(table)} ADD ${kind.text(sql, constraint)}`,
    ],
  };
  const dropping: OperationModule<
    DropConstraint<Drop, T>,
    [table: TableName, constraint: string | Spec, options?: IfExists],
    AddConstraint<Add, T>
  > = {
    phase: kind.phases[1],
    of(table, target, options) {
      const op = { kind: dropKind, table, ...IF_EXISTS.of(options) };
      if (typeof target === "string") return { ...op, name: target };
      const was = kind.fill(target);
      return { ...op, name: was.name, was };
    },
    withNames: ([table, target, ...rest], naming) => [
      table,
      typeof target === "string" ? target : withName(table, target, naming),
      ...rest,
    ],
    args: ({ table, name, was, ...op }) => [
      table,
      name ?? (was ? kind.spec(was) : ""),
      ...IF_EXISTS.args(op),
    ],
    apply: ({ table, name, was }, schema) =>
      editTable(schema, table, (before) =>
        edit(before, (items) =>
          items.filter((item) => item.name !== name || (name === null && !equal(item, was))),
        ),
      ),
    inverse: ({ table, was }) => (was ? { kind: addKind, table, constraint: was } : undefined),
    summary: ({ table, name, was }) => `- ${table} ${was ? about(was) : name}`,
  };
  return [adding, dropping] as const;
}
