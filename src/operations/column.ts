import { add, editTable, editTables, find, rename, replace } from "../schema/edit.js";
import { withoutColumn, withRenamedColumn } from "../schema/edit-table.js";
import {
  columnOptions,
  columnOptionsSpec,
  type AddColumnOptions,
  type ColumnOptions,
} from "../schema/column-options.js";
import { isComputed, type Column, type TableName } from "../schema/model.js";
import { place, placed, type Place, type PlaceSpec } from "../schema/place.js";
import { column, columnChange, columnSpec, type ColumnSpec } from "../schema/spec.js";
import { listedValues, withListedValues } from "../schema/type.js";
import { words } from "../sql.js";
import { changeTexts } from "./change-texts.js";
import { addHazards, alterHazards, keyHazards } from "./column-hazards.js";
import { namedIn } from "./naming.js";
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

export interface AddColumn extends ColumnOptions, IfNotExists {
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
  /** With what it was added, when the operation undoes that. */
  readonly options?: ColumnOptions;
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
  /** Where it goes; otherwise it stays where it stands. */
  readonly place?: Place;
}
export interface AlterColumnOptions extends PlaceSpec {
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
  [table: TableName, column: ColumnSpec, options?: AddColumnOptions & IfNotExists],
  DropColumn
> = {
  // What a column is computed from has to be there before it, and as it is to be.
  phase: ({ column }) => (isComputed(column) ? "addComputed" : "addColumns"),
  of(table, spec, { ifNotExists, ...options } = {}) {
    const whole = column(spec);
    return {
      kind: "addColumn",
      table,
      column: whole,
      ...columnOptions(options, whole.name),
      ...IF_NOT_EXISTS.of(ifNotExists === undefined ? {} : { ifNotExists }),
    };
  },
  withNames(given, naming) {
    const [table, spec, options] = given;
    if (!options?.references || typeof spec?.name !== "string") return given;
    const { table: to, columns, ...key } = options.references;
    const { name } = namedIn(table, naming).foreignKey({
      ...key,
      columns: [spec.name],
      references: { table: to, columns },
    });
    if (name === undefined) return given;
    return [table, spec, { ...options, references: { ...options.references, name } }];
  },
  args(op) {
    const options = { ...columnOptionsSpec(op), ...IF_NOT_EXISTS.args(op)[0] };
    const column = columnSpec(op.column);
    return Object.keys(options).length > 0 ? [op.table, column, options] : [op.table, column];
  },
  apply: ({ table, column, place, references, ifNotExists }, schema) =>
    editTable(schema, table, (before) =>
      ifNotExists && find(before.columns, column.name)
        ? before
        : {
            ...before,
            columns: placed(before.columns, column, place),
            foreignKeys: references ? add(before.foreignKeys, references) : before.foreignKeys,
          },
    ),
  inverse: ({ kind: _, table, column, ifNotExists, ...options }) => ({
    kind: "dropColumn",
    table,
    column: column.name,
    was: column,
    ...(Object.keys(options).length > 0 && { options }),
    ...(ifNotExists && orNot({ ifNotExists })),
  }),
  summary: ({ table, column, references }) =>
    `+ ${table}.${column.name} ${column.type}${references ? ` to ${references.references.table}` : ""}`,
  hazards: ({ table, column, references }, rules) => [
    ...addHazards(table, column, rules),
    ...(references && column.default !== null ? keyHazards(table, references) : []),
  ],
  ddl: ({ table, column, references, ...op }, sql) => [
    words(
      `ALTER TABLE ${sql.table(table)} ADD COLUMN`,
      ifNotExistsWords(op),
      sql.column(column),
      references && sql.reference(references),
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
  inverse: ({ table, was, options, ...op }) =>
    was && { kind: "addColumn", table, column: was, ...options, ...orThere(op) },
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
  of(table, spec, change, { values = {}, ...where } = {}) {
    const whole = { ...column(spec), ...columnChange(change) };
    // What it becomes is held to the rules of a column as well.
    column(columnSpec(whole));
    const op = { table, column: column(spec), change: columnChange(change) };
    const goes = place(where);
    return { kind: "alterColumn", ...op, ...withValues(values), ...(goes && { place: goes }) };
  },
  args: ({ table, column, change, values, place }) =>
    values || place
      ? [table, columnSpec(column), change, { ...(values && { values }), ...place }]
      : [table, columnSpec(column), change],
  apply: ({ table, column, change, place }, schema) =>
    editTable(schema, table, (before) => {
      const columns = replace(before.columns, column.name, (old) => ({ ...old, ...change }));
      const moved = place && find(columns, column.name);
      return { ...before, columns: moved ? placed(columns, moved, place) : columns };
    }),
  inverse({ kind, table, column, change, values = {}, place }) {
    // Where it stood before is not known.
    if (place) return undefined;
    return {
      kind,
      table,
      column: { ...column, ...change },
      change: Object.fromEntries(
        Object.keys(change).map((key) => [key, column[key as keyof ColumnChange]]),
      ) as ColumnChange,
      ...withValues(valuesBack(column, values)),
    };
  },
  summary: ({ table, column, change, place }) =>
    `~ ${table}.${column.name} ${[...columnTexts(column, change), ...placeTexts(place)].join(", ")}`,
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

/** `after name`. */
const placeTexts = (place: Place | undefined): readonly string[] =>
  place
    ? [
        words(
          ...Object.entries(place)
            .flat()
            .map((word) => word !== true && word),
        ),
      ]
    : [];

/** `type: varchar(40) → text`, `not null`. */
function columnTexts(column: Column, { nullable, ...change }: ColumnChange): readonly string[] {
  const texts = changeTexts<ColumnChange>(column, change, (value) => String(value ?? "none"));
  return nullable === undefined ? texts : [...texts, nullable ? "nullable" : "not null"];
}
