import type { DataSource, DataSourceOptions } from "typeorm";
import type { Table } from "../schema/model.js";
import { table } from "../schema/spec.js";
import { bookkeepingName } from "./place.js";
import type { Source } from "./source.js";

/** Whether results of queries are kept in the database itself, not in Redis or by the user's own provider. */
export const isCachedInDatabase = ({ cache }: Pick<DataSourceOptions, "cache">): boolean =>
  cache === true ||
  (typeof cache === "object" && !cache.provider && (cache.type ?? "database") === "database");

/** The name of the table for them, whether it is used or not. */
export const cacheTableName = ({ options: { cache } }: DataSource): string =>
  (typeof cache === "object" && cache.tableName) || "query-result-cache";

/**
 * The table in which TypeORM keeps results of queries, and which it makes only when it synchronizes: `DbQueryResultCache` of
 * TypeORM says its columns.
 */
export function cacheTable({ dataSource, server, habits }: Source): Table {
  const { driver, namingStrategy } = dataSource;
  const types = driver.mappedDataTypes;
  const { schema } = driver.options as { readonly schema?: string };
  const name = cacheTableName(dataSource);
  const path = driver.buildTableName(name, schema, driver.database);
  const column = (name: string, type: unknown) => ({
    name,
    type: driver.createFullType({
      type: driver.normalizeType({ type: type as string }),
      length: "",
    } as Parameters<typeof driver.createFullType>[0]),
  });
  return table({
    name: bookkeepingName(name, dataSource, server),
    columns: [
      { ...column("id", types.cacheId), generated: "increment" },
      { ...column("identifier", types.cacheIdentifier), nullable: true },
      column("time", types.cacheTime),
      column("duration", types.cacheDuration),
      column("query", types.cacheQuery),
      column("result", types.cacheResult),
    ],
    primaryKey: habits.primaryKeyNames
      ? { name: namingStrategy.primaryKeyName(path, ["id"]), columns: ["id"] }
      : { columns: ["id"] },
  });
}
