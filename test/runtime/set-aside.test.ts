import { expect } from "chai";
import { MigError } from "../../src/errors.js";
import { operations, type Operation } from "../../src/operations/index.js";
import { setAside } from "../../src/runtime/set-aside.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/model.js";
import { table, view } from "../../src/schema/spec.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

const { createTable, createView, dropView } = operations;

const TYPES = { postgres: "integer", mysql: "int", mariadb: "int", sqlite: "integer" } as const;

/** The query of a view that others have made over `people`, and what they have said of it. */
const OTHERS: { readonly [S in ServerName]: readonly string[] } = {
  postgres: [
    "CREATE VIEW theirs AS SELECT id FROM people",
    "COMMENT ON VIEW theirs IS 'for the report'",
    "CREATE VIEW theirs_again AS SELECT id FROM theirs",
    "CREATE FUNCTION ignore() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE TRIGGER take INSTEAD OF INSERT ON people FOR EACH ROW EXECUTE FUNCTION ignore()",
  ],
  sqlite: [
    'CREATE VIEW "theirs" AS SELECT id FROM people',
    'CREATE VIEW "theirs_again" AS SELECT id FROM theirs',
    "CREATE TRIGGER take INSTEAD OF INSERT ON people BEGIN INSERT INTO person (id) VALUES (new.id); END",
  ],
  mysql: [
    "CREATE VIEW theirs AS SELECT id FROM people",
    "ALTER SQL SECURITY INVOKER VIEW people AS SELECT id FROM person WHERE id > 0 WITH LOCAL CHECK OPTION",
  ],
  mariadb: [
    "CREATE VIEW theirs AS SELECT id FROM people",
    "ALTER ALGORITHM = MERGE SQL SECURITY INVOKER VIEW people AS SELECT id FROM person WHERE id > 0 WITH LOCAL CHECK OPTION",
  ],
};

/** All that the database says of its views. */
const SAID: { readonly [S in ServerName]: string } = {
  postgres: `SELECT c.relname, c.relkind, pg_get_viewdef(c.oid) AS query, obj_description(c.oid) AS comment,
    ARRAY(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid) AS triggers
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v' ORDER BY 1`,
  sqlite:
    "SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY name",
  mysql: `SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE FROM information_schema.VIEWS
    WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME`,
  mariadb: `SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, ALGORITHM FROM information_schema.VIEWS
    WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME`,
};

const people = (query: string) => createView.of({ name: "people", query });

describe("views that go and come again", () => {
  eachServer((server) => {
    let database: SchemaDatabase;
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
      const id = { name: "id", type: TYPES[server] };
      await database.run([
        createTable.of({ name: "person", columns: [id], primaryKey: ["id"] }),
        people("SELECT id FROM person WHERE id > 0"),
      ]);
      for (const statement of OTHERS[server]) await database.test.query(statement);
    });
    afterEach(() => database[Symbol.asyncDispose]());

    const said = () => database.test.query(SAID[server]);

    it("have all that they had, and so has what stands on them, also that of others", async () => {
      const before = await said();
      await database.run([dropView.of("people"), people("SELECT id FROM person WHERE id > 1")]);
      const between = await said();
      expect(between).to.not.deep.equal(before);
      expect(between).to.have.length(before.length);
      await database.run([dropView.of("people"), people("SELECT id FROM person WHERE id > 0")]);
      expect(await said()).to.deep.equal(before);
    });

    if (server === "postgres")
      it("may not go for good while others stand on them", async () => {
        const error: unknown = await database.run([dropView.of("people")]).catch((it) => it);
        expect(error).to.be.instanceOf(MigError).with.property("code", "MIG401");
        expect((error as MigError).message)
          .to.contain("theirs")
          .and.contain("people");
        expect(await said()).to.have.length(3);
      });

    it("give way to a table of their name", async () => {
      const id = { name: "id", type: TYPES[server] };
      await database.run([
        dropView.of("people"),
        createTable.of({ name: "people", columns: [id], primaryKey: ["id"] }),
      ]);
      expect((await said()).length).to.equal(server === "postgres" || server === "sqlite" ? 2 : 1);
    });
  });

  describe("in which order", () => {
    const schema: Schema = {
      ...EMPTY_SCHEMA,
      tables: [table({ name: "t", columns: [{ name: "a", type: "int" }] })],
      views: [
        view({ name: "v", query: "SELECT a FROM t" }),
        view({ name: "w", query: "SELECT a FROM t" }),
        view({ name: "x", query: "SELECT v.a FROM v JOIN w ON v.a = w.a" }),
        view({ name: "y", query: "SELECT a FROM x" }),
      ],
    };
    const without = (...names: readonly string[]): Schema => ({
      ...schema,
      views: schema.views.filter(({ name }) => !names.includes(name)),
    });
    const shown = (ops: readonly Operation[]) =>
      ops.map((op) =>
        op.kind === "createView" ? `+${op.view.name}` : op.kind === "dropView" ? `-${op.name}` : "",
      );
    const made = (name: string) => createView.of({ name, query: "SELECT a FROM t" });

    it("one comes back when all is there that it reads, below before above", () => {
      const aside = setAside(true);
      expect(shown(aside.around(dropView.of("v"), schema))).to.deep.equal(["-y", "-x", "-v"]);
      expect(shown(aside.around(dropView.of("w"), without("v", "x", "y")))).to.deep.equal(["-w"]);
      expect(shown(aside.around(made("v"), without("v", "w", "x", "y")))).to.deep.equal(["+v"]);
      expect(shown(aside.around(made("w"), without("w", "x", "y")))).to.deep.equal([
        "+w",
        "+x",
        "+y",
      ]);
      aside.end();
    });

    it("what the migration drops itself does not come back by itself, and is not dropped twice", () => {
      const aside = setAside(true);
      const rights = ["GRANT SELECT ON x TO reader"];
      const withRights: Schema = {
        ...schema,
        views: schema.views.map((one) => (one.name === "x" ? { ...one, attached: rights } : one)),
      };
      expect(shown(aside.around(dropView.of("v"), withRights))).to.deep.equal(["-y", "-x", "-v"]);
      expect(shown(aside.around(dropView.of("x"), without("v", "x", "y")))).to.deep.equal([]);
      expect(shown(aside.around(made("v"), without("v", "x", "y")))).to.deep.equal(["+v"]);
      const [again, ...rest] = aside.around(made("x"), without("x", "y"));
      expect(shown(rest)).to.deep.equal(["+y"]);
      expect(again).to.deep.include({
        view: { ...view({ name: "x", query: "SELECT a FROM t" }), attached: rights },
      });
      aside.end();
    });

    it("one that waits for what does not come is told of, once", () => {
      const aside = setAside(true);
      aside.around(dropView.of("x"), schema);
      expect(() => aside.end()).to.throw(MigError, /y .*x/);
      aside.end();
    });

    it("nothing goes where views hold nothing", () => {
      expect(shown(setAside(false).around(dropView.of("v"), schema))).to.deep.equal(["-v"]);
    });
  });
});
