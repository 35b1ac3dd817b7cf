import type { EntityMetadata } from "typeorm";
import type { Column } from "../schema/model.js";
import { columnType } from "./column-type.js";
import { defaultText } from "./defaults.js";
import type { ColumnMetadata, Source } from "./source.js";

/** The columns of an entity's table, in TypeORM's order. */
export const columnsOf = (metadata: EntityMetadata, source: Source): readonly Column[] =>
  metadata.columns
    .filter((column) => !column.isVirtualProperty)
    .map((column) => columnOf(column, source));

function columnOf(metadata: ColumnMetadata, source: Source): Column {
  const { asExpression, generatedType } = metadata;
  const counted = source.habits.generated(metadata);
  const computed = asExpression ? (generatedType === "STORED" ? "stored" : "virtual") : null;
  const generated = computed ?? counted;
  return {
    name: metadata.databaseName,
    type: columnType(metadata, source),
    nullable: metadata.isNullable && !metadata.isPrimary,
    default: generated === null ? defaultText(metadata, source) : null,
    generated,
    expression: asExpression ?? null,
    onUpdate: (source.habits.onUpdate && metadata.onUpdate) || null,
    charset: metadata.charset ?? null,
    collation: metadata.collation ?? null,
    comment: metadata.comment?.replaceAll("\0", "") || null,
  };
}
