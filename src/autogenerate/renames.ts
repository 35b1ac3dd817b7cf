import type { Dialect } from "../dialects/dialect.js";
import { apply, applyAll, operations, type Operation } from "../operations/index.js";
import { isOfType } from "../operations/enum.js";
import type { Column, Schema, TableName } from "../schema/model.js";
import { nameParts, qualify } from "../schema/name.js";
import { listedValues, withListedValues, withRenamedValue } from "../schema/type.js";
import { renamesOfTheSame } from "./same-but-for-names.js";
import { pair } from "./pair.js";

/** A table, a column or a value of an enum type that has another name from now on, as a person says it. */
export type Rename =
  | { readonly kind: "table"; readonly from: TableName; readonly to: TableName }
  | {
      readonly kind: "column" | "value";
      /** The table, by its new name; of a value, the enum type, or the column of a table by its new name. */
      readonly of: TableName;
      readonly from: string;
      readonly to: string;
    };

/** What it was called, in the words of `--rename`. */
export const formerName = (rename: Rename): string =>
  rename.kind === "table" ? rename.from : `${rename.of}.${qualify(null, rename.from)}`;

/** A text for the place that it takes, which nothing else can take. */
export const placeOf = (rename: Rename): string =>
  JSON.stringify([rename.kind, "of" in rename ? rename.of : null, rename.to]);

/** The whole of it in those words: `users.name:fullName`. */
export const renameText = (rename: Rename): string =>
  `${withoutColons(formerName(rename))}:${rename.to}`;

/** The name with the parts in quotes that a colon would end. */
const withoutColons = (name: string): string =>
  nameParts(name)
    .map((part) => (part.includes(":") ? `"${part.replaceAll('"', '""')}"` : qualify(null, part)))
    .join(".");

/** What is renamed, and the schema after that. */
export interface Renamed {
  readonly operations: readonly Operation[];
  readonly schema: Schema;
}

/**
 * The renames of tables and columns that a person has said, and those that follow from them: of enum types that have the
 * name of their column.
 */
export function renamed(
  actual: Schema,
  wanted: Schema,
  said: readonly Rename[],
  dialect: Dialect,
): Renamed {
  const nothing: Renamed = { operations: [], schema: actual };
  const of = (kind: Rename["kind"]) => said.filter((rename) => rename.kind === kind);
  // Columns say the new names of their tables.
  const asSaid = alsoSaid(alsoSaid(nothing, of("table"), dialect), of("column"), dialect);
  return following(asSaid, renamesOfEnums(asSaid.schema, wanted), dialect);
}

/** The same, and more that a person has said, one after the other. */
export function alsoSaid(before: Renamed, said: readonly Rename[], dialect: Dialect): Renamed {
  let { schema } = before;
  const ops = said.map((rename) => {
    const op = operationOf(rename, schema);
    schema = apply(op, schema);
    return op;
  });
  return following(before, ops, dialect);
}

/** The same, and the renames of constraints and indexes that are as wanted but for their names. */
export const alsoAlike = (before: Renamed, wanted: Schema, dialect: Dialect): Renamed =>
  following(before, renamesOfTheSame(before.schema, wanted, dialect.traits), dialect);

/** The same, and these operations. */
export function following(before: Renamed, more: readonly Operation[], dialect: Dialect): Renamed {
  if (more.length === 0) return before;
  return {
    operations: [...before.operations, ...more],
    schema: dialect.normalize(applyAll(more, before.schema)),
  };
}

function operationOf(rename: Rename, schema: Schema): Operation {
  const { from, to } = rename;
  if (rename.kind === "table") return { kind: "renameTable", from, to };
  if (rename.kind === "column") return { kind: "renameColumn", table: rename.of, from, to };
  const listed = columnOf(rename.of, schema);
  return listed
    ? renameOfListed(listed, from, to)
    : { kind: "renameEnumValue", name: rename.of, from, to };
}

/** A column whose type lists its values, and those. */
export interface Listed {
  readonly table: TableName;
  readonly column: Column;
  readonly values: readonly string[];
}

/** The name of such a column, as renames of its values say it. */
export const listedName = ({ table, column }: Pick<Listed, "table" | "column">): string =>
  `${table}.${qualify(null, column.name)}`;

/** All such columns of a schema (MySQL). */
export const listedColumns = ({ tables }: Schema): readonly Listed[] =>
  tables.flatMap(({ name: table, columns }) =>
    columns.flatMap((column) => {
      const values = listedValues(column.type);
      return values ? [{ table, column, values }] : [];
    }),
  );

const columnOf = (name: string, schema: Schema): Listed | undefined =>
  listedColumns(schema).find((listed) => listedName(listed) === name);

const renameOfListed = ({ table, column, values }: Listed, from: string, to: string): Operation =>
  operations.alterColumn.of(
    table,
    column,
    {
      type: withListedValues(
        column.type,
        values.map((value) => (value === from ? to : value)),
      ),
      ...(column.default !== null && {
        default: withRenamedValue(column.type, column.default, from, to),
      }),
    },
    { values: { [from]: to } },
  );

/** An enum type that goes, whose only columns get the type that comes, is that type under another name. */
function renamesOfEnums(from: Schema, to: Schema): readonly Operation[] {
  const enums = pair(from.enums, to.enums);
  const columns = pair(from.tables, to.tables).kept.flatMap(
    ([was, table]) => pair(was.columns, table.columns).kept,
  );
  const free = new Set(enums.added.map(({ name }) => name));
  return enums.removed.flatMap(({ name }): readonly Operation[] => {
    const becomes = columns.filter(([was]) => isOfType(was, name)).map(([, column]) => column);
    const next = [...free].find((other) => becomes.some((column) => isOfType(column, other)));
    if (next === undefined || !becomes.every((column) => isOfType(column, next))) return [];
    free.delete(next);
    return [{ kind: "renameEnum", from: name, to: next }];
  });
}
