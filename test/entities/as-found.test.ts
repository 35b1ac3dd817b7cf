import { expect } from "chai";
import { difference } from "../../src/autogenerate/difference.js";
import { asFound, typesAsFound } from "../../src/entities/as-found.js";
import { summary } from "../../src/operations/index.js";
import { find } from "../../src/schema/edit.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { table, type TableSpec } from "../../src/schema/spec.js";
import { eachServer } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

/** What an entity asks for that says nothing of how its table is kept. */
const wish = (spec: TableSpec): Schema => ({ ...EMPTY_SCHEMA, tables: [table(spec)] });

/** What autogenerate would write, and does at once. */
async function changes(
  database: SchemaDatabase,
  written: Schema,
  ...renames: readonly string[]
): Promise<readonly string[]> {
  const actual = await database.reflect();
  const wanted = asFound(written, actual, database.connection.dialect);
  const { connection } = database;
  const completed = (wanted: Schema, found: Schema) =>
    typesAsFound(wanted, found, connection.dialect);
  const given = { ...connection, completed };
  const found = await difference(given, actual, wanted, async () => EMPTY_SCHEMA, { renames });
  await database.run(found.operations);
  return found.operations.map(summary);
}

describe("what no entity can say", () => {
  eachServer((server) => {
    let database: SchemaDatabase;
    before(async () => (database = await createSchemaDatabase(server)));
    after(() => database[Symbol.asyncDispose]());
    const run = (statement: string) => database.connection.query(statement);

    if (server === "mysql" || server === "mariadb")
      it("a table keeps its collation, also when it gets another column", async () => {
        await run(
          "CREATE TABLE old (id int PRIMARY KEY, a varchar(20), b varchar(20) COLLATE utf8mb4_bin) COLLATE latin1_swedish_ci",
        );
        const columns = [
          { name: "id", type: "int" },
          { name: "a", type: "varchar(20)", nullable: true },
          { name: "b", type: "varchar(20)", nullable: true, collation: "utf8mb4_bin" },
        ];
        const written = wish({ name: "old", columns, primaryKey: ["id"] });
        expect(await changes(database, written)).to.deep.equal([]);
        const more = wish({
          name: "old",
          columns: [...columns, { name: "c", type: "varchar(20)", nullable: true }],
          primaryKey: ["id"],
        });
        expect(await changes(database, more)).to.deep.equal(["+ old.c varchar(20)"]);
        expect(await changes(database, more)).to.deep.equal([]);
        const old = find((await database.reflect()).tables, "old");
        expect(old?.collation).to.equal("latin1_swedish_ci");
        expect(old?.columns.map(({ collation }) => collation)).to.deep.equal([
          null,
          null,
          "utf8mb4_bin",
          null,
        ]);
      });

    if (server === "mysql" || server === "mariadb")
      it("a column that asks for the collation of the database has it in a table of another one", async () => {
        const [row] = await run("SELECT @@collation_database AS collation");
        const collation = String(row?.["collation"]);
        await run("CREATE TABLE other (a varchar(20)) COLLATE latin1_swedish_ci");
        const column = { name: "a", type: "varchar(20)", nullable: true, collation };
        const written = wish({ name: "other", columns: [column] });
        expect(await changes(database, written)).to.have.lengthOf(1);
        expect(await changes(database, written)).to.deep.equal([]);
      });

    if (server === "mysql" || server === "mariadb")
      it("but an engine can be said, and where it is not it is InnoDB", async () => {
        await run("CREATE TABLE counted (a int) ENGINE=MyISAM");
        const written = wish({
          name: "counted",
          columns: [{ name: "a", type: "int", nullable: true }],
        });
        expect(await changes(database, written)).to.deep.equal([
          "~ counted engine: MyISAM → InnoDB",
        ]);
        expect(await changes(database, written)).to.deep.equal([]);
      });

    if (server === "mysql" || server === "mariadb")
      it("a tinyint keeps the width that makes it a boolean to drivers, also when it is restated", async () => {
        await run(
          "CREATE TABLE flags (id int PRIMARY KEY, a tinyint(1) NOT NULL, b tinyint NOT NULL)",
        );
        const spec = (standard: string): TableSpec => ({
          name: "flags",
          columns: [
            { name: "id", type: "int" },
            { name: "a", type: "tinyint", default: standard },
            { name: "b", type: "tinyint(1)" },
          ],
          primaryKey: ["id"],
        });
        expect(await changes(database, wish(spec("0")))).to.deep.equal([
          "~ flags.a default: none → 0",
          "~ flags.b type: tinyint → tinyint(1)",
        ]);
        expect(await changes(database, wish(spec("0")))).to.deep.equal([]);
        expect(await changes(database, wish(spec("1")))).to.have.lengthOf(1);
        const columns = find((await database.reflect()).tables, "flags")?.columns ?? [];
        expect(columns.map(({ type }) => type)).to.deep.equal(["int", "tinyint(1)", "tinyint(1)"]);
        const renamed = wish({
          ...spec("1"),
          columns: spec("1").columns.map((column) =>
            column.name === "a" ? { ...column, name: "c" } : column,
          ),
        });
        expect(await changes(database, renamed, "flags.a:c")).to.deep.equal(["~ flags.a is now c"]);
      });

    if (server === "sqlite")
      it("a strict table stays strict, also when it is made anew", async () => {
        await run("CREATE TABLE old (id integer PRIMARY KEY, a text) STRICT");
        const spec = (nullable: boolean): TableSpec => ({
          name: "old",
          columns: [
            { name: "id", type: "integer" },
            { name: "a", type: "text", nullable },
          ],
          primaryKey: ["id"],
        });
        expect(await changes(database, wish(spec(true)))).to.deep.equal([]);
        expect(await changes(database, wish(spec(false)))).to.deep.equal(["~ old.a not null"]);
        expect(find((await database.reflect()).tables, "old")?.strict).to.equal(true);
        expect(await changes(database, wish(spec(false)))).to.deep.equal([]);
      });

    if (server === "sqlite")
      it("but rowids can be left out, and where they are not they are there", async () => {
        await run("CREATE TABLE short (id integer PRIMARY KEY) WITHOUT ROWID");
        const written = wish({
          name: "short",
          columns: [{ name: "id", type: "integer" }],
          primaryKey: ["id"],
        });
        expect(await changes(database, written)).to.deep.equal([
          "~ short withoutRowid: true → false",
        ]);
        expect(await changes(database, written)).to.deep.equal([]);
      });

    if (server === "postgres")
      it("there is nothing of that kind", async () => {
        await run("CREATE TABLE t (a integer)");
        const written = wish({
          name: "t",
          columns: [{ name: "a", type: "integer", nullable: true }],
          withoutRowid: true,
          engine: "MyISAM",
        });
        expect(await changes(database, written)).to.deep.equal([]);
      });
  });
});
