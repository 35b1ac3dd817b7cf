import { expect } from "chai";
import {
  apply,
  applyAll,
  inverse,
  operations,
  type Operation,
} from "../../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { table } from "../../../src/schema/spec.js";
import { eachServer } from "../../support/databases.js";
import { empty, openPostgres, type PostgresDatabase } from "./database.js";

const NAME = "audit.Mood, of a day";
/** The same as SQL. */
const TYPE = 'audit."Mood, of a day"';

/** Columns of the type in two schemas, with all that can depend on them. */
const GIVEN: Schema = {
  ...EMPTY_SCHEMA,
  namespaces: [{ name: "audit" }],
  enums: [{ name: NAME, values: ["sad", "it's", "ok"] }],
  tables: [
    table({
      name: "audit.log",
      columns: [
        { name: "mood", type: TYPE, default: "'sad'" },
        { name: "note", type: "text", default: `('ok'::${TYPE})::text`, nullable: true },
        {
          name: "isSad",
          type: "boolean",
          generated: "stored",
          expression: `mood = 'sad'::${TYPE}`,
          comment: "of course",
        },
        { name: "id", type: "integer", generated: "identity always" },
      ],
      primaryKey: { name: "log_key", columns: ["mood"] },
      uniques: [{ name: "u", columns: ["id", "mood"] }],
      checks: [
        { name: "c1", expression: `mood <> 'it''s'::${TYPE}` },
        { name: "c2", expression: "id > 0" },
      ],
      indexes: [
        { name: "i1", columns: ["mood", "isSad"] },
        { name: "i2", columns: ["id"], where: `mood > 'sad'::${TYPE}` },
        { name: "i3", columns: [{ expression: `COALESCE(mood, 'ok'::${TYPE})` }] },
      ],
    }),
    table({
      name: "users",
      columns: [
        { name: "mood", type: TYPE, nullable: true },
        { name: "moods", type: `${TYPE}[]`, default: "'{sad,ok}'" },
        { name: "other", type: `${TYPE}[]`, nullable: true, default: "'{}'" },
      ],
      foreignKeys: [
        { name: "fk", columns: ["mood"], references: { table: "audit.log", columns: ["mood"] } },
      ],
    }),
  ],
};
const FROM = ["sad", "it's", "ok"];

eachServer(() => {
  describe("other values of an enum type", () => {
    let database: PostgresDatabase;
    let given: Schema;
    before(async () => (database = await openPostgres()));
    beforeEach(async () => {
      await empty(database);
      const { dialect, run, query } = database;
      given = dialect.normalize(GIVEN);
      await run([
        { kind: "createSchema", name: "audit" },
        ...given.enums.map((type): Operation => ({ kind: "createEnum", type })),
        ...given.tables.map((table): Operation => ({ kind: "createTable", table })),
      ]);
      await query("INSERT INTO audit.log (mood) VALUES ('ok'), ('sad')");
      await query("INSERT INTO users (mood) VALUES ('ok')");
    });
    after(() => database[Symbol.asyncDispose]());

    const read = () => database.reflect({ namespaces: ["audit"] });

    const CASES: Readonly<Record<string, readonly string[]>> = {
      "added, in between and at the end": ["sad", "so-so", "it's", "ok", "fine"],
      "in another order": ["ok", "it's", "sad"],
      "removed, where no row has it": ["sad", "ok"],
    };
    for (const [name, to] of Object.entries(CASES))
      it(`${name}, and back`, async () => {
        const op: Operation = operations.alterEnum.of(NAME, FROM, to);
        const before = to.includes("it's") ? given : withoutCheck(given);
        if (before !== given)
          await database.run([{ kind: "dropCheck", table: "audit.log", name: "c1" }]);

        await database.run([op], before);
        const added = to.filter((value) => FROM.includes(value)).join() === FROM.join();
        const after = added ? apply(op, before) : last(apply(op, before));
        expect(await read()).to.deep.equal(database.dialect.normalize(after));
        expect(await rows()).to.deep.equal([{ log: "ok,sad", mood: "ok", moods: "{sad,ok}" }]);

        await database.run([inverse(op) as Operation], apply(op, before));
        expect(await read()).to.deep.equal(last(before));
        expect(await rows()).to.deep.equal([{ log: "ok,sad", mood: "ok", moods: "{sad,ok}" }]);
      });

    it("an added value can be used at once", async () => {
      const to = [...FROM, "new"];
      const moods = given.tables[1]!.columns[1]!;
      await database.run(
        [
          operations.alterEnum.of(NAME, FROM, to, { rewrite: true }),
          { kind: "alterColumn", table: "users", column: moods, change: { default: "'{new}'" } },
          operations.execute.of("INSERT INTO users (moods) VALUES ('{new}')"),
        ],
        given,
      );
    });

    it("rows that hold a value that goes get another", async () => {
      await database.run([{ kind: "dropCheck", table: "audit.log", name: "c1" }]);
      await database.query("UPDATE audit.log SET mood = 'it''s' WHERE mood = 'sad'");
      await database.query("UPDATE users SET moods = '{it''s,ok}'");
      const values = { "it's": "sad" };
      const op = operations.alterEnum.of(NAME, FROM, ["sad", "ok"], { values });
      await database.run([op], withoutCheck(given));
      expect(await rows()).to.deep.equal([{ log: "ok,sad", mood: "ok", moods: "{sad,ok}" }]);
    });

    it("a default that goes with its value makes place for the next one", async () => {
      const mood = given.tables.find(({ name }) => name === "users")!.columns[1]!;
      const ops: readonly Operation[] = [
        operations.alterEnum.of(NAME, FROM, ["it's", "ok", "glad"]),
        { kind: "alterColumn", table: "users", column: mood, change: { default: "'{glad}'" } },
      ];
      await database.query("DELETE FROM users");
      await database.query("DELETE FROM audit.log");
      const users = { ...given, tables: given.tables.filter(({ name }) => name === "users") };
      const alone = { ...users, tables: users.tables.map((one) => ({ ...one, foreignKeys: [] })) };
      await database.query("DROP TABLE audit.log CASCADE");
      await database.run(ops, alone);
      expect(await read()).to.deep.equal(database.dialect.normalize(applyAll(ops, alone)));
    });

    it("a value that a row has is not lost", async () => {
      const op: Operation = operations.alterEnum.of(NAME, FROM, ["sad", "it's"]);
      let message = "";
      await database.run([op], given).catch((error: Error) => (message = error.message));
      expect(message).to.match(/invalid input value for enum .*"ok"/);
      expect(await read()).to.deep.equal(given);
    });

    const rows = () =>
      database.query(
        "SELECT (SELECT string_agg(mood::text, ',' ORDER BY mood::text) FROM audit.log) AS log, mood::text, moods::text FROM users",
      );
  });
}, ["postgres"]);

const withoutCheck = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.map((one) => ({
    ...one,
    checks: one.checks.filter(({ name }) => name !== "c1"),
  })),
});

/** The column that had to be made anew stands last. */
const last = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.map((one) => ({
    ...one,
    columns: one.columns.toSorted(
      (a, b) => Number(a.name === "isSad") - Number(b.name === "isSad"),
    ),
  })),
});
