import { expect } from "chai";
import { canonicalType } from "../../../src/dialects/postgres/type.js";
import { eachServer } from "../../support/databases.js";
import { openPostgres, type PostgresDatabase } from "./database.js";

/** Spellings of TypeORM's driver, of people and of the catalog, by the one they share. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  integer: ["int", "int4", "INTEGER", "pg_catalog.int4", '"pg_catalog"."int4"'],
  smallint: ["int2"],
  bigint: ["int8"],
  numeric: ["decimal", "dec", "NUMERIC"],
  "numeric(10,2)": ["decimal( 10 , 2 )", "numeric(10, 2)"],
  "numeric(10)": ["numeric(10,0)", "decimal(10)"],
  real: ["float4", "float(24)"],
  "double precision": ["float8", "float", "float(25)", "double  precision"],
  varchar: ["character varying", "char varying", "national character varying", "nchar varying"],
  "varchar(255)": ["character varying(255)", "VARCHAR (255)", "character varying (255)"],
  "char(1)": ["char", "character", "character(1)", "nchar", "bpchar(1)", "national char(1)"],
  bpchar: ["BPCHAR"],
  "bit(1)": ["bit", "BIT(1)"],
  varbit: ["bit varying"],
  "varbit(8)": ["bit varying(8)"],
  boolean: ["bool"],
  timestamp: [
    "timestamp without time zone",
    "TIMESTAMP",
    "timestamp(6)",
    "TIMESTAMP (6) WITHOUT TIME ZONE",
  ],
  "timestamp(3)": ["timestamp(3) without time zone", "TIMESTAMP(3)"],
  timestamptz: ["timestamp with time zone", "TIMESTAMP WITH TIME ZONE", "timestamptz(6)"],
  "timestamptz(0)": ["TIMESTAMP(0) WITH TIME ZONE"],
  time: ["time without time zone", "TIME", "time(6)"],
  "timetz(2)": ["time(2) with time zone"],
  interval: ["interval(6)", "INTERVAL"],
  "interval(3)": ["interval (3)"],
  "interval day to second(3)": ["INTERVAL DAY TO SECOND(3)"],
  "text[]": [
    "text array",
    "TEXT ARRAY[3]",
    "text[3]",
    "text[][]",
    "_text[]".replace("_text", "text"),
  ],
  "varchar(10)[]": ["character varying(10) array", "varchar(10)[]"],
  "timestamptz(3)[]": ["TIMESTAMP(3) WITH TIME ZONE array", "timestamp(3) with time zone[]"],
  "double precision[]": ["float8[]"],
  '"char"': ['pg_catalog."char"'],
  mood: ['"mood"', "Mood", "public.mood", '"public"."mood"'],
  '"orderStatus_enum"': ['public."orderStatus_enum"'],
  '"orderStatus_enum"[]': ['"public"."orderStatus_enum" array', 'public."orderStatus_enum"[]'],
  "audit.mood": ['"audit"."mood"', "AUDIT.mood"],
  '"my schema"."a.b (c)"': ['"my schema"."a.b (c)"'],
  '"order"': ['"order"'],
};

/** Types of extensions, which need not be installed to be spelt. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  "geometry(Point,4326)": ["geometry(point,4326)", "GEOMETRY(POINT, 4326)"],
  "geometry(MultiLineStringZM)": ["geometry(multilinestringzm,0)"],
  geometry: ["geometry"],
  "geography(Point,4326)": ["geography(Point)"],
  "vector(3)": ["vector(3)"],
  citext: ["citext"],
};

describe("the spelling of a type", () => {
  for (const [canonical, others] of Object.entries({ ...SPELLINGS, ...EXTENSIONS }))
    it(canonical, () => {
      for (const text of [canonical, ...others])
        expect(canonicalType(text, "public"), text).to.equal(canonical);
    });

  it("is told apart where types differ", () => {
    for (const [a, b] of [
      ["timestamp", "timestamptz"],
      ["char", "bpchar"],
      ["char(2)", "char"],
      ['"char"', "char"],
      ["numeric(10)", "numeric"],
      ["audit.mood", "mood"],
      ['"Mood"', "mood"],
      ["text", "text[]"],
    ] as const)
      expect(canonicalType(a, "public")).not.to.equal(canonicalType(b, "public"));
  });
});

eachServer(() => {
  describe("the server takes every spelling for the same type", () => {
    let database: PostgresDatabase;
    before(async () => {
      database = await openPostgres();
      await database.script(`
        CREATE SCHEMA audit; CREATE SCHEMA "my schema";
        CREATE TYPE mood AS ENUM ('a'); CREATE TYPE audit.mood AS ENUM ('a');
        CREATE TYPE "orderStatus_enum" AS ENUM ('a'); CREATE TYPE "order" AS ENUM ('a');
        CREATE TYPE "my schema"."a.b (c)" AS ENUM ('a')`);
    });
    after(() => database[Symbol.asyncDispose]());

    for (const [canonical, others] of Object.entries(SPELLINGS))
      it(canonical, async () => {
        const all = [canonical, ...others];
        const columns = all.map((text, at) => `c${at} ${text}`).join(", ");
        await database.query(`CREATE TABLE t (${columns})`);
        const schema = await database.reflect();
        await database.query("DROP TABLE t");
        const types = schema.tables[0]?.columns.map(({ type }) => type);
        expect(types).to.deep.equal(all.map(() => canonical));
      });
  });
}, ["postgres"]);
