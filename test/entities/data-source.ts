import { DataSource, EntitySchema, getMetadataArgsStorage, type DataSourceOptions } from "typeorm";
import { DataSource as DataSource03 } from "typeorm03";
import { MetadataArgsStorage as Storage03 } from "typeorm03/metadata-args/MetadataArgsStorage.js";
import type { Flavor } from "../../src/dialects/dialect.js";
import { buildEntities, readEntities } from "../../src/entities/read.js";
import type { Schema, Table } from "../../src/schema/model.js";
import { IMAGINED } from "../support/imagined-servers.js";

export type Entity = (abstract new (...args: never[]) => object) | EntitySchema;
export type Major = "1.x" | "0.3";
export const MAJORS: readonly Major[] = ["1.x", "0.3"];
/** The last of each major, and the first of each that mig takes. */
export type Version = Major | "1.0" | "0.3.20";
export const VERSIONS: { readonly [V in Version]: Major } = {
  "1.x": "1.x",
  "1.0": "1.x",
  "0.3": "0.3",
  "0.3.20": "0.3",
};
export const FLAVORS: readonly Flavor[] = ["postgres", "mysql", "mariadb", "sqlite"];

// What decorators say is kept in one global place, made by the TypeORM loaded first; 0.3's serves both.
Object.setPrototypeOf(getMetadataArgsStorage(), new Storage03());

export type Options = Readonly<Record<string, unknown>>;

/** A data source with nothing behind it. Both majors read the decorators of either. */
export function dataSource(
  flavor: Flavor,
  entities: readonly Entity[],
  options: Options = {},
  major: Major = "1.x",
): DataSource {
  return create(
    {
      type: flavor === "sqlite" ? "better-sqlite3" : flavor,
      database: flavor === "sqlite" ? "/data/shop.sqlite" : "shop",
      connectorPackage: "mysql2",
      driver: { stub: true },
      ...options,
      entities,
    },
    major,
  );
}

/** A data source that is connected, and has changed nothing. */
export async function connectedDataSource(options: Options, version: Version): Promise<DataSource> {
  const given = { ...options, connectorPackage: "mysql2" };
  const first = FIRST[version];
  const source = first ? new (await first())(given as never) : create(given, VERSIONS[version]);
  return (source as DataSource).initialize();
}

const FIRST: { readonly [V in Version]?: () => Promise<new (options: never) => unknown> } = {
  "1.0": async () => (await import("typeorm10")).DataSource,
  "0.3.20": async () => (await import("typeorm0320")).DataSource,
};

const create = (options: Options, major: Major): DataSource =>
  major === "1.x"
    ? new DataSource(options as unknown as DataSourceOptions)
    : (new DataSource03(options as never) as never);

/** What mig makes of some entities, without a server. */
export async function read(
  flavor: Flavor,
  entities: readonly Entity[],
  options: Options = {},
  major: Major = "1.x",
): Promise<Schema> {
  const source = dataSource(flavor, entities, options, major);
  await buildEntities(source, IMAGINED[flavor]);
  return readEntities(source, IMAGINED[flavor]);
}

/** The one table that some entities make. */
export async function readTable(...given: Parameters<typeof read>): Promise<Table> {
  const { tables } = await read(...given);
  const [table] = tables;
  if (table === undefined || tables.length > 1)
    throw new Error(`one table expected, not ${tables.map(({ name }) => name).join(", ")}`);
  return table;
}

type Columns = ConstructorParameters<typeof EntitySchema>[0]["columns"];

/** An entity of an id and the given columns, without a class. */
export const entity = (
  name: string,
  columns: Columns,
  rest: Partial<ConstructorParameters<typeof EntitySchema>[0]> = {},
): EntitySchema =>
  new EntitySchema({ name, columns: { id: { type: Number, primary: true }, ...columns }, ...rest });
