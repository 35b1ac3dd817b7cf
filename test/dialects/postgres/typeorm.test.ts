import { expect } from "chai";
import { DataSource, EntitySchema, type ColumnType, type EntitySchemaColumnOptions } from "typeorm";
import { compare } from "../../../src/autogenerate/compare.js";
import { EMPTY_SCHEMA, type Column } from "../../../src/schema/model.js";
import { eachServer } from "../../support/databases.js";
import { openPostgres, type PostgresDatabase } from "./database.js";

/** What TypeORM makes of each type its driver knows. */
const TYPES: Readonly<Record<string, string>> = {
  int: "integer",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  smallint: "smallint",
  integer: "integer",
  bigint: "bigint",
  decimal: "numeric",
  numeric: "numeric",
  real: "real",
  float: "double precision",
  float4: "real",
  float8: "double precision",
  "double precision": "double precision",
  money: "money",
  "character varying": "varchar",
  varchar: "varchar",
  character: "char(1)",
  char: "char(1)",
  text: "text",
  citext: "citext",
  hstore: "hstore",
  bytea: "bytea",
  bit: "bit(1)",
  varbit: "varbit",
  "bit varying": "varbit",
  timetz: "timetz",
  timestamptz: "timestamptz",
  timestamp: "timestamp",
  "timestamp without time zone": "timestamp",
  "timestamp with time zone": "timestamptz",
  date: "date",
  time: "time",
  "time without time zone": "time",
  "time with time zone": "timetz",
  interval: "interval",
  bool: "boolean",
  boolean: "boolean",
  enum: '"typesOf_enum_enum"',
  point: "point",
  line: "line",
  lseg: "lseg",
  box: "box",
  path: "path",
  polygon: "polygon",
  circle: "circle",
  cidr: "cidr",
  inet: "inet",
  macaddr: "macaddr",
  macaddr8: "macaddr8",
  tsvector: "tsvector",
  tsquery: "tsquery",
  uuid: "uuid",
  xml: "xml",
  json: "json",
  jsonb: "jsonb",
  jsonpath: "jsonpath",
  int4range: "int4range",
  int8range: "int8range",
  numrange: "numrange",
  tsrange: "tsrange",
  tstzrange: "tstzrange",
  daterange: "daterange",
  int4multirange: "int4multirange",
  int8multirange: "int8multirange",
  nummultirange: "nummultirange",
  tsmultirange: "tsmultirange",
  tstzmultirange: "tstzmultirange",
  datemultirange: "datemultirange",
  cube: "cube",
  ltree: "ltree",
};
/** Those of extensions that a plain server does not bring. */
const ELSEWHERE = ["geometry", "geography", "vector", "halfvec"];

type Made = readonly [options: EntitySchemaColumnOptions, column: Partial<Column>];
/** Columns as they are declared, and what is in the catalog once TypeORM has made them. */
const COLUMNS: Readonly<Record<string, Made>> = {
  length: [{ type: "varchar", length: 255 }, { type: "varchar(255)" }],
  scale: [
    { type: "decimal", precision: 12, scale: 2, default: 0 },
    { type: "numeric(12,2)", default: "0" },
  ],
  digits: [{ type: "timestamptz", precision: 3 }, { type: "timestamptz(3)" }],
  six: [{ type: "timestamp", precision: 6 }, { type: "timestamp" }],
  list: [
    { type: "text", array: true, default: ["a", "b"] },
    { type: "text[]", default: "'{a,b}'" },
  ],
  nowadays: [{ type: "timestamp", default: () => "CURRENT_TIMESTAMP" }, { default: "now()" }],
  today: [{ type: "date", default: () => "CURRENT_DATE" }, { default: "('now'::text)::date" }],
  negative: [{ type: "bigint", default: -1 }, { default: "-1" }],
  fraction: [{ type: "double precision", default: 0.5 }, { default: "'0.5'" }],
  yes: [{ type: "boolean", default: true }, { default: "true" }],
  object: [{ type: "jsonb", default: { a: [1] } }, { default: "'{\"a\": [1]}'" }],
  choice: [
    { type: "enum", enum: ["a", "b"], enumName: "Choice", default: "b" },
    { type: '"Choice"', default: "'b'" },
  ],
  choices: [
    { type: "enum", enum: ["a", "b"], array: true, default: ["a"] },
    { type: '"madeOf_choices_enum"[]', default: "'{a}'" },
  ],
  random: [
    { type: "uuid", generated: "uuid" },
    { type: "uuid", default: "uuid_generate_v4()" },
  ],
  counting: [
    { type: "bigint", generated: "increment" },
    { generated: "increment", default: null },
  ],
  // An EntitySchema cannot say ALWAYS.
  identity: [
    { type: "int", generated: "identity" as "increment" },
    { generated: "identity by default" },
  ],
  computed: [
    { type: "text", asExpression: 'upper("length")', generatedType: "STORED", nullable: true },
    { generated: "stored", expression: "upper((length)::text)", nullable: true },
  ],
  sorted: [{ type: "varchar", collation: "C" }, { collation: "C" }],
  said: [{ type: "text", comment: "it's \\" }, { comment: "it's \\" }],
};

const MADE = new EntitySchema({
  name: "madeOf",
  tableName: "madeOf",
  columns: {
    id: { type: "int", primary: true, generated: "increment" },
    ...Object.fromEntries(Object.entries(COLUMNS).map(([name, [options]]) => [name, options])),
  },
});

const typesOf = (types: readonly string[]) =>
  new EntitySchema({
    name: "typesOf",
    tableName: "typesOf",
    columns: {
      key: { type: "int", primary: true },
      ...Object.fromEntries(
        types.map((type): [string, EntitySchemaColumnOptions] => [
          type,
          { type: type as ColumnType, nullable: true, ...(type === "enum" && { enum: ["a"] }) },
        ]),
      ),
    },
  });

eachServer(() => {
  describe("what TypeORM makes", () => {
    it("has a known type for each type of its driver", async () => {
      await using database = await openPostgres();
      await using source = await connect(database, []);
      const known = source.dataSource.driver.supportedDataTypes as readonly string[];
      expect([...Object.keys(TYPES), ...ELSEWHERE].toSorted()).to.deep.equal(known.toSorted());
    });

    it("is read as it was meant, types and columns", async () => {
      await using database = await openPostgres();
      await using source = await connect(database, [
        MADE,
        typesOf(Object.keys(typesFor(database))),
      ]);
      await source.dataSource.synchronize();
      const [made, types] = (await database.reflect({ except: ["typeorm_metadata"] })).tables;
      const read = Object.fromEntries(types!.columns.map(({ name, type }) => [name, type]));
      expect(read).to.deep.equal({ key: "integer", ...typesFor(database) });
      for (const [name, [, expected]] of Object.entries(COLUMNS))
        expect(
          made!.columns.find((one) => one.name === name),
          name,
        ).to.deep.include(expected);
    });

    it("is made the same by mig: TypeORM finds nothing to change", async () => {
      await using database = await openPostgres();
      await using source = await connect(database, [
        MADE,
        typesOf(Object.keys(typesFor(database))),
      ]);
      const { dialect } = database;
      await source.dataSource.synchronize();
      const read = await database.reflect({ except: ["typeorm_metadata"] });
      const left = await source.left();
      expect(left.join()).not.to.match(/typesOf/);
      const extensions = { ...EMPTY_SCHEMA, extensions: read.extensions };
      await database.run(compare(read, extensions, dialect.traits), read);
      expect(await database.reflect({ except: ["typeorm_metadata"] })).to.deep.equal(extensions);
      await database.run(compare(extensions, read, dialect.traits), extensions);
      expect(await database.reflect({ except: ["typeorm_metadata"] })).to.deep.equal(read);
      expect(await source.left()).to.deep.equal(left);
    });
  });
}, ["postgres"]);

/** There are multiranges from 14 on. */
const typesFor = ({ dialect }: PostgresDatabase): Readonly<Record<string, string>> =>
  (dialect.server.version[0] ?? 0) >= 14
    ? TYPES
    : Object.fromEntries(Object.entries(TYPES).filter(([name]) => !name.includes("multirange")));

interface Source extends AsyncDisposable {
  readonly dataSource: DataSource;
  /** What TypeORM would still change. */
  left(): Promise<readonly string[]>;
}

async function connect(
  database: PostgresDatabase,
  entities: readonly EntitySchema[],
): Promise<Source> {
  const dataSource = await new DataSource({
    ...(database.options as object),
    type: "postgres",
    entities: [...entities],
  }).initialize();
  return {
    dataSource,
    async left() {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      return upQueries.map(({ query }) => query);
    },
    [Symbol.asyncDispose]: () => dataSource.destroy(),
  };
}
