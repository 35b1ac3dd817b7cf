import { expect } from "chai";
import { operations } from "../../../src/operations/index.js";
import { eachServer } from "../../support/databases.js";
import { empty, openPostgres, type PostgresDatabase } from "./database.js";

eachServer(() => {
  describe("a view over a column that is retyped", () => {
    let database: PostgresDatabase;
    before(async () => (database = await openPostgres()));
    beforeEach(() => empty(database));
    after(() => database[Symbol.asyncDispose]());

    it("keeps its triggers, rules and defaults", async () => {
      await database.script(`
        CREATE TABLE people (id int PRIMARY KEY, name varchar(10));
        CREATE TABLE gone (id int);
        CREATE VIEW named AS SELECT id, name FROM people;
        ALTER VIEW named ALTER COLUMN name SET DEFAULT 'it''s nobody';
        CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN INSERT INTO people VALUES (NEW.id, NEW.name || '!'); RETURN NEW; END $$;
        CREATE TRIGGER keeping INSTEAD OF INSERT ON named FOR EACH ROW EXECUTE FUNCTION keep();
        COMMENT ON TRIGGER keeping ON named IS 'with a mark';
        CREATE RULE "for good" AS ON DELETE TO named DO INSTEAD
          (INSERT INTO gone VALUES (OLD.id); DELETE FROM people WHERE id = OLD.id);
        COMMENT ON RULE "for good" ON named IS 'and noted'`);
      const before = await database.query(BESIDES);
      expect(before).to.have.length(5);
      const schema = await database.reflect();
      const column = schema.tables
        .find(({ name }) => name === "people")
        ?.columns.find(({ name }) => name === "name");
      await database.run(
        [operations.alterColumn.of("people", column!, { type: "varchar(20)" })],
        schema,
      );
      expect(await database.query(BESIDES)).to.deep.equal(before);
      await database.script(
        "INSERT INTO named (id) VALUES (1), (2); DELETE FROM named WHERE id = 1",
      );
      expect(await database.query("SELECT name, (SELECT id FROM gone) AS gone FROM people"))
        .to.deep //
        .equal([{ name: "it's nobody!", gone: 1 }]);
    });
  });
}, ["postgres"]);

const BESIDES = `
SELECT pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE tgrelid = 'named'::regclass
UNION ALL SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = 'named'::regclass AND rulename <> '_RETURN'
UNION ALL SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'named'::regclass
UNION ALL SELECT description FROM pg_description
  WHERE objoid IN (SELECT oid FROM pg_trigger WHERE tgrelid = 'named'::regclass
    UNION ALL SELECT oid FROM pg_rewrite WHERE ev_class = 'named'::regclass)
ORDER BY 1`;
