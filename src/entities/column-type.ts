import type { ColumnType, TableColumn } from "typeorm";
import { MigError } from "../errors.js";
import { enumTypeText, enumValues, isEnum } from "./enums.js";
import { propertyOf, type ColumnMetadata, type Source } from "./source.js";

/** The full type of a column as TypeORM's driver spells it: `character varying(255)`, `int unsigned`. */
export function columnType(metadata: ColumnMetadata, source: Source): string {
  const { habits, dataSource } = source;
  if (habits.enums === "objects" && isEnum(metadata))
    return enumTypeText(metadata, source) + (metadata.isArray ? "[]" : "");
  const shape = shapeOf(metadata, source);
  if (metadata.isArray && !habits.arrays) throw noArrays(metadata);
  const full = dataSource.driver.createFullType(shape);
  if (habits.enums !== "lists") return full;
  return full + values(metadata, shape, source) + sign(metadata);
}

/** What the driver's `createFullType` reads of a TableColumn: the metadata, with its type normalized. */
function shapeOf(metadata: ColumnMetadata, { dataSource: { driver } }: Source): TableColumn {
  const { precision, scale, isArray } = metadata;
  const raw = { type: storedType(metadata), precision, scale, isArray };
  return {
    type: driver.normalizeType(raw as Parameters<typeof driver.normalizeType>[0]),
    length: driver.getColumnLength(metadata),
    precision,
    scale,
    isArray,
    enum: metadata.enum,
    spatialFeatureType: metadata.spatialFeatureType,
    srid: metadata.srid,
    width: (metadata as Removed).width,
  } as unknown as TableColumn;
}

/** Options of TypeORM 0.3 that 1.0 took away. */
interface Removed {
  readonly width?: number;
  readonly zerofill?: boolean;
}

/**
 * The type of a column, which for one that refers to another is that one's: `@Generated("uuid")` changes
 * the type of its column only after those that refer to it were made.
 */
function storedType(metadata: ColumnMetadata): ColumnType {
  const { referencedColumn } = metadata;
  const late = referencedColumn?.generationStrategy === "uuid";
  return late ? referencedColumn.type : metadata.type;
}

function values(metadata: ColumnMetadata, { type }: TableColumn, { habits }: Source): string {
  if (type !== "enum" && type !== "set") return "";
  return `(${enumValues(metadata).map(habits.literal).join(",")})`;
}

const noArrays = (metadata: ColumnMetadata) =>
  new MigError(
    "MIG507",
    `${propertyOf(metadata)} is an array, which this database does not have.`,
    "Give it the type json or simple-array, or take PostgreSQL.",
  );

function sign(metadata: ColumnMetadata): string {
  if ((metadata as Removed).zerofill) return " unsigned zerofill";
  return metadata.unsigned ? " unsigned" : "";
}
