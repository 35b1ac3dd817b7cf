import type { EntityMetadata } from "typeorm";
import type { Check, Deferrable, Exclusion, PrimaryKey, Unique } from "../schema/model.js";
import type { ColumnMetadata, Source } from "./source.js";

/** The primary key; its name where the database keeps one. */
export function primaryKeyOf(metadata: EntityMetadata, source: Source): PrimaryKey | null {
  const [first] = metadata.primaryColumns;
  if (first === undefined) return null;
  const columns = columnNames(metadata.primaryColumns);
  if (!source.habits.primaryKeyNames) return { name: null, columns };
  const given = first.primaryKeyConstraintName;
  return { name: given ?? primaryKeyName(metadata, columns, source), columns };
}

/** Names are asked for the table as TypeORM itself names it then: qualified unless in the data source's own schema. */
function primaryKeyName(
  { tableName, schema }: EntityMetadata,
  columns: readonly string[],
  { dataSource: { driver, namingStrategy } }: Source,
): string {
  const own = (driver.options as { readonly schema?: string }).schema;
  const table = driver.buildTableName(tableName, schema === own ? undefined : schema);
  return namingStrategy.primaryKeyName(table, [...columns]);
}

/** The unique constraints, where the database tells them from unique indexes. */
export function uniquesOf(metadata: EntityMetadata, { habits }: Source): readonly Unique[] {
  if (!habits.uniqueConstraints) return [];
  const uniques = metadata.uniques.map(({ name, columns, deferrable }) => ({
    name,
    columns: columnNames(columns),
    deferrable: deferrable ?? null,
    nullsNotDistinct: false,
  }));
  return habits.keysOnce ? withoutRepeated(uniques, columnNames(metadata.primaryColumns)) : uniques;
}

/** Without those that the primary key or an earlier one makes superfluous, such as a one-to-one relation's. */
function withoutRepeated(uniques: readonly Unique[], primaryKey: readonly string[]) {
  const key = (columns: readonly string[], deferrable: Deferrable | null) =>
    JSON.stringify([columns, deferrable]);
  const seen = new Set([key(primaryKey, null)]);
  return uniques.filter(({ columns, deferrable }) => {
    const own = key(columns, deferrable);
    return !seen.has(own) && seen.add(own);
  });
}

/** The checks, also where TypeORM never creates them, and those that stand for an enum. */
export function checksOf(metadata: EntityMetadata, source: Source): readonly Check[] {
  const own = metadata.checks.map(({ name, expression }) => ({
    name,
    expression: source.habits.doubleQuotesAreStrings
      ? withColumnsQuoted(expression, metadata, source)
      : expression,
  }));
  if (source.habits.enums !== "checks") return own;
  return [...own, ...metadata.columns.flatMap((column) => enumCheck(column, source))];
}

/** People write checks with the quotes of standard SQL, and on MySQL never saw one fail: TypeORM made none. */
function withColumnsQuoted(
  expression: string,
  metadata: EntityMetadata,
  { dataSource }: Source,
): string {
  const names = new Set(columnNames(metadata.columns));
  return expression.replaceAll(STRING_OR_QUOTED, (text, name: string | undefined) =>
    name !== undefined && names.has(name) ? dataSource.driver.escape(name) : text,
  );
}

const STRING_OR_QUOTED = /'(?:[^'\\]|''|\\.)*'|"([^"]*)"/g;

function enumCheck(column: ColumnMetadata, { dataSource, habits }: Source): readonly Check[] {
  if (!column.enum || column.isArray || column.isVirtualProperty) return [];
  const values = column.enum.map((value) => habits.literal(String(value)));
  const name = dataSource.driver.escape(column.databaseName);
  return [{ name: null, expression: `${name} IN (${values.join(",")})` }];
}

/** The exclusion constraints; TypeORM builds them for PostgreSQL only. */
export const exclusionsOf = (metadata: EntityMetadata): readonly Exclusion[] =>
  metadata.exclusions.map(({ name, expression, deferrable }) => ({
    name,
    expression,
    deferrable: deferrable ?? null,
  }));

export const columnNames = (columns: readonly ColumnMetadata[]): readonly string[] =>
  columns.map(({ databaseName }) => databaseName);
