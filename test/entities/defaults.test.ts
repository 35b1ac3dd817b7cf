import { expect } from "chai";
import fc from "fast-check";
import type { EntitySchemaColumnOptions } from "typeorm";
import type { Flavor } from "../../src/dialects/dialect.js";
import type { MigError } from "../../src/errors.js";
import { createDatabase, eachServer, type TestDatabase } from "../support/databases.js";
import { MAJORS, entity, read as readSchema, readTable, type Major } from "./data-source.js";

type Wanted = { readonly [F in Flavor]?: string | null };
type Example = readonly [options: EntitySchemaColumnOptions, wanted: Wanted];

const both = (wanted: string | null) => ({ mysql: wanted, mariadb: wanted });
const all = (wanted: string | null) => ({ postgres: wanted, ...both(wanted), sqlite: wanted });

const DEFAULTS: { readonly [what: string]: Example } = {
  none: [{ type: "int" }, all(null)],
  null: [{ type: "int", default: null }, all(null)],
  "a string": [{ type: "varchar", default: "draft" }, all("'draft'")],
  "an empty string": [{ type: "varchar", default: "" }, all("''")],
  "a quote": [{ type: "varchar", default: "it's" }, all("'it''s'")],
  "a quote doubled for TypeORM's sake": [{ type: "varchar", default: "it''s" }, all("'it''s'")],
  "quotes, some of them doubled": [{ type: "varchar", default: "''it's" }, all("'''''it''s'")],
  "a backslash": [
    { type: "varchar", default: "a\\b" },
    { postgres: "'a\\b'", ...both("'a\\\\b'"), sqlite: "'a\\b'" },
  ],
  "a whole number": [
    { type: "int", default: 7 },
    { postgres: "'7'", ...both("'7'"), sqlite: "7" },
  ],
  "a fraction without a scale": [
    { type: "float", default: 0.5 },
    { ...both("'0.5'"), sqlite: "0.5" },
  ],
  "a fraction with a scale": [
    { type: "decimal", precision: 5, scale: 1, default: 2.75 },
    { postgres: "'2.75'", ...both("'2.8'"), sqlite: "2.75" },
  ],
  "a fraction on a decimal that holds none": [
    { type: "decimal", precision: 5, default: 2.75 },
    both("'3'"),
  ],
  true: [
    { type: Boolean, default: true },
    { postgres: "true", ...both("1"), sqlite: "1" },
  ],
  false: [
    { type: Boolean, default: false },
    { postgres: "false", ...both("0"), sqlite: "0" },
  ],
  "an expression": [{ type: "int", default: () => "1 + 1" }, all("1 + 1")],
  "an expression that is none": [{ type: "int", default: () => null as never }, all(null)],
  "the present moment": [
    { type: "timestamp", default: () => "CURRENT_TIMESTAMP" },
    { postgres: "now()", mysql: "CURRENT_TIMESTAMP", mariadb: "CURRENT_TIMESTAMP()" },
  ],
  "the present moment with a precision": [
    { type: "timestamp", precision: 3, default: () => "current_timestamp(3)" },
    {
      postgres: "('now'::text)::timestamp(3) with time zone",
      ...both("CURRENT_TIMESTAMP(3)"),
    },
  ],
  today: [{ type: "date", default: () => "CURRENT_DATE" }, { postgres: "('now'::text)::date" }],
  "words that hold a word for the present": [
    { type: "varchar", default: () => "'unknown'" },
    all("'unknown'"),
  ],
  "an expression with a word for the present": [
    { type: "timestamp", default: () => "CURRENT_TIMESTAMP + interval '1 day'" },
    { postgres: "CURRENT_TIMESTAMP + interval '1 day'" },
  ],
  "a list on an array": [
    { type: "varchar", array: true, default: ["a", "b c", 'd"e', "f,g", "it's", "", "NULL"] },
    { postgres: `'{a,"b c","d\\"e","f,g",it''s,"","NULL"}'` },
  ],
  "an empty list on an array": [{ type: "int", array: true, default: [] }, { postgres: "'{}'" }],
  "lists in lists": [
    { type: "int", array: true, default: [[1, 2], [3]] as never },
    { postgres: "'{{1,2},{3}}'" },
  ],
  "text on an array": [{ type: "int", array: true, default: "{1}" }, { postgres: "'{1}'" }],
  "a list on a set": [{ type: "set", enum: ["a", "b"], default: ["a", "b"] }, both("'a,b'")],
  "a list on a simple-array": [
    { type: "simple-array", default: ["a", "b"] },
    {
      postgres: `'["a","b"]'`,
      mysql: "('a,b')",
      mariadb: "'a,b'",
      sqlite: `'["a","b"]'`,
    },
  ],
  "an object": [
    { type: "json", default: { it: "isn't" } as never },
    {
      postgres: `'{"it":"isn''t"}'`,
      mysql: `('{"it":"isn''t"}')`,
      mariadb: `'{"it":"isn''t"}'`,
      sqlite: `'{"it":"isn''t"}'`,
    },
  ],
  "an object with quotes that are doubled already": [
    { type: "json", default: { it: "''" } as never },
    { postgres: `'{"it":"''''"}'`, sqlite: `'{"it":"''''"}'` },
  ],
  "an object as jsonb": [{ type: "jsonb", default: { a: 1 } as never }, { postgres: `'{"a":1}'` }],
  "a simple-json": [
    { type: "simple-json", default: { a: 1 } as never },
    { postgres: `'{"a":1}'`, mysql: `('{"a":1}')`, mariadb: `'{"a":1}'`, sqlite: `'{"a":1}'` },
  ],
  "text that MySQL takes only as an expression": [
    { type: "text", default: "none" },
    { postgres: "'none'", mysql: "('none')", mariadb: "'none'", sqlite: "'none'" },
  ],
  "a value of an enum": [
    { type: "simple-enum", enum: ["it''s", "b"], default: "it''s" },
    all("'it''''s'"),
  ],
  "a number of an enum": [
    { type: "simple-enum", enum: [1, 2], default: 1 },
    { postgres: "'1'", ...both("'1'"), sqlite: "1" },
  ],
};

describe("entities/defaults", () => {
  for (const major of MAJORS)
    for (const [what, [options, wanted]] of Object.entries(DEFAULTS))
      for (const [flavor, text] of Object.entries(wanted) as [Flavor, string | null][])
        it(`${what} on ${flavor}, TypeORM ${major}`, async () => {
          expect(await read(flavor, options, major)).to.equal(text);
        });

  it("an object as jsonb on SQLite, which only 1.x knows", async () => {
    const options: EntitySchemaColumnOptions = { type: "jsonb", default: { a: "'" } as never };
    expect(await read("sqlite", options)).to.equal(`jsonb('{"a":"''"}')`);
  });

  eachServer((server) => {
    let database: TestDatabase;
    before(async () => (database = await createDatabase(server)));
    after(() => database[Symbol.asyncDispose]());

    it("a function that throws is named", async () => {
      const broken = () => {
        throw new Error("not yet");
      };
      const error = await readSchema("sqlite", [
        entity("job", { state: { type: "text", default: broken } }),
      ]).catch((error: unknown) => error as MigError);
      expect(error).to.have.property("code", "MIG507");
      expect(error).to.have.property(
        "message",
        "The default of job.state is a function that throws: Error: not yet",
      );
    });

    it("a string is the value it says", async () => {
      const texts = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          // Quotes that are all doubled are another matter: see the examples.
          fc.pre(!text.includes("''"));
          const literal = await read(server, { type: "varchar", default: text });
          const [row] = await database.query(`SELECT ${literal} AS it`);
          expect(row?.["it"]).to.equal(text);
        }),
      );
    });
  });

  eachServer(
    (server) => {
      it("a list on an array is the list it says", async () => {
        await using database = await createDatabase(server);
        const texts = fc.string({ unit: "grapheme" }).filter((text) => !/\0|''/.test(text));
        await fc.assert(
          fc.asyncProperty(fc.array(texts), async (list) => {
            const options: EntitySchemaColumnOptions = { type: "text", array: true, default: list };
            const literal = await read(server, options);
            const [row] = await database.query(`SELECT ${literal}::text[] AS it`);
            expect(row?.["it"]).to.deep.equal(list);
          }),
        );
      });
    },
    ["postgres"],
  );
});

async function read(flavor: Flavor, it: EntitySchemaColumnOptions, major: Major = "1.x") {
  const { columns } = await readTable(flavor, [entity("thing", { it })], {}, major);
  return columns.at(-1)?.default;
}
