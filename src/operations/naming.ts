import type { TableName } from "../schema/model.js";
import type {
  CheckSpec,
  ExclusionSpec,
  ForeignKeySpec,
  IndexKeySpec,
  IndexSpec,
  PrimaryKeySpec,
  TableSpec,
  UniqueSpec,
} from "../schema/spec.js";

/** The names of what a migration gives none. */
export interface Naming {
  /** Null where the database keeps none. */
  primaryKey(table: TableName, columns: readonly string[]): string | null;
  unique(table: TableName, columns: readonly string[]): string;
  check(table: TableName, expression: string): string;
  exclusion(table: TableName, expression: string): string;
  foreignKey(
    table: TableName,
    columns: readonly string[],
    references: ForeignKeySpec["references"],
  ): string;
  index(table: TableName, columns: readonly string[], where: string | undefined): string;
}

/** How the parts of a table get the names that they do not say. One that says null has none. */
export interface Named {
  primaryKey(spec: PrimaryKeySpec): PrimaryKeySpec;
  unique(spec: UniqueSpec): UniqueSpec;
  check(spec: CheckSpec): CheckSpec;
  exclusion(spec: ExclusionSpec): ExclusionSpec;
  foreignKey(spec: ForeignKeySpec): ForeignKeySpec;
  index(spec: IndexSpec): IndexSpec;
}

/** The names of one table's parts. What is no such part is left as it is, for its definition to refuse. */
export function namedIn(table: TableName, naming: Naming): Named {
  const isNamed = typeof table === "string";
  const filled = <S extends object>(spec: S, name: () => string | null): S =>
    isNamed && (spec as { readonly name?: unknown }).name === undefined
      ? { ...spec, name: name() }
      : spec;
  return {
    primaryKey(spec) {
      const columns = isList(spec) ? spec : spec?.columns;
      if (!areTexts(columns)) return spec;
      const named = filled(isList(spec) ? { columns } : spec, () =>
        naming.primaryKey(table, columns),
      );
      return named.name == null ? spec : named;
    },
    unique: (spec) =>
      areTexts(spec?.columns) ? filled(spec, () => naming.unique(table, spec.columns)) : spec,
    check: (spec) =>
      isText(spec?.expression) ? filled(spec, () => naming.check(table, spec.expression)) : spec,
    exclusion: (spec) =>
      isText(spec?.expression)
        ? filled(spec, () => naming.exclusion(table, spec.expression))
        : spec,
    foreignKey: (spec) =>
      areTexts(spec?.columns) && isText(spec.references?.table) && areTexts(spec.references.columns)
        ? filled(spec, () => naming.foreignKey(table, spec.columns, spec.references))
        : spec,
    index(spec) {
      if (!Array.isArray(spec?.columns)) return spec;
      const columns = spec.columns.map(keyText);
      return areTexts(columns)
        ? filled(spec, () => naming.index(table, columns, spec.where ?? undefined))
        : spec;
    },
  };
}

/** A table with names for all of its parts. */
export function tableNamed(spec: TableSpec, naming: Naming): TableSpec {
  if (!isText(spec?.name)) return spec;
  const named = namedIn(spec.name, naming);
  const all = <T>(items: readonly T[] | undefined, name: (item: T) => T) =>
    Array.isArray(items) ? items.map(name) : items;
  const parts = {
    primaryKey: spec.primaryKey && named.primaryKey(spec.primaryKey),
    uniques: all(spec.uniques, named.unique),
    checks: all(spec.checks, named.check),
    exclusions: all(spec.exclusions, named.exclusion),
    foreignKeys: all(spec.foreignKeys, named.foreignKey),
    indexes: all(spec.indexes, named.index),
  };
  const said = Object.entries(parts).filter(([, part]) => part !== undefined);
  return { ...spec, ...(Object.fromEntries(said) as Partial<TableSpec>) };
}

/** A key of an index by expression counts as what it says. */
const keyText = (key: IndexKeySpec) =>
  isText(key) ? key : (key?.column ?? key?.expression ?? null);

const isText = (value: unknown): value is string => typeof value === "string";
const isList = (value: unknown): value is readonly string[] => Array.isArray(value);
const areTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);
