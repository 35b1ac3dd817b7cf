import type { DataSource, EntityMetadata } from "typeorm";
import type { Server } from "../dialects/dialect.js";
import type { Namespace, Schema, Table } from "../schema/model.js";
import { qualifier } from "../schema/name.js";
import { cacheTable, isCachedInDatabase } from "./cache-table.js";
import { columnsOf } from "./columns.js";
import { enumsOf } from "./enums.js";
import { extensionsOf } from "./extensions.js";
import { foreignKeysOf } from "./foreign-keys.js";
import { indexesOf } from "./indexes.js";
import { checksOf, exclusionsOf, primaryKeyOf, uniquesOf } from "./keys.js";
import { mergeTables } from "./merge.js";
import { refuseElsewhere, storedEntities, storedViews, tableName } from "./place.js";
import { sourceOf, type Source } from "./source.js";
import { viewsOf } from "./views.js";

export { buildEntities } from "./build.js";
export { refuseLostNames } from "./kept-names.js";
export { originsOf } from "./origin.js";
export { entityScope, type EntityScope } from "./scope.js";

/**
 * What the entities of a data source ask for. Its metadata must be built, it need not be connected. The texts are
 * such as stand in DDL; the dialect's `normalize` gives them their one form. Entities with `synchronize: false`
 * are left out.
 */
export function readEntities(dataSource: DataSource, server: Server): Schema {
  const source = sourceOf(dataSource, server);
  const metadatas = storedEntities(dataSource.entityMetadatas);
  refuseElsewhere([...metadatas, ...storedViews(dataSource.entityMetadatas)], source);
  const own = mergeTables(
    metadatas.map((metadata) => ({ entity: metadata.name, table: tableOf(metadata, source) })),
  );
  const tables = [...own, ...cacheTables(own, source)];
  const enums = enumsOf(metadatas, source);
  const views = viewsOf(dataSource.entityMetadatas, source);
  return {
    namespaces: namespacesOf([...tables, ...enums, ...views]),
    extensions: extensionsOf(metadatas, source),
    enums,
    sequences: [],
    tables,
    views,
  };
}

/** The table of TypeORM's cache where it is in use, unless it is an entity's own. */
function cacheTables(own: readonly Table[], source: Source): readonly Table[] {
  if (!isCachedInDatabase(source.dataSource.options)) return [];
  const table = cacheTable(source);
  return own.some(({ name }) => name === table.name) ? [] : [table];
}

function tableOf(metadata: EntityMetadata, source: Source): Table {
  return {
    name: tableName(metadata, source),
    columns: columnsOf(metadata, source),
    primaryKey: primaryKeyOf(metadata, source),
    uniques: uniquesOf(metadata, source),
    checks: checksOf(metadata, source),
    exclusions: exclusionsOf(metadata),
    foreignKeys: foreignKeysOf(metadata, source),
    indexes: indexesOf(metadata, source),
    triggers: [],
    comment: metadata.comment || null,
    engine: metadata.engine ?? null,
    collation: null,
    withoutRowid: metadata.withoutRowid ?? false,
    strict: false,
    definition: null,
  };
}

function namespacesOf(objects: readonly { readonly name: string }[]): readonly Namespace[] {
  const names = new Set(objects.map(({ name }) => qualifier(name)));
  return [...names].flatMap((name) => (name === null ? [] : [{ name }]));
}
