import { expect } from "chai";
import type { Query } from "../../../src/dialects/dialect.js";
import { MigError } from "../../../src/errors.js";
import { reflect } from "../../../src/dialects/sqlite/reflect.js";
import { onBoth, open } from "./database.js";

describe("reading a SQLite database", () => {
  onBoth((driver) => {
    it("takes at most two queries, whatever the number of tables", async () => {
      await using database = await open(driver);
      const asked = async () => {
        const queries: string[] = [];
        const counting: Query = (sql, parameters) => {
          queries.push(sql);
          return database.query(sql, parameters);
        };
        await database.dialect.reflect(counting, { namespaces: [], except: [] });
        return queries.length;
      };
      await database.script("CREATE TABLE t (a)");
      expect(await asked()).to.equal(1);
      await database.script(
        Array.from(
          { length: 200 },
          (_, at) => `CREATE TABLE t${at} (a UNIQUE); CREATE INDEX i${at} ON t${at} (a);`,
        ).join("\n"),
      );
      await database.script("CREATE VIRTUAL TABLE places USING rtree (id, a, b)");
      expect(await asked()).to.equal(2);
    });

    it("leaves out what is SQLite's own, virtual tables and what they keep their rows in", async () => {
      await using database = await open(driver);
      await database.script(`
        CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);
        CREATE TABLE places_of_mine (a);
        CREATE VIRTUAL TABLE places USING rtree (id, a, b);
        CREATE VIRTUAL TABLE "notes""s" USING fts4 (body);
        CREATE VIEW v AS SELECT 1;
        ANALYZE;`);
      const names = async (version: readonly number[]) => {
        const server = { ...database.server, version };
        const { tables } = await reflect(database.query, { namespaces: [], except: [] }, server);
        return tables.map(({ name }) => name);
      };
      expect(await names(database.server.version)).to.deep.equal(["places_of_mine", "t"]);
      // An older SQLite cannot say which tables are whose.
      expect(await names([3, 36, 0])).to.deep.equal(["places_of_mine", "t"]);
    });

    it("leaves out the tables it is told to, whatever their case", async () => {
      await using database = await open(driver);
      await database.script(
        'CREATE TABLE Migrations (a); CREATE TABLE "a.b" (a); CREATE TABLE t (a)',
      );
      const { tables } = await database.dialect.reflect(database.query, {
        namespaces: "all",
        except: ["migrations", '"a.b"'],
      });
      expect(tables.map(({ name }) => name)).to.deep.equal(["t"]);
    });

    it("gives tables with their definitions, indexes and triggers, in the order of their names", async () => {
      await using database = await open(driver);
      await database.script(`
        CREATE TABLE b (x INT, "y.z" TEXT);
        CREATE TABLE A (id INTEGER PRIMARY KEY, b INT REFERENCES B);
        CREATE TRIGGER t2 AFTER INSERT ON b BEGIN SELECT 'ON A'; END;
        CREATE TRIGGER t1 BEFORE DELETE ON B BEGIN SELECT 1; END;
        CREATE INDEX i2 ON B ("y.z"); CREATE INDEX i1 ON b (X);`);
      const { tables } = await database.reflect();
      expect(tables.map(({ name }) => name)).to.deep.equal(["A", "b"]);
      const [a, b] = tables;
      expect(a?.foreignKeys[0]?.references).to.deep.equal({ table: "b", columns: [] });
      expect(a?.definition).to.equal("CREATE TABLE A (id INTEGER PRIMARY KEY, b INT REFERENCES B)");
      expect(b?.indexes.map(({ name, columns }) => [name, columns[0]?.column])).to.deep.equal([
        ["i1", "x"],
        ["i2", "y.z"],
      ]);
      expect(b?.triggers.map(({ name }) => name)).to.deep.equal(["t1", "t2"]);
      expect(b?.triggers[1]?.statement).to.equal(
        "CREATE TRIGGER t2 AFTER INSERT ON b BEGIN SELECT 'ON A'; END",
      );
      expect(
        database.dialect
          .normalize({ ...(await database.reflect()) })
          .tables.map((each) => each.definition),
      ).to.deep.equal([null, null]);
    });
  });

  it("says which definition it cannot read", async () => {
    const rows = [
      { type: "table", name: "odd", tbl_name: "odd", sql: "CREATE TABLE odd (a FROB 1)" },
    ];
    const server = {
      flavor: "sqlite",
      version: [3, 45, 0],
      schema: null,
      collations: null,
      lowerCaseTables: false,
      implicitTimes: false,
    } as const;
    const error: unknown = await reflect(
      async () => rows,
      { namespaces: [], except: [] },
      server,
    ).catch((error: unknown) => error);
    expect(error).to.be.instanceOf(MigError).with.property("code", "MIG207");
    expect(String(error)).to.include("the table odd").and.include("`1)`");
    // It is read before the configuration leaves anything out.
    expect(error).to.have.property("hint").that.does.not.include("configuration");
  });
});
