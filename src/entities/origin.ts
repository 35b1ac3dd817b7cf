import type { DataSource } from "typeorm";
import type { Server } from "../dialects/dialect.js";
import type { TableName } from "../schema/model.js";
import { storedEntities, storedViews, tableName } from "./place.js";
import { sourceOf } from "./source.js";

/** An entity, its table or view, and the property that each column of it comes from. */
export interface Origin {
  readonly entity: string;
  readonly table: TableName;
  readonly columns: readonly { readonly name: string; readonly property: string }[];
}

/** Where the tables and views of the entities come from; for saying what is wrong with them. */
export function originsOf(dataSource: DataSource, server: Server): readonly Origin[] {
  const source = sourceOf(dataSource, server);
  const metadatas = dataSource.entityMetadatas;
  return [...storedEntities(metadatas), ...storedViews(metadatas)].map((metadata) => ({
    entity: metadata.name,
    table: tableName(metadata, source),
    columns: metadata.columns.map(({ databaseName, propertyPath }) => ({
      name: databaseName,
      property: propertyPath,
    })),
  }));
}
