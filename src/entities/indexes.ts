import type { EntityMetadata } from "typeorm";
import type { Index } from "../schema/model.js";
import { index } from "../schema/spec.js";
import { columnNames } from "./keys.js";
import type { IndexMetadata, Source } from "./source.js";

/** The indexes of an entity's table, and its unique constraints where those are indexes. */
export function indexesOf(metadata: EntityMetadata, source: Source): readonly Index[] {
  const indexes = metadata.indices
    .filter(({ synchronize }) => synchronize)
    .map((index) => indexOf(index, source));
  if (source.habits.uniqueConstraints) return indexes;
  // Those declared in an embedded class stay constraints even where TypeORM knows only indexes.
  const uniques = metadata.uniques.map(({ name, columns }) =>
    index({ name, columns: columnNames(columns), unique: true }),
  );
  return [...indexes, ...uniques];
}

const indexOf = (metadata: IndexMetadata, { habits }: Source): Index =>
  index({
    name: metadata.name,
    columns: columnNames(metadata.columns),
    unique: metadata.isUnique,
    method: habits.indexMethod(metadata),
    where: (habits.partialIndexes && metadata.where) || null,
    parser: (metadata.isFulltext && metadata.parser) || null,
  });
