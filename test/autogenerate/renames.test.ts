import { expect } from "chai";
import { difference } from "../../src/autogenerate/difference.js";
import { undo } from "../../src/autogenerate/render.js";
import { hazardsOf } from "../../src/autogenerate/hazards.js";
import type { Schema } from "../../src/schema/model.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

/** A table of cats whose moods are of an enum type, or of a type that lists them. */
const BASE: { readonly [Name in ServerName]?: string } = {
  postgres: `
    CREATE TYPE mood AS ENUM ('it''s sad', 'ok', 'wild');
    CREATE TABLE cat (id integer PRIMARY KEY, mood mood NOT NULL DEFAULT 'it''s sad')`,
  mysql: `
    CREATE TABLE cat (
      id int PRIMARY KEY,
      mood enum('it''s sad','ok','wild') NOT NULL DEFAULT 'it''s sad' COMMENT 'today'
    )`,
};
const ROWS = `INSERT INTO cat (id, mood) VALUES (1, 'it''s sad'), (2, 'ok'), (3, 'wild')`;

const OF: { readonly [Name in ServerName]?: string } = { postgres: "mood", mysql: "cat.mood" };

/** The schema with these values for moods, and the first of them for the default. */
function withMoods(schema: Schema, values: readonly string[]): Schema {
  const list = values.map((value) => `'${value.replaceAll("'", "''")}'`);
  return {
    ...schema,
    enums: schema.enums.map((type) => ({ ...type, values })),
    tables: schema.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) =>
        column.name === "mood"
          ? {
              ...column,
              type: column.type.replace(/^enum\(.*\)$/, `enum(${list.join(",")})`),
              default: list[0] ?? null,
            }
          : column,
      ),
    })),
  };
}

describe("values that have other names", () => {
  eachServer(
    (server) => {
      const base = BASE[server] ?? BASE.mysql ?? "";
      const of = OF[server] ?? OF.mysql ?? "";
      let database: SchemaDatabase;
      beforeEach(async () => {
        database = await createSchemaDatabase(server);
        await database.test.run(`${base}; ${ROWS}`);
      });
      afterEach(() => database[Symbol.asyncDispose]());

      const moods = async () =>
        (await database.test.query("SELECT mood FROM cat ORDER BY id")).map(({ mood }) => mood);
      const compared = async (wanted: Schema, renames: readonly string[]) => {
        const actual = await database.reflect();
        return difference(database.connection, actual, wanted, async () => actual, { renames });
      };

      it("are asked about, and not guessed", async () => {
        const wanted = withMoods(await database.reflect(), ["un'happy", "ok", "wild"]);
        const { undecided } = await compared(wanted, []);
        expect(undecided.map(({ rename }) => rename)).to.deep.equal([
          { kind: "value", of, from: "it's sad", to: "un'happy" },
        ]);
      });

      it("stay in the rows that hold them, up and down", async () => {
        const before = await database.reflect();
        const wanted = withMoods(before, ["un'happy", "untamed", "calm", "ok"]);
        const { traits } = database.connection.dialect;
        const renames = [`${of}."it's sad":un'happy`, `${of}.wild:untamed`];
        const { operations, undecided } = await compared(wanted, renames);
        expect(undecided).to.deep.equal([]);
        const codes = [...hazardsOf(operations, traits).values()].flat().map(({ code }) => code);
        expect(codes).to.deep.equal([]);
        await database.run(operations);
        expect(await moods()).to.deep.equal(["un'happy", "ok", "untamed"]);
        expect(await database.difference(wanted)).to.deep.equal([]);
        await database.run(undo(operations));
        expect(await moods()).to.deep.equal(["it's sad", "ok", "wild"]);
        expect(await database.difference(before)).to.deep.equal([]);
      });

      it("are said with the new names of what they belong to", async () => {
        const before = await database.reflect();
        const moods = withMoods(before, ["un'happy", "ok", "wild"]);
        const wanted: Schema = {
          ...moods,
          enums: moods.enums.map((type) => ({ ...type, name: "temper" })),
          tables: moods.tables.map((table) => ({
            ...table,
            columns: table.columns.map((column) =>
              column.name === "mood"
                ? { ...column, name: "temper", type: column.type.replace(/^mood$/, "temper") }
                : column,
            ),
          })),
        };
        const next = of === "mood" ? "temper" : "cat.temper";
        const column = await compared(wanted, ["cat.mood:temper"]);
        expect(column.undecided.map(({ rename }) => rename)).to.deep.equal([
          { kind: "value", of: next, from: "it's sad", to: "un'happy" },
        ]);
        const renames = ["cat.mood:temper", `${next}."it's sad":un'happy`];
        const { operations, undecided } = await compared(wanted, renames);
        expect(undecided).to.deep.equal([]);
        await database.run(operations);
        const rows = await database.test.query("SELECT temper FROM cat ORDER BY id");
        expect(rows.map(({ temper }) => temper)).to.deep.equal(["un'happy", "ok", "wild"]);
        expect(await database.difference(wanted)).to.deep.equal([]);
        await database.run(undo(operations));
        expect(await database.difference(before)).to.deep.equal([]);
      });

      it("are refused where there are no such", async () => {
        const wanted = withMoods(await database.reflect(), ["un'happy", "ok", "wild"]);
        for (const rename of [`${of}.sad:un'happy`, `${of}.ok:fine`, `${of}.ok:wild`])
          await compared(wanted, [rename]).then(
            () => expect.fail(rename),
            (error: unknown) => expect(error).to.have.property("code", "MIG321"),
          );
      });
    },
    ["postgres", "mysql", "mariadb"],
  );
});
