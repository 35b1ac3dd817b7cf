import { add, addMissing, editTable, editTables, rename, replace } from "../schema/edit.js";
import { withoutColumn, withRenamedColumn } from "../schema/edit-table.js";
import { isComputed, type Column, type TableName } from "../schema/model.js";
import { column, columnChange, columnSpec, type ColumnSpec } from "../schema/spec.js";
import { listedValues, withListedValues } from "../schema/type.js";
import { words } from "../sql.js";
import { changeTexts } from "./change-texts.js";
import { addHazards, alterHazards } from "./column-hazards.js";
import type { OperationModule, StandardOperationModule } from "./operation.js";
import {
  IF_EXISTS,
  IF_NOT_EXISTS,
  ifExistsWords,
  ifNotExistsWords,
  orNot,
  orThere,
  type IfExists,
  type IfNotExists,
} from "./options.js";

export interface AddColumn extends IfNotExists {
  readonly kind: "addColumn";
  readonly table: TableName;
  readonly column: Column;
}
export interface DropColumn extends IfExists {
  readonly kind: "dropColumn";
  readonly table: TableName;
  readonly column: string;
  /** What the column was, when mig generated the operation. */
  readonly was?: Column;
}
export type ColumnChange = Partial<Omit<Column, "name">>;
export interface AlterColumn {
  readonly kind: "alterColumn";
  readonly table: TableName;
  /** The column as it stands: MySQL restates all of it, and undo needs it. */
  readonly column: Column;
  readonly change: ColumnChange;
  /** What rows get that hold a value that goes from the type, where that lists its values (MySQL). */
  readonly values?: Readonly<Record<string, string>>;
}
export interface AlterColumnOptions {
  readonly values?: Readonly<Record<string, string>>;
}
export interface RenameColumn {
  readonly kind: "renameColumn";
  readonly table: TableName;
  readonly from: string;
  readonly to: string;
}

export const addColumn: StandardOperationModule<
  AddColumn,
  [table: TableName, column: ColumnSpec, options?: IfNotExists],
  DropColumn
> = {
  // What a column is computed from has to be there before it, and as it is to be.
  phase: ({ column }) => (isComputed(column) ? "addComputed" : "addColumns"),
  of: (table, spec, options) => ({
    kind: "addColumn",
    table,
    column: column(spec),
    ...IF_NOT_EXISTS.of(options),
  }),
  args: (op) => [op.table, columnSpec(op.column), ...IF_NOT_EXISTS.args(op)],
  apply: ({ table, column, ifNotExists }, schema) =>
    editTable(schema, table, (before) => ({
      ...before,
      columns: (ifNotExists ? addMissing : add)(before.columns, column),
    })),
  inverse: ({ table, column, ...op }) => ({
    kind: "dropColumn",
    table,
    column: column.name,
    was: column,
    ...orNot(op),
  }),
  summary: ({ table, column }) => `+ ${table}.${column.name} ${column.type}`,
  hazards: ({ table, column }, rules) => addHazards(table, column, rules),
  ddl: (op, sql) => [
    words(
      `ALTER TABLE ${sql.table(op.table)} ADD COLUMN`,
      ifNotExistsWords(op),
      sql.column(op.column),
    ),
  ],
};

export const dropColumn: StandardOperationModule<
  DropColumn,
  [table: TableName, column: string, options?: IfExists],
  AddColumn
> = {
  phase: ({ was }) => (was && isComputed(was) ? "dropComputed" : "dropColumns"),
  of: (table, column, options) => ({
    kind: "dropColumn",
    table,
    column,
    ...IF_EXISTS.of(options),
  }),
  args: (op) => [op.table, op.column, ...IF_EXISTS.args(op)],
  apply: ({ table, column }, schema) =>
    editTable(schema, table, (before) => withoutColumn(before, column)),
  inverse: ({ table, was, ...op }) =>
    was && { kind: "addColumn", table, column: was, ...orThere(op) },
  summary: ({ table, column }) => `- ${table}.${column}`,
  hazards: ({ table, column, was }) =>
    was && isComputed(was)
      ? []
      : [{ code: "MIG302", message: `drops ${table}.${column} and its values` }],
  ddl: (op, sql) => [
    words(`ALTER TABLE ${sql.table(op.table)} DROP COLUMN`, ifExistsWords(op), sql.name(op.column)),
  ],
};

export const alterColumn: OperationModule<
  AlterColumn,
  [table: TableName, column: ColumnSpec, change: ColumnChange, options?: AlterColumnOptions],
  AlterColumn
> = {
  // What it reads changes while it is not computed, or the database refuses.
  phase: ({ column, change }) => {
    const [was, is] = [isComputed(column), isComputed({ ...column, ...change })];
    return was === is ? "alterColumns" : was ? "dropComputed" : "addComputed";
  },
  of(table, spec, change, { values = {} } = {}) {
    const whole = { ...column(spec), ...columnChange(change) };
    // What it becomes is held to the rules of a column as well.
    column(columnSpec(whole));
    const op = { table, column: column(spec), change: columnChange(change) };
    return { kind: "alterColumn", ...op, ...withValues(values) };
  },
  args: ({ table, column, change, values }) =>
    values ? [table, columnSpec(column), change, { values }] : [table, columnSpec(column), change],
  apply: ({ table, column, change }, schema) =>
    editTable(schema, table, (before) => ({
      ...before,
      columns: replace(before.columns, column.name, (old) => ({ ...old, ...change })),
    })),
  inverse: ({ kind, table, column, change, values = {} }) => ({
    kind,
    table,
    column: { ...column, ...change },
    change: Object.fromEntries(
      Object.keys(change).map((key) => [key, column[key as keyof ColumnChange]]),
    ) as ColumnChange,
    ...withValues(valuesBack(column, values)),
  }),
  summary: ({ table, column, change }) =>
    `~ ${table}.${column.name} ${columnTexts(column, change).join(", ")}`,
  hazards: ({ table, column, change, values = {} }, rules) =>
    alterHazards(table, { ...column, type: mapped(column.type, values) }, change, rules),
};

type Values = Readonly<Record<string, string>>;

const withValues = (values: Values) => (Object.keys(values).length > 0 ? { values } : {});

/** The type once its rows hold what the map says. */
function mapped(type: string, values: Values): string {
  const listed = listedValues(type);
  if (!listed) return type;
  const becomes = new Map(Object.entries(values));
  return withListedValues(type, [...new Set(listed.map((value) => becomes.get(value) ?? value))]);
}

/** What rows get back: only a value that came for one other says which that was. */
function valuesBack({ type }: Column, values: Values): Values {
  const before = new Set(listedValues(type));
  const targets = Object.values(values);
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, to]) => !before.has(to) && targets.filter((other) => other === to).length === 1)
      .map(([from, to]) => [to, from]),
  );
}

export const renameColumn: StandardOperationModule<
  RenameColumn,
  [table: TableName, from: string, to: string],
  RenameColumn
> = {
  phase: "renames",
  of: (table, from, to) => ({ kind: "renameColumn", table, from, to }),
  args: ({ table, from, to }) => [table, from, to],
  apply: ({ table, from, to }, schema) =>
    editTables(
      editTable(schema, table, (before) => withRenamedColumn(before, from, to)),
      (other) => ({
        ...other,
        foreignKeys: other.foreignKeys.map((key) =>
          key.references.table === table
            ? {
                ...key,
                references: { table, columns: rename(key.references.columns, from, to) },
              }
            : key,
        ),
      }),
    ),
  inverse: ({ kind, table, from, to }) => ({ kind, table, from: to, to: from }),
  summary: ({ table, from, to }) => `~ ${table}.${from} is now ${to}`,
  ddl: ({ table, from, to }, sql) => [
    `ALTER TABLE ${sql.table(table)} RENAME COLUMN ${sql.name(from)} TO ${sql.name(to)}`,
  ],
};

/** `type: varchar(40) → text`, `not null`. */
function columnTexts(column: Column, { nullable, ...change }: ColumnChange): readonly string[] {
  const texts = changeTexts<ColumnChange>(column, change, (value) => String(value ?? "none"));
  return nullable === undefined ? texts : [...texts, nullable ? "nullable" : "not null"];
}
