import type { ColumnType, EntitySchemaColumnOptions } from "typeorm";
import { entity } from "../data-source.js";
import { choose, type Columns, type EntitySet } from "./entity-set.js";

/** Every type of each driver, bare, and with all that can stand with it. */
export const types: EntitySet = {
  name: "types",
  entities(flavor) {
    const { plain, more } = choose(flavor, { postgres, mysql, mariadb, sqlite });
    return [
      entity("plain_types", bare(plain)),
      entity("nullable_types", bare(plain, { nullable: true })),
      entity("more_types", numbered(more)),
    ];
  },
};

interface Types {
  readonly plain: readonly ColumnType[];
  readonly more: readonly EntitySchemaColumnOptions[];
}

const postgres: Types = {
  plain: [
    ...([Number, String, Boolean, Date, "int", "int2", "int4", "int8", "smallint"] as const),
    ...(["integer", "bigint", "decimal", "numeric", "real", "float", "float4"] as const),
    ...(["float8", "double precision", "money", "character varying", "varchar"] as const),
    ...(["character", "char", "text", "citext", "hstore", "bytea", "bit", "varbit"] as const),
    ...(["bit varying", "timetz", "timestamptz", "timestamp", "date", "time"] as const),
    ...(["timestamp without time zone", "timestamp with time zone", "interval"] as const),
    ...(["time without time zone", "time with time zone", "bool", "boolean"] as const),
    ...(["point", "line", "lseg", "box", "path", "polygon", "circle", "cidr"] as const),
    ...(["inet", "macaddr", "tsvector", "tsquery", "uuid", "xml", "json", "jsonb"] as const),
    ...(["int4range", "int8range", "numrange", "tsrange", "tstzrange"] as const),
    ...(["daterange", "int4multirange", "int8multirange", "nummultirange"] as const),
    ...(["tsmultirange", "tstzmultirange", "datemultirange", "cube", "ltree"] as const),
    ...(["simple-array", "simple-json"] as const),
  ],
  more: [
    { type: "varchar", length: 1 },
    { type: "varchar", length: 320, collation: "C" },
    { type: "text", collation: "POSIX" },
    { type: "char", length: 3 },
    { type: "bit", length: 8 },
    { type: "bit varying", length: 8 },
    { type: "decimal", precision: 12 },
    { type: "numeric", precision: 12, scale: 2 },
    { type: "numeric", precision: 12, scale: 0 },
    { type: "timestamp", precision: 0 },
    { type: "timestamp", precision: 6 },
    { type: "timestamptz", precision: 3 },
    { type: "time", precision: 3 },
    { type: "timetz", precision: 0 },
    { type: "interval", precision: 2 },
    { type: "int", array: true },
    { type: "text", array: true, nullable: true },
    { type: "varchar", length: 7, array: true },
    { type: "numeric", precision: 5, scale: 1, array: true },
    { type: "timestamptz", array: true },
    { type: "timestamp", precision: 3, array: true },
    { type: "uuid", array: true },
    { type: "jsonb", array: true },
  ],
};

const mysqlFamily: Types = {
  plain: [
    ...([Number, String, Boolean, Date, "bit", "int", "integer", "tinyint"] as const),
    ...(["smallint", "mediumint", "bigint", "float", "double", "double precision"] as const),
    ...(["real", "decimal", "dec", "numeric", "fixed", "bool", "boolean", "date"] as const),
    ...(["datetime", "timestamp", "time", "year", "char", "nchar", "national char"] as const),
    ...(["varchar", "nvarchar", "national varchar", "blob", "text", "tinyblob"] as const),
    ...(["tinytext", "mediumblob", "mediumtext", "longblob", "longtext", "binary"] as const),
    ...(["varbinary", "json", "geometry", "point", "linestring", "polygon"] as const),
    ...(["multipoint", "multilinestring", "multipolygon", "geometrycollection"] as const),
    ...(["uuid", "simple-array", "simple-json"] as const),
  ],
  more: [
    { type: "varchar", length: 1 },
    { type: "varchar", length: 320, charset: "latin1", collation: "latin1_bin" },
    { type: "varchar", charset: "ascii" },
    { type: "text", collation: "utf8mb4_bin" },
    { type: "char", length: 3 },
    { type: "binary", length: 16 },
    { type: "varbinary", length: 16 },
    { type: "decimal", precision: 12 },
    { type: "decimal", precision: 12, scale: 2, unsigned: true },
    { type: "float", precision: 12 },
    { type: "float", precision: 12, scale: 4 },
    { type: "double", precision: 20, scale: 4, unsigned: true },
    { type: "datetime", precision: 0 },
    { type: "datetime", precision: 6 },
    { type: "timestamp", precision: 3, nullable: true },
    { type: "time", precision: 3 },
    { type: "tinyint", unsigned: true },
    // Only TypeORM 0.3 reads it.
    { type: "tinyint", ...{ width: 1 } },
    { type: "smallint", unsigned: true },
    { type: "mediumint", unsigned: true },
    { type: "int", unsigned: true },
    { type: "bigint", unsigned: true },
    { type: "set", enum: ["a", "b c"] },
    { type: "enum", enum: ["a", "b c"] },
  ],
};

const mysql: Types = mysqlFamily;

const mariadb: Types = {
  ...mysqlFamily,
  plain: [...mysqlFamily.plain, "inet4", "inet6"],
};

const sqlite: Types = {
  plain: [
    ...([Number, String, Boolean, Date, "int", "integer", "tinyint", "smallint"] as const),
    ...(["mediumint", "bigint", "unsigned big int", "int2", "int8", "character"] as const),
    ...(["varchar", "varying character", "nchar", "native character", "nvarchar"] as const),
    ...(["text", "clob", "blob", "real", "double", "double precision", "float"] as const),
    ...(["numeric", "decimal", "boolean", "date", "time", "datetime", "json"] as const),
    ...(["uuid", "simple-array", "simple-json"] as const),
  ],
  more: [
    { type: "varchar", length: 1 },
    { type: "varchar", collation: "NOCASE" },
    { type: "text", length: 30, collation: "RTRIM" },
    { type: "character", length: 3 },
    { type: "native character", length: 3 },
    { type: "decimal", precision: 12 },
    { type: "decimal", precision: 12, scale: 2 },
    { type: "datetime", precision: 6 },
  ],
};

const bare = (list: readonly ColumnType[], options: Partial<EntitySchemaColumnOptions> = {}) =>
  numbered(list.map((type) => ({ ...options, type })));

/** Columns named after their type and place. */
const numbered = (list: readonly EntitySchemaColumnOptions[]): Columns =>
  Object.fromEntries(list.map((options, at) => [`${nameOf(options.type)} ${at}`, options]));

const nameOf = (type: ColumnType) => (typeof type === "function" ? type.name : type);
