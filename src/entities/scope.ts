import type { DataSource, EntityMetadata } from "typeorm";
import type { Scope, Server } from "../dialects/dialect.js";
import type { TableName } from "../schema/model.js";
import { cacheTableName, isCachedInDatabase } from "./cache-table.js";
import {
  bookkeepingName,
  hasTable,
  isView,
  namespaceOf,
  storedEntities,
  tableName,
} from "./place.js";
import { sourceOf, type Source } from "./source.js";

/** What of the database belongs to the entities, and what they ask to leave alone. */
export interface EntityScope extends Scope {
  readonly namespaces: readonly string[];
  /** The tables of entities that all say `synchronize: false`. */
  readonly untouchedTables: readonly TableName[];
  /** The indexes that say `synchronize: false`; whoever made them, they stay. */
  readonly untouchedIndexes: readonly { readonly table: TableName; readonly name: string }[];
}

/** Where to look for what the entities ask for; TypeORM's bookkeeping is excepted, but for an entity's own table and that of a cache in use. */
export function entityScope(dataSource: DataSource, server: Server): EntityScope {
  const source = sourceOf(dataSource, server);
  const metadatas = dataSource.entityMetadatas;
  const stored = new Set([
    ...storedEntities(metadatas).map((metadata) => tableName(metadata, source)),
    ...(isCachedInDatabase(dataSource.options)
      ? [bookkeepingName(cacheTableName(dataSource), dataSource, server)]
      : []),
  ]);
  const untouched = metadatas
    .filter((metadata) => (hasTable(metadata) || isView(metadata)) && !metadata.synchronize)
    .map((metadata) => tableName(metadata, source));
  const namespaces = metadatas.map((metadata) => namespaceOf(metadata, source));
  return {
    namespaces: [...new Set(namespaces)].filter((name) => name !== null),
    except: bookkeeping(dataSource, server).filter((name) => !stored.has(name)),
    untouchedTables: [...new Set(untouched)].filter((name) => !stored.has(name)),
    untouchedIndexes: metadatas.flatMap((metadata) => untouchedIndexes(metadata, source)),
  };
}

/** The tables TypeORM makes for itself, in the schema of the data source. */
export const bookkeeping = (dataSource: DataSource, server: Server): readonly TableName[] =>
  [
    dataSource.options.migrationsTableName ?? "migrations",
    dataSource.metadataTableName,
    cacheTableName(dataSource),
  ].map((name) => bookkeepingName(name, dataSource, server));

/** An index without a name, which TypeORM allows here, marks nothing. */
const untouchedIndexes = (metadata: EntityMetadata, source: Source) =>
  metadata.indices
    .filter(({ synchronize, name }) => !synchronize && name)
    .map(({ name }) => ({ table: tableName(metadata, source), name }));
