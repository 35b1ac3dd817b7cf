import { expect } from "chai";
import fc from "fast-check";
import type { Server } from "../../../src/dialects/dialect.js";
import { mysql } from "../../../src/dialects/mysql/index.js";
import { EMPTY_SCHEMA, type Schema, type Table } from "../../../src/schema/model.js";
import { table, type TableSpec } from "../../../src/schema/spec.js";
import { arbitrarySchema } from "./arbitrary.js";
import { telling } from "./telling.js";

const MYSQL: Server = {
  flavor: "mysql",
  version: [8, 4, 0],
  schema: "shop",
  collations: { shop: "utf8mb4_0900_ai_ci", other: "latin1_swedish_ci" },
  lowerCaseTables: false,
  implicitTimes: false,
};
const MARIADB: Server = {
  flavor: "mariadb",
  version: [10, 11, 2],
  schema: "shop",
  collations: { shop: "utf8mb4_general_ci" },
  lowerCaseTables: false,
  implicitTimes: false,
};

const schemaOf = (...tables: readonly TableSpec[]): Schema => ({
  ...EMPTY_SCHEMA,
  tables: tables.map(table),
});

const normal = (spec: TableSpec, server = MYSQL): Table => {
  const [only] = mysql(server).normalize(schemaOf(spec)).tables;
  if (!only) throw new Error("a table stays");
  return only;
};

describe("the normal form", () => {
  for (const server of [MYSQL, MARIADB]) {
    const { normalize } = mysql(server);

    it(`of a normal form is itself, on ${server.flavor}`, () => {
      const flavor = server.flavor === "mariadb" ? "mariadb" : "mysql";
      fc.assert(
        fc.property(arbitrarySchema(flavor), (schema) => {
          const once = normalize(schema);
          expect(JSON.stringify(normalize(once))).to.equal(JSON.stringify(once));
        }),
      );
      const once = normalize(telling(server));
      expect(normalize(once)).to.deep.equal(once);
    });

    it(`is sorted, but for columns and their like, on ${server.flavor}`, () => {
      const { tables } = normalize(telling(server));
      const lists = [
        tables,
        ...tables.flatMap(({ checks, foreignKeys, indexes }) => [checks, foreignKeys, indexes]),
      ];
      for (const list of lists) {
        const names = list.map(({ name }) => name ?? "");
        expect(names).to.deep.equal(names.toSorted((a, b) => (a < b ? -1 : 1)));
      }
    });
  }

  it("has unique constraints as unique indexes, each once", () => {
    const { uniques, indexes } = normal({
      name: "t",
      columns: [{ name: "a", type: "int" }],
      uniques: [
        { name: "u", columns: ["a"] },
        { name: "v", columns: ["a"] },
      ],
      indexes: [{ name: "v", columns: ["a"], unique: true }],
    });
    expect(uniques).to.deep.equal([]);
    expect(indexes.map(({ name, unique }) => [name, unique])).to.deep.equal([
      ["u", true],
      ["v", true],
    ]);
  });

  it("has no index that a foreign key of its name brings along, but every other", () => {
    const { indexes } = normal({
      name: "t",
      columns: [
        { name: "a", type: "int" },
        { name: "b", type: "int" },
      ],
      foreignKeys: [{ name: "f", columns: ["a"], references: { table: "p", columns: ["id"] } }],
      indexes: [
        { name: "f", columns: ["a"] },
        { name: "i", columns: ["a"] },
      ],
    });
    expect(indexes.map(({ name }) => name)).to.deep.equal(["i"]);
    const longer = normal({
      name: "t",
      columns: [{ name: "a", type: "int" }],
      foreignKeys: [{ name: "f", columns: ["a"], references: { table: "p", columns: ["id"] } }],
      indexes: [{ name: "f", columns: ["a"], unique: true }],
    });
    expect(longer.indexes).to.have.length(1);
  });

  it("names a table of the connection's own database without it", () => {
    expect(normal({ name: "shop.users", columns: [] }).name).to.equal("users");
    expect(normal({ name: "other.users", columns: [] }).name).to.equal("other.users");
    expect(normal({ name: "Users", columns: [] }).name).to.equal("Users");
  });

  it("has tables in lower case where the server keeps them so", () => {
    const folded = normal(
      {
        name: "Other.Users",
        columns: [{ name: "Id", type: "int" }],
        foreignKeys: [
          { name: "F", columns: ["Id"], references: { table: "Teams", columns: ["Id"] } },
        ],
      },
      { ...MYSQL, lowerCaseTables: true },
    );
    expect(folded.name).to.equal("other.users");
    expect(folded.foreignKeys[0]?.references).to.deep.equal({ table: "teams", columns: ["Id"] });
  });

  it("has a collation only where it is not the table's, and that of the database for a table that says none", () => {
    const columns = [
      { name: "same", type: "varchar(9)", charset: "utf8mb4" },
      { name: "own", type: "varchar(9)", charset: "latin1" },
      { name: "named", type: "varchar(9)", charset: "utf8", collation: "utf8_bin" },
      { name: "number", type: "int", charset: "utf8mb4", collation: "utf8mb4_bin" },
    ];
    const collations = (spec: Partial<TableSpec>, server = MYSQL) => {
      const { collation, columns: found } = normal({ name: "t", columns, ...spec }, server);
      return [collation, ...found.map((column) => column.collation)];
    };
    const own = ["latin1_swedish_ci", "utf8mb3_bin", null];
    const usual = ["utf8mb4_0900_ai_ci", null, ...own];
    expect(collations({})).to.deep.equal(usual);
    expect(collations({ collation: "utf8mb4_0900_ai_ci" })).to.deep.equal(usual);
    expect(collations({ collation: "latin1_swedish_ci" })).to.deep.equal([
      "latin1_swedish_ci",
      "utf8mb4_0900_ai_ci",
      null,
      "utf8mb3_bin",
      null,
    ]);
    expect(collations({ name: "other.t" })).to.deep.equal([
      "latin1_swedish_ci",
      "utf8mb4_0900_ai_ci",
      null,
      "utf8mb3_bin",
      null,
    ]);
    expect(collations({}, { ...MARIADB, version: [11, 8], collations: {} })).to.deep.equal([
      null,
      "utf8mb4_uca1400_ai_ci",
      ...own,
    ]);
  });

  it("has indexes in the place of foreign keys where the engine keeps none", () => {
    const given = normal({
      name: "t",
      columns: [
        { name: "a", type: "int" },
        { name: "b", type: "int" },
      ],
      foreignKeys: ["a", "b"].map((name) => ({
        name: `f_${name}`,
        columns: [name],
        references: { table: "u", columns: ["id"] },
      })),
      indexes: [{ name: "i", columns: ["b", "a"] }],
      engine: "myisam",
    });
    expect(given.engine).to.equal("MyISAM");
    expect(given.foreignKeys).to.deep.equal([]);
    expect(given.indexes.map(({ name }) => name)).to.deep.equal(["f_a", "i"]);
  });

  it("has of an index only what the server keeps", () => {
    const spec: TableSpec = {
      name: "t",
      columns: [{ name: "a", type: "varchar(9)" }],
      indexes: [
        { name: "i", columns: [{ column: "a", length: 9, order: "DESC", nulls: "LAST" }] },
        { name: "j", columns: [{ column: "a", length: 8 }], where: "a > 0", method: "btree" },
        { name: "k", columns: ["a"], method: "FULLTEXT", parser: "ngram" },
      ],
    };
    const keys = (server: Server) =>
      normal(spec, server).indexes.map(({ columns: [key], method, where, parser }) => [
        key?.length,
        key?.order,
        key?.nulls,
        method,
        where,
        parser,
      ]);
    expect(keys(MYSQL)).to.deep.equal([
      [null, "DESC", null, null, null, null],
      [8, "ASC", null, null, null, null],
      [null, "ASC", null, "fulltext", null, "ngram"],
    ]);
    expect(keys({ ...MARIADB, version: [10, 6] })[0]?.[1]).to.equal("ASC");
  });

  it("has a computed column that may be null where the server knows no other", () => {
    const spec: TableSpec = {
      name: "t",
      columns: [{ name: "a", type: "int", generated: "virtual", expression: "(1)" }],
    };
    expect(normal(spec).columns[0]).to.include({ nullable: false, expression: "1" });
    expect(normal(spec, MARIADB).columns[0]).to.include({ nullable: true });
  });
});
