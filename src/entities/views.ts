import type { EntityMetadata } from "typeorm";
import { MigError } from "../errors.js";
import type { View } from "../schema/model.js";
import { view } from "../schema/spec.js";
import { indexesOf } from "./indexes.js";
import { storedViews, tableName } from "./place.js";
import type { Source } from "./source.js";

/** The views that entities are, but for those with `synchronize: false`. */
export const viewsOf = (metadatas: readonly EntityMetadata[], source: Source): readonly View[] =>
  storedViews(metadatas).map((metadata) =>
    view({
      name: tableName(metadata, source),
      query: queryOf(metadata, source),
      materialized: metadata.tableMetadataArgs.materialized ?? false,
      indexes: indexesOf(metadata, source),
    }),
  );

/** The text of the query, as TypeORM takes it: it keeps it and compares it letter by letter. */
function queryOf({ name, expression }: EntityMetadata, { dataSource }: Source): string {
  if (typeof expression === "string" && expression.trim() !== "") return expression.trim();
  if (typeof expression !== "function")
    throw unusable(name, "has no expression", "Give @ViewEntity an `expression`.");
  const built = expression(dataSource);
  const parameters = Object.keys(built.getParameters());
  if (parameters.length > 0)
    throw unusable(
      name,
      `has the parameter ${parameters.join(", ")} in its expression, which a view cannot keep`,
      "Write the value into the expression.",
    );
  return built.getQuery();
}

const unusable = (entity: string, what: string, hint: string) =>
  new MigError("MIG507", `The view entity ${entity} ${what}.`, hint);
