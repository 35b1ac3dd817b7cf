import { expect } from "chai";
import { difference } from "../../src/autogenerate/difference.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { eachServer } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

describe("what no revision has made", () => {
  eachServer(
    (server) => {
      let database: SchemaDatabase;
      beforeEach(async () => (database = await createSchemaDatabase(server)));
      afterEach(() => database[Symbol.asyncDispose]());

      const kindsTo = async (wanted: Schema, owned: Schema, ...renames: readonly string[]) => {
        const actual = await database.reflect();
        const found = await difference(database.connection, actual, wanted, async () => owned, {
          renames,
        });
        return {
          kinds: found.operations.map(({ kind }) => kind),
          unknown: found.unknown.map(({ name }) => name),
        };
      };

      /** The column of that name, and the type that is named after it, under other names. */
      const asTemper = (schema: Schema): Schema => ({
        ...schema,
        enums: [...schema.enums.filter(({ name }) => name !== "cat_mood_enum"), MOOD],
        tables: schema.tables.map((table) =>
          table.name === "cat"
            ? {
                ...table,
                columns: table.columns.map((column) =>
                  column.name === "mood"
                    ? { ...column, name: "temper", type: "cat_temper_enum" }
                    : column,
                ),
              }
            : table,
        ),
      });
      const MOOD = { name: "cat_temper_enum", values: ["calm", "wild"] };

      it("is an enum type of a renamed column alone: it is renamed with it", async () => {
        await database.test.run(`
          CREATE TYPE cat_mood_enum AS ENUM ('calm', 'wild');
          CREATE TABLE cat (id integer PRIMARY KEY, mood cat_mood_enum)`);
        const wanted = asTemper(await database.reflect());
        expect(await kindsTo(wanted, EMPTY_SCHEMA, "cat.mood:temper")).to.deep.equal({
          kinds: ["renameColumn", "renameEnum"],
          unknown: [],
        });
      });

      it("is an enum type that others use as well: it stays", async () => {
        await database.test.run(`
          CREATE TYPE cat_mood_enum AS ENUM ('calm', 'wild');
          CREATE TABLE cat (id integer PRIMARY KEY, mood cat_mood_enum);
          CREATE TABLE theirs (mood cat_mood_enum)`);
        const there = await database.reflect();
        const wanted = asTemper({
          ...there,
          tables: there.tables.filter(({ name }) => name === "cat"),
        });
        expect(await kindsTo(wanted, EMPTY_SCHEMA, "cat.mood:temper")).to.deep.equal({
          kinds: ["renameColumn", "createEnum", "alterColumn"],
          unknown: ["theirs", "cat_mood_enum"],
        });
      });

      it("is a sequence that a default counts on; one whose name stands in a text is none", async () => {
        await database.test.run(`
          CREATE SEQUENCE "Numbers"; CREATE SEQUENCE "order";
          CREATE TABLE cat (id integer PRIMARY KEY, state text DEFAULT 'ordered',
            number bigint DEFAULT nextval('"Numbers"'))`);
        const there = await database.reflect();
        const found = await kindsTo({ ...there, sequences: [] }, there);
        expect(found).to.deep.equal({ kinds: ["dropSequence"], unknown: [] });
      });
    },
    ["postgres"],
  );
});

describe("a column whose name changes only in the case of letters", () => {
  eachServer((server) => {
    it("keeps its values, and nobody has to say that it is renamed", async () => {
      await using database = await createSchemaDatabase(server);
      await database.test.run(`
        CREATE TABLE cat (id integer PRIMARY KEY, Name varchar(20), age integer);
        CREATE INDEX names ON cat (Name);
        INSERT INTO cat VALUES (1, 'Tom', 2);`);
      const there = await database.reflect();
      const named = <T extends { readonly name: string }>(item: T): T => ({
        ...item,
        name: item.name === "Name" ? "name" : item.name,
      });
      const wanted: Schema = {
        ...there,
        tables: there.tables.map((table) => ({
          ...table,
          columns: table.columns.map(named),
          indexes: table.indexes.map((index) => ({
            ...index,
            columns: index.columns.map((key) => ({ ...key, column: "name" })),
          })),
        })),
      };
      const { operations, undecided } = await difference(
        ...([database.connection, there, wanted, async () => there] as const),
        { drops: "all" },
      );
      expect(undecided).to.deep.equal([]);
      expect(operations.map(({ kind }) => kind)).to.deep.equal(
        server === "postgres" ? [] : ["renameColumn"],
      );
      await database.run(operations);
      expect(await database.difference(wanted)).to.deep.equal([]);
      expect(await database.test.query("SELECT name FROM cat")).to.deep.equal([{ name: "Tom" }]);
    });
  });
});
