import type { DataSource, EntityMetadata } from "typeorm";
import type { Server } from "../dialects/dialect.js";
import { MigError } from "../errors.js";
import type { TableName } from "../schema/model.js";
import { qualify } from "../schema/name.js";
import type { Source } from "./source.js";

/** The name of the table an entity is stored in; a child of single-table inheritance is stored in its parent's. */
export const tableName = (metadata: EntityMetadata, source: Source): TableName =>
  qualify(namespaceOf(metadata, source), metadata.tableName);

/** The schema or database an entity names, unless it is the server's own one. */
export function namespaceOf(metadata: EntityMetadata, { habits, server }: Source): string | null {
  const namespace = habits.namespace(metadata) ?? null;
  return namespace === server.schema ? null : namespace;
}

/** The name of a table that TypeORM makes for itself, in the schema of the data source. */
export function bookkeepingName(name: string, { options }: DataSource, server: Server): TableName {
  const { schema = null } = options as { readonly schema?: string };
  return qualify(schema === server.schema || server.schema === null ? null : schema, name);
}

/** Refuses (MIG507) an entity whose table is in a file that only TypeORM's own connection attaches. */
export function refuseElsewhere(metadatas: readonly EntityMetadata[], source: Source): void {
  if (source.habits.keepsNamespaces) return;
  const elsewhere = metadatas.find((metadata) => namespaceOf(metadata, source) !== null);
  if (elsewhere === undefined) return;
  throw new MigError(
    "MIG507",
    `The entity ${elsewhere.name} is in the database file ${String(elsewhere.database)}, and mig keeps the one file of the data source.`,
    "Say `synchronize: false` at it here, and make a data source of that file with a configuration of its own.",
  );
}

/** The entities that have a table of their own for mig to keep. */
export const storedEntities = (metadatas: readonly EntityMetadata[]): readonly EntityMetadata[] =>
  metadatas.filter((metadata) => hasTable(metadata) && metadata.synchronize);

/** The views that are mig's to keep. */
export const storedViews = (metadatas: readonly EntityMetadata[]): readonly EntityMetadata[] =>
  metadatas.filter((metadata) => isView(metadata) && metadata.synchronize);

export const isView = ({ tableType }: EntityMetadata): boolean => tableType === "view";

/** Not a view, and no child of single-table inheritance: its columns are its parent's already. */
export const hasTable = ({ tableType }: EntityMetadata): boolean =>
  tableType !== "view" && tableType !== "entity-child";
