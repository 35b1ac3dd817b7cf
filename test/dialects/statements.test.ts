import { expect } from "chai";
import fc from "fast-check";
import { dialectFor } from "../../src/dialects/index.js";
import { MigError } from "../../src/errors.js";
import { operations, type Operation } from "../../src/operations/index.js";
import { sql } from "../../src/operations/tagged.js";
import { EMPTY_SCHEMA } from "../../src/schema/model.js";
import type { Grammar } from "../../src/sql.js";
import { eachServer, SERVERS, type ServerName } from "../support/databases.js";
import { IMAGINED } from "../support/imagined-servers.js";
import { runSql } from "../support/run-sql.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import { meansFor, saying, step, wholeScript } from "../support/scripts.js";

// What the tests load has to be what mig loads by itself, or its refusals are others: this makes Node.js import both.
await Promise.resolve(SERVERS);

/** Statements of which none ends before its end: where a semicolon in one is no end, there is one in it. */
const WHOLE: { readonly [Name in ServerName]: readonly string[] } = {
  postgres: [
    "SELECT 1",
    "SELECT 'a;b', 'it''s;', E'\\';'",
    'SELECT 1 AS "a;""b"',
    "SELECT $$ a; b $$",
    "SELECT $tag$ a; $$ ; $tag$",
    "SELECT 1 /* a; /* b; */ c; */ + 1",
    "SELECT 1 -- a; b\n + 1",
    "SELECT a$1 FROM (SELECT 1 AS a$1) t",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT 2;'",
    "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN RETURN 1; END; $f$",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END",
    "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b)",
    "DO $$ BEGIN PERFORM 1; END $$",
  ],
  mysql: [
    "SELECT 1",
    "SELECT 'a;b', 'it''s;', 'a\\';b', \"c;\\\"\"",
    "SELECT 1 AS `a;``b`",
    "SELECT 1 /* a; */ + 1",
    "SELECT 1 -- a; b\n + 1",
    "SELECT 1 # a; b\n + 1",
    "SELECT 5--1",
    "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 2; END",
    "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW IF NEW.a > 1 THEN SET NEW.a = 1; END IF",
    "CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; ELSE SELECT IF(1, 2, 3); END IF; WHILE 0 DO SELECT 1; END WHILE; SELECT CASE WHEN 1 THEN 2 END; END",
    "CREATE DEFINER = CURRENT_USER FUNCTION f() RETURNS int DETERMINISTIC BEGIN DECLARE a int; CASE a WHEN 1 THEN SET a = 2; ELSE SET a = 3; END CASE; RETURN a; END",
    "CREATE TABLE t (`begin` int, `end` int)",
    "CREATE VIEW v AS SELECT CASE WHEN 1 THEN 2 END AS `case`",
  ],
  mariadb: [
    "SELECT 1",
    "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END",
    "CREATE OR REPLACE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; END",
    "CREATE PROCEDURE p() BEGIN FOR i IN 1..2 DO SELECT i; END FOR; END",
  ],
  sqlite: [
    "SELECT 1",
    "SELECT 'a;b', 'it''s;', 'a\\'",
    'SELECT 1 AS "a;""b", 2 AS `c;`, 3 AS [d;]',
    "SELECT 1 /* a; */ + 1",
    "SELECT 1 -- a; b\n + 1",
    "CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET a = 1; DELETE FROM t WHERE a = CASE WHEN 1 THEN 2 END; END",
    "CREATE TEMP TRIGGER IF NOT EXISTS tr AFTER INSERT ON t WHEN CASE NEW.a WHEN 1 THEN 1 END BEGIN SELECT 1; END",
    "BEGIN",
    "END",
  ],
};

describe("texts with several statements", () => {
  for (const server of Object.keys(IMAGINED) as ServerName[])
    describe(server, () => {
      let grammar: Grammar;
      before(async () => ({ grammar } = await dialectFor(IMAGINED[server])));

      it("law: are taken apart into those that were put together", () => {
        const end = fc.constantFrom(";", ";\n", " ; ", ";;\n;", "; -- and then\n");
        const list = fc.array(fc.tuple(fc.constantFrom(...WHOLE[server]), end), { minLength: 2 });
        fc.assert(
          fc.property(list, (given) => {
            const text = given.map(([statement, ends]) => statement + ends).join("");
            const found = grammar.split(text).map((it) => String(it).replace(/^-- and then\n/, ""));
            expect(found).to.deep.equal(given.map(([statement]) => statement));
          }),
        );
      });

      it("one by itself stays as it was written", () => {
        for (const text of [...WHOLE[server], "-- nothing", "", " SELECT 1 ;\n"])
          expect(grammar.split(text)).to.deep.equal([text]);
      });

      it("placeholders are filled where they are ones, and as many as there are values", () => {
        const [one, two] = server === "postgres" ? ["$1", "$2"] : ["?", "?"];
        const text = `SELECT ${one}, '${one}', /* ${one} */ ${two}`;
        expect(grammar.filled(text, ["1", "'$2?'"])).to.equal(
          `SELECT 1, '${one}', /* ${one} */ '$2?'`,
        );
        // What follows a minus is no comment.
        expect(grammar.filled(`SELECT 1 -${one}`, ["-1"])).to.match(/^SELECT 1 -(?: |\()-1\)?$/);
        for (const literals of [["1"], ["1", "2", "3"]])
          expect(() => grammar.filled(text, literals))
            .to.throw(MigError)
            .with.property("code", "MIG409");
      });

      it("sql`…` refuses a value that stands within quotes or a comment", async () => {
        const dialect = await dialectFor(IMAGINED[server]);
        const spell = (op: Operation) => dialect.compile([op], EMPTY_SCHEMA);
        for (const wrong of [
          sql`SELECT '${1}'`,
          sql`SELECT 1 /* ${1} */`,
          sql`SELECT 1 -- ${1}
            + 1`,
          sql`SELECT "${sql.name("a")}"`,
        ])
          expect(() => spell(operations.execute.of(wrong)))
            .to.throw(MigError)
            .with.property("code", "MIG409");
        const part = sql`${sql.name('a"`b')} IN (${sql.join(["it's", 2])})`;
        const [text] = spell(operations.execute.of(sql`SELECT ${part} FROM ${sql.table("s.t")}`));
        const { name, table } = dialect.grammar;
        expect(text).to.equal(`SELECT ${name('a"`b')} IN ('it''s', 2) FROM ${table("s.t")}`);
      });
    });
});

/** Statements that leave something behind, with bodies that have semicolons in them. */
const SEVERAL: { readonly [Name in ServerName]: string } = {
  postgres: `
    CREATE TABLE t (id int, note text); -- a; comment
    CREATE FUNCTION twice() RETURNS trigger LANGUAGE plpgsql AS $f$
    BEGIN NEW.id := NEW.id * 2; RETURN NEW; END;
    $f$;
    CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION twice();
    INSERT INTO t VALUES (1, 'a;b'), (2, $$c;'d$$);`,
  mysql: `
    CREATE TABLE t (id int, note text); -- a; comment
    CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW
    BEGIN
      IF NEW.id > 0 THEN SET NEW.id = NEW.id * 2; END IF;
      SET NEW.note = CASE WHEN NEW.note = '' THEN 'none' ELSE NEW.note END;
    END;
    INSERT INTO t VALUES (1, 'a;b'), (2, "c;'d");`,
  mariadb: `
    CREATE TABLE t (id int, note text); # a; comment
    CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW
    BEGIN
      IF NEW.id > 0 THEN SET NEW.id = NEW.id * 2; END IF;
    END;
    INSERT INTO t VALUES (1, 'a;b'), (2, "c;'d");`,
  sqlite: `
    CREATE TABLE t (id int, note text); -- a; comment
    CREATE TRIGGER tr AFTER INSERT ON t
    BEGIN
      UPDATE t SET id = CASE WHEN id > 0 THEN id * 2 END WHERE rowid = NEW.rowid;
      SELECT 1;
    END;
    INSERT INTO t VALUES (1, 'a;b'), (2, 'c;''d');`,
};

describe("op.execute", function () {
  this.timeout(60_000);
  eachServer((server) => {
    const both = async (ops: readonly Operation[], rows: readonly object[]) => {
      const read = ({ test }: SchemaDatabase) => test.query("SELECT id, note FROM t ORDER BY id");
      await using online = await createSchemaDatabase(server);
      await online.run(ops);
      expect(await read(online)).to.deep.equal(rows);
      await using offline = await createSchemaDatabase(server);
      const means = await meansFor(server, offline.connection.server.version);
      const steps = [step("upgrade", saying(ops), "base", "aaaa1")];
      await runSql(offline.test, await wholeScript(means, EMPTY_SCHEMA, steps, true));
      expect(await read(offline)).to.deep.equal(rows);
    };

    it("runs several statements, whatever is in them, online and by a script", () =>
      both(
        [operations.execute.of(SEVERAL[server])],
        [
          { id: 2, note: "a;b" },
          { id: 4, note: "c;'d" },
        ],
      ));

    it("takes a list of texts and of sql`…`", () =>
      both(
        [
          operations.execute.of([
            "CREATE TABLE t (id int, note varchar(40))",
            sql`INSERT INTO ${sql.table("t")} (id, note) VALUES (${1}, ${"it's; \\ 🎈"}), (${-2}, ${null})`,
          ]),
        ],
        [
          { id: -2, note: null },
          { id: 1, note: "it's; \\ 🎈" },
        ],
      ));

    it("says which statement failed", async () => {
      await using database = await createSchemaDatabase(server);
      const error: unknown = await database
        .run([operations.execute.of("CREATE TABLE t (id int);\nSELECT nothing FROM t;\nSELECT 1")])
        .catch((reason: unknown) => reason);
      expect(error).to.have.property("statement", "SELECT nothing FROM t");
    });
  });
});
