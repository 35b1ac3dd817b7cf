import type { EntityMetadata } from "typeorm";
import { MigError } from "../errors.js";
import type { EnumType, TableName } from "../schema/model.js";
import { qualify } from "../schema/name.js";
import { namespaceOf } from "./place.js";
import { propertyOf, type ColumnMetadata, type Source } from "./source.js";

export const isEnum = ({ type }: ColumnMetadata): boolean =>
  type === "enum" || type === "simple-enum";

/**
 * The enum types the entities need, each once. A column that names a type without values uses one that
 * another column, or somebody else, makes.
 */
export function enumsOf(metadatas: readonly EntityMetadata[], source: Source): readonly EnumType[] {
  if (source.habits.enums !== "objects") return [];
  const found = new Map<TableName, { readonly type: EnumType; readonly property: string }>();
  for (const column of metadatas.flatMap(({ columns }) => columns)) {
    if (!isEnum(column) || column.isVirtualProperty) continue;
    const owner = enumOwner(column);
    // Then somebody else makes it.
    if (!owner.enum && owner.enumName !== undefined) continue;
    const type = { name: enumName(owner, source), values: enumValues(owner) };
    const property = propertyOf(owner);
    const other = found.get(type.name);
    if (other === undefined) found.set(type.name, { type, property });
    else if (!sameValues(type, other.type)) throw disagreement(type, property, other);
  }
  return [...found.values()].map(({ type }) => type);
}

/** The values of an enum column, each once. */
export function enumValues(column: ColumnMetadata): readonly string[] {
  const values = (column.enum ?? []).map(String);
  const twice = values.find((value, at) => values.indexOf(value) < at);
  if (values.length > 0 && twice === undefined) return values;
  throw new MigError(
    "MIG507",
    values.length === 0
      ? `${propertyOf(column)} is an enum without values.`
      : `${propertyOf(column)} is an enum with the value ${JSON.stringify(twice)} twice.`,
    "Give it its values in `enum`, each once.",
  );
}

/** The name of a column's enum type, as it stands in DDL: with its schema, as the system may have one of that name. */
export function enumTypeText(column: ColumnMetadata, source: Source): string {
  const owner = enumOwner(column);
  return [namespaceOf(owner.entityMetadata, source) ?? source.server.schema, localEnumName(owner)]
    .flatMap((part) => (part === null ? [] : source.dataSource.driver.escape(part)))
    .join(".");
}

const enumName = (column: ColumnMetadata, source: Source): TableName =>
  qualify(namespaceOf(column.entityMetadata, source), localEnumName(column));

const localEnumName = ({ enumName, databaseName, entityMetadata }: ColumnMetadata): string =>
  enumName ?? `${entityMetadata.tableName}_${databaseName.toLowerCase()}_enum`;

/**
 * The column whose type it is: a foreign key needs the very type of the column it refers to, where TypeORM
 * would make one of its own, which the server then refuses.
 */
function enumOwner(column: ColumnMetadata): ColumnMetadata {
  const seen = new Set([column]);
  let owner = column;
  for (;;) {
    const next = tiedTo(owner);
    if (next === undefined || seen.has(next) || !isEnum(next)) return owner;
    seen.add(next);
    owner = next;
  }
}

/** The column that a foreign key ties this one to. */
function tiedTo({ databaseName, entityMetadata }: ColumnMetadata): ColumnMetadata | undefined {
  for (const { columnNames, referencedColumns } of entityMetadata.foreignKeys) {
    const at = columnNames.indexOf(databaseName);
    if (at >= 0) return referencedColumns[at];
  }
  return undefined;
}

const sameValues = (one: EnumType, other: EnumType) =>
  JSON.stringify(one.values) === JSON.stringify(other.values);

function disagreement(
  type: EnumType,
  property: string,
  other: { readonly type: EnumType; readonly property: string },
): MigError {
  const list = ({ values }: EnumType) => values.join(", ");
  return new MigError(
    "MIG507",
    `${other.property} and ${property} share the enum type ${type.name}, but not its values: ` +
      `${list(other.type)} and ${list(type)}.`,
    "Give both the same values in the same order, or each its own `enumName`.",
  );
}
