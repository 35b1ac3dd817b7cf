import { expect } from "chai";
import { postgres } from "../../../src/dialects/postgres/index.js";
import type { Schema, Table } from "../../../src/schema/model.js";
import { eachServer } from "../../support/databases.js";
import { empty, openPostgres, type PostgresDatabase } from "./database.js";

eachServer(() => {
  describe("the catalog", () => {
    let database: PostgresDatabase;
    before(async () => (database = await openPostgres()));
    beforeEach(() => empty(database));
    after(() => database[Symbol.asyncDispose]());

    const read = async (script: string, scope = {}): Promise<Schema> => {
      await database.script(script);
      return await database.reflect(scope);
    };
    const only = async (script: string): Promise<Table> => {
      const { tables } = await read(script);
      expect(tables).to.have.length(1);
      return tables[0]!;
    };
    const names = (schema: Schema) => schema.tables.map(({ name }) => name);

    it("is read in eight queries or fewer, however many tables there are", async () => {
      const count = async () => {
        let queries = 0;
        await database.dialect.reflect(
          (sql, parameters) => {
            queries += 1;
            return database.query(sql, parameters);
          },
          { namespaces: "all", except: [] },
        );
        return queries;
      };
      const few = await count();
      expect(few).to.be.at.most(8);
      await database.query(
        `DO 'BEGIN FOR i IN 1..50 LOOP EXECUTE format(
          ''CREATE TABLE t%s (id serial PRIMARY KEY, a text UNIQUE, b int REFERENCES t%1$s, CHECK (b > 0))'', i);
        END LOOP; END'`,
      );
      expect(await count()).to.equal(few);
    });

    it("has schemas: the named ones, or all", async () => {
      const script = `CREATE SCHEMA audit; CREATE SCHEMA other; CREATE TABLE t (a int);
        CREATE TABLE audit.t (a int); CREATE TABLE other.t (a int); CREATE TYPE other.mood AS ENUM ('x')`;
      const schema = await read(script, { namespaces: ["audit", "missing"] });
      expect(names(schema)).to.deep.equal(["audit.t", "t"]);
      expect(schema.namespaces).to.deep.equal([{ name: "audit" }]);
      expect(schema.enums).to.deep.equal([]);
      const all = await database.reflect({ namespaces: "all" });
      expect(names(all)).to.deep.equal(["audit.t", "other.t", "t"]);
      expect(all.enums).to.deep.equal([{ name: "other.mood", values: ["x"] }]);
    });

    it("has tables that are left out, but not the keys that reference them", async () => {
      const schema = await read(
        `CREATE TABLE mig_version (id int PRIMARY KEY, name text UNIQUE);
         CREATE TABLE t (a int REFERENCES mig_version, b text REFERENCES mig_version (name))`,
        { except: ["mig_version"] },
      );
      expect(names(schema)).to.deep.equal(["t"]);
      expect(schema.tables[0]?.foreignKeys.map(({ references }) => references)).to.deep.equal([
        { table: "mig_version", columns: ["id"] },
        { table: "mig_version", columns: ["name"] },
      ]);
    });

    it("has what is nobody's business: views, partitions, temporary tables, what extensions own", async () => {
      const schema = await read(`
        CREATE EXTENSION IF NOT EXISTS citext;
        CREATE TABLE parts (a int NOT NULL, b int, PRIMARY KEY (a)) PARTITION BY RANGE (a);
        CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
        CREATE INDEX parts_b ON parts (b);
        CREATE TABLE refers (a int REFERENCES parts);
        CREATE VIEW seen AS SELECT 1 AS a; CREATE MATERIALIZED VIEW kept AS SELECT 1 AS a;
        CREATE TEMPORARY TABLE passing (a int);
        CREATE TABLE owned (a int); CREATE TYPE owned_mood AS ENUM ('x');
        ALTER EXTENSION citext ADD TABLE owned; ALTER EXTENSION citext ADD TYPE owned_mood`);
      expect(names(schema)).to.deep.equal(["parts", "refers"]);
      expect(schema.enums).to.deep.equal([]);
      expect(schema.extensions).to.deep.equal([{ name: "citext" }]);
      const [parts, refers] = schema.tables;
      expect(parts?.indexes.map(({ name }) => name)).to.deep.equal(["parts_b"]);
      expect(refers?.foreignKeys.map(({ name }) => name)).to.deep.equal(["refers_a_fkey"]);
    });

    it("has columns by number: dropped ones shift nothing", async () => {
      const table = await only(`
        CREATE TABLE t (x int, a int, y int, b int, c int, PRIMARY KEY (c, a), UNIQUE (b, a));
        ALTER TABLE t DROP COLUMN x; ALTER TABLE t DROP COLUMN y; ALTER TABLE t ADD COLUMN d int, ADD COLUMN e int;
        ALTER TABLE t ADD FOREIGN KEY (e, d) REFERENCES t (b, a);
        CREATE INDEX i ON t (d, b) INCLUDE (a)`);
      expect(table.columns.map(({ name }) => name)).to.deep.equal(["a", "b", "c", "d", "e"]);
      expect(table.primaryKey?.columns).to.deep.equal(["c", "a"]);
      expect(table.uniques[0]?.columns).to.deep.equal(["b", "a"]);
      expect(table.foreignKeys[0]).to.deep.include({
        columns: ["e", "d"],
        references: { table: "t", columns: ["b", "a"] },
      });
      expect(table.indexes[0]?.columns.map(({ column }) => column)).to.deep.equal(["d", "b"]);
      expect(table.indexes[0]?.include).to.deep.equal(["a"]);
    });

    it("has columns that count, whatever their sequence is called", async () => {
      const table = await only(`
        CREATE SEQUENCE mine; CREATE SEQUENCE "Odd name"; CREATE SEQUENCE free;
        CREATE TABLE t (a serial, b int NOT NULL DEFAULT nextval('mine'), c int DEFAULT nextval('"Odd name"'),
          d int DEFAULT nextval('free'), e int DEFAULT nextval('mine') + 1, f bigserial, g int DEFAULT nextval('t_a_seq'));
        ALTER SEQUENCE mine OWNED BY t.b; ALTER SEQUENCE "Odd name" OWNED BY t.c;
        ALTER SEQUENCE t_f_seq RENAME TO renamed;
        CREATE INDEX i ON t (a, b)`);
      expect(table.columns.map((one) => [one.name, one.generated, one.default])).to.deep.equal([
        ["a", "increment", null],
        ["b", "increment", null],
        ["c", "increment", null],
        ["d", null, "nextval('free'::regclass)"],
        ["e", null, "nextval('mine'::regclass) + 1"],
        ["f", "increment", null],
        ["g", null, "nextval('t_a_seq'::regclass)"],
      ]);
    });

    it("has operator classes and collations only where they are not the usual ones", async () => {
      const has13 = (database.dialect.server.version[0] ?? 0) >= 13;
      const [made, read] = has13 ? ["(siglen=32)", " (siglen='32')"] : ["", ""];
      const table = await only(`
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE COLLATION mine (locale = 'C'); CREATE SCHEMA other; CREATE COLLATION other.theirs FROM "C";
        CREATE TABLE t (a varchar(9), b text COLLATE "C", c jsonb, d text COLLATE mine, e text COLLATE other.theirs);
        CREATE INDEX i1 ON t (a, b COLLATE "POSIX", b, e, d);
        CREATE INDEX i2 ON t USING gin (a gin_trgm_ops, c jsonb_path_ops);
        CREATE INDEX i3 ON t USING gist (b gist_trgm_ops ${made});
        CREATE INDEX i4 ON t (lower(b) DESC, (a || 'x') text_pattern_ops, a COLLATE other.theirs NULLS FIRST)`);
      const keys = table.indexes.map(({ columns }) =>
        columns.map((key) => [key.column ?? key.expression, key.collation, key.opclass]),
      );
      expect(keys).to.deep.equal([
        [
          ["a", null, null],
          ["b", "POSIX", null],
          ["b", null, null],
          ["e", null, null],
          ["d", null, null],
        ],
        [
          ["a", null, "gin_trgm_ops"],
          ["c", null, "jsonb_path_ops"],
        ],
        [["b", null, `gist_trgm_ops${read}`]],
        [
          ["lower(b)", null, null],
          ["(a)::text || 'x'::text", null, "text_pattern_ops"],
          ["a", '"other"."theirs"', null],
        ],
      ]);
      expect(table.columns.map(({ collation }) => collation)).to.deep.equal([
        null,
        "C",
        null,
        "mine",
        '"other"."theirs"',
      ]);
      // All of it can be made again.
      await database.query("DROP TABLE t");
      await database.run([{ kind: "createTable", table }]);
      expect((await database.reflect()).tables).to.deep.equal([table]);
    });

    it("has collations of a qualified name in one spelling, whatever stands in their names", async () => {
      const table = await only(`
        CREATE SCHEMA app; CREATE COLLATION app."my.coll" FROM "C"; CREATE COLLATION "here.too" FROM "C";
        CREATE SCHEMA "My"; CREATE COLLATION "My".plain FROM "C";
        CREATE TABLE t (a text COLLATE app."my.coll", b text COLLATE "My".plain, c text COLLATE "here.too", d text);
        CREATE INDEX i ON t (d COLLATE app."my.coll", d COLLATE "My".plain, d COLLATE "here.too")`);
      const names = ['"app"."my.coll"', '"My"."plain"', "here.too"];
      expect(table.columns.map(({ collation }) => collation)).to.deep.equal([...names, null]);
      expect(table.indexes[0]?.columns.map(({ collation }) => collation)).to.deep.equal(names);
      await database.query("DROP TABLE t");
      await database.run([{ kind: "createTable", table }]);
      expect((await database.reflect()).tables).to.deep.equal([table]);
    });

    it("has triggers, which come back with their table", async () => {
      const table = await only(`
        CREATE TABLE t (a int);
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER "b 1" BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION f();
        CREATE CONSTRAINT TRIGGER a AFTER UPDATE ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()`);
      expect(table.triggers.map(({ name }) => name)).to.deep.equal(["a", "b 1"]);
      await database.query("DROP TABLE t");
      await database.run([{ kind: "createTable", table }]);
      expect((await database.reflect()).tables).to.deep.equal([table]);
    });

    it("has the types of the user by their own names, and those of the search path as they are", async () => {
      await database.script(`
        CREATE SCHEMA app; CREATE EXTENSION IF NOT EXISTS hstore SCHEMA public;
        CREATE TYPE public.mood AS ENUM ('x'); CREATE TYPE app."Mood" AS ENUM ('x');
        CREATE DOMAIN app.positive AS int CHECK (value > 0); CREATE TYPE app.pair AS (a int, b int);
        CREATE TABLE app.t (a public.mood, b app."Mood"[], c app.positive, d app.pair[], e hstore, f public.mood DEFAULT 'x')`);
      await database.query("SET search_path = app, public");
      const { version } = database.dialect.server;
      const dialect = postgres({
        flavor: "postgres",
        version,
        schema: "app",
        collations: null,
        lowerCaseTables: false,
        implicitTimes: false,
      });
      const schema = await dialect.reflect(database.query, { namespaces: ["public"], except: [] });
      await database.query("RESET search_path");
      expect(schema.enums.map(({ name }) => name)).to.deep.equal(["Mood", "public.mood"]);
      expect(schema.tables[0]?.columns.map(({ type }) => type)).to.deep.equal([
        "public.mood",
        '"Mood"[]',
        "positive",
        "pair[]",
        "hstore",
        "public.mood",
      ]);
      expect(schema.tables[0]?.columns.at(-1)?.default).to.equal("'x'");
    });

    it("has constraints of every kind, those of NOT NULL told by the columns", async () => {
      const table = await only(
        `
        CREATE TABLE t (a int CONSTRAINT named NOT NULL, b int, r tsrange,
          CONSTRAINT c CHECK (a > 0 AND (b > 0 OR b < -1)), CONSTRAINT x EXCLUDE USING gist (r WITH &&) WHERE (a > 1) DEFERRABLE INITIALLY DEFERRED,
          CONSTRAINT f FOREIGN KEY (b) REFERENCES t (a) ON DELETE SET DEFAULT ON UPDATE RESTRICT DEFERRABLE,
          CONSTRAINT u UNIQUE (b) DEFERRABLE, CONSTRAINT v UNIQUE (a))`,
      );
      expect(table.columns.map(({ nullable }) => nullable)).to.deep.equal([false, true, true]);
      expect(table.checks).to.deep.equal([
        { name: "c", expression: "(a > 0) AND ((b > 0) OR (b < '-1'::integer))" },
      ]);
      expect(table.exclusions).to.deep.equal([
        {
          name: "x",
          expression: "USING gist (r WITH &&) WHERE ((a > 1))",
          deferrable: "INITIALLY DEFERRED",
        },
      ]);
      expect(table.foreignKeys[0]).to.deep.include({
        onDelete: "SET DEFAULT",
        onUpdate: "RESTRICT",
        deferrable: "INITIALLY IMMEDIATE",
      });
      expect(table.uniques.map(({ name, deferrable }) => [name, deferrable])).to.deep.equal([
        ["u", "INITIALLY IMMEDIATE"],
        ["v", null],
      ]);
      expect(table.indexes).to.deep.equal([]);
    });

    it("has NULLS NOT DISTINCT, from 15 on", async () => {
      if ((database.dialect.server.version[0] ?? 0) < 15) return;
      const table = await only(`
        CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a));
        CREATE UNIQUE INDEX i ON t (b) NULLS NOT DISTINCT`);
      expect(table.uniques[0]?.nullsNotDistinct).to.equal(true);
      expect(table.indexes[0]?.nullsNotDistinct).to.equal(true);
    });
  });
}, ["postgres"]);
