import { expect } from "chai";
import { applyAll, inverse, operations, type Operation } from "../../src/operations/index.js";
import { EMPTY_SCHEMA } from "../../src/schema/model.js";
import { eachServer, SERVERS, type ServerName } from "../support/databases.js";
import { runSql } from "../support/run-sql.js";
import { meansFor, saying, step, wholeScript } from "../support/scripts.js";
import { createSchemaDatabase } from "../support/schema-database.js";

/** What operations do that a schema does not show, or not all of it. */
interface Case {
  readonly name: string;
  readonly before: readonly Operation[];
  readonly ops: readonly Operation[];
  /** Asks for one value, `seen`, which the operations change. */
  readonly look: string;
  readonly was: unknown;
  readonly is: unknown;
  /** Those that have it; the others refuse it. */
  readonly on: readonly ServerName[];
  /** The operations cannot be undone. */
  readonly stays?: true;
  /** The others refuse what comes before. */
  readonly isRefusedBefore?: true;
}

const { createTable, createView, createEnum, execute } = operations;
const { addCheck, addForeignKey, validateConstraint } = operations;
const { replaceView, refreshView, addEnumValue } = operations;

const POSTGRES = ["postgres"] as const;
const notValid = { notValid: true };
const id = { name: "id", type: "int" };
const TREE = {
  name: "tree",
  columns: [id, { name: "root", type: "int" }],
  primaryKey: ["id"],
};
const tree = [createTable.of(TREE), execute.of("INSERT INTO tree VALUES (-1, 7)")];
const CHECK = { name: "ck_tree", expression: "id > 0" };
const KEY = { name: "fk_tree", columns: ["root"], references: { table: "tree", columns: ["id"] } };
const isValid = (name: string) =>
  `SELECT (SELECT convalidated FROM pg_constraint WHERE conname = '${name}') AS seen`;

const LEAVES = { name: "leaves", query: "SELECT id FROM tree" };
const POSITIVE = { name: "leaves", query: "SELECT id FROM tree WHERE id > 0" };
const count = (view: string) => `SELECT count(*) AS seen FROM ${view}`;
const KEPT = {
  ...LEAVES,
  materialized: true,
  indexes: [{ name: "uq_leaves", columns: ["id"], unique: true }],
};
const filled = [createTable.of(TREE), createView.of(KEPT), ...tree.slice(1)];

const mood = [createEnum.of("mood", ["sad", "ok"])];
const MOODS =
  "SELECT string_agg(enumlabel, ' ' ORDER BY enumsortorder) AS seen FROM pg_enum WHERE enumtypid = 'mood'::regtype";

const CASES: readonly Case[] = [
  {
    name: "a check that is not valid lets rows be that break it",
    ...{ before: tree, ops: [addCheck.of("tree", CHECK, notValid)] },
    ...{ look: isValid("ck_tree"), was: null, is: false, on: POSTGRES },
  },
  {
    name: "a check becomes valid",
    before: [...tree, addCheck.of("tree", CHECK, notValid), execute.of("DELETE FROM tree")],
    ops: [validateConstraint.of("tree", "ck_tree")],
    ...{ look: isValid("ck_tree"), was: false, is: true, on: POSTGRES, stays: true },
  },
  {
    name: "a foreign key that is not valid lets rows be that break it",
    ...{ before: tree, ops: [addForeignKey.of("tree", KEY, notValid)] },
    ...{ look: isValid("fk_tree"), was: null, is: false, on: POSTGRES },
  },
  {
    name: "a foreign key becomes valid",
    before: [...tree, addForeignKey.of("tree", KEY, notValid), execute.of("DELETE FROM tree")],
    ops: [validateConstraint.of("tree", "fk_tree")],
    ...{ look: isValid("fk_tree"), was: false, is: true, on: POSTGRES, stays: true },
  },
  {
    name: "a view gets another query",
    before: [...tree, createView.of(LEAVES)],
    ops: [replaceView.of(POSITIVE, LEAVES)],
    ...{ look: count("leaves"), was: 1, is: 0, on: SERVERS },
  },
  {
    name: "a view under another view gets another query",
    before: [
      ...tree,
      createView.of(LEAVES),
      createView.of({ name: "twigs", query: "SELECT id FROM leaves" }),
    ],
    ops: [replaceView.of(POSITIVE, LEAVES)],
    ...{ look: count("twigs"), was: 1, is: 0, on: SERVERS },
  },
  {
    name: "a materialized view gets another query",
    before: [...tree, createView.of(KEPT)],
    ops: [replaceView.of({ ...KEPT, ...POSITIVE }, KEPT)],
    ...{ look: count("leaves"), was: 1, is: 0, on: POSTGRES },
  },
  {
    name: "a materialized view becomes a plain one",
    before: [...filled, createView.of({ name: "twigs", query: "SELECT id FROM leaves" })],
    ops: [replaceView.of(LEAVES, KEPT)],
    ...{ look: count("twigs"), was: 0, is: 1, on: POSTGRES, stays: true, isRefusedBefore: true },
  },
  {
    name: "a materialized view gets the rows of now",
    ...{ before: filled, ops: [refreshView.of("leaves")] },
    ...{ look: count("leaves"), was: 0, is: 1, on: POSTGRES, stays: true },
  },
  {
    name: "a materialized view gets the rows of now while others read it",
    ...{ before: filled, ops: [refreshView.of("leaves", { concurrently: true })] },
    ...{ look: count("leaves"), was: 0, is: 1, on: POSTGRES, stays: true },
  },
  {
    name: "a materialized view is emptied",
    ...{ before: filled, ops: [refreshView.of("leaves", { withData: false })] },
    look: "SELECT relispopulated AS seen FROM pg_class WHERE relname = 'leaves'",
    ...{ was: true, is: false, on: POSTGRES, stays: true },
  },
  ...(
    [
      [{}, "sad ok fine"],
      [{ before: "ok" }, "sad fine ok"],
      [{ after: "sad" }, "sad fine ok"],
      [{ before: "sad", ifNotExists: true }, "fine sad ok"],
    ] as const
  ).map(([place, is]): Case => ({
    name: `a value comes to an enum type, ${JSON.stringify(place)}`,
    ...{ before: mood, ops: [addEnumValue.of("mood", "fine", place)] },
    ...{ look: MOODS, was: "sad ok", is, on: POSTGRES, stays: true },
  })),
];

describe("operations, online and as a script", () => {
  eachServer((server) => {
    for (const { name, before, ops, look, was, is, on, stays, isRefusedBefore } of CASES)
      if (on.includes(server))
        it(name, async () => {
          await using online = await createSchemaDatabase(server);
          await using offline = await createSchemaDatabase(server);
          const means = await meansFor(server, online.connection.server.version);
          const seen = async ({ test }: typeof online) => {
            const [row] = await test.query(look);
            const value = row?.["seen"];
            return typeof value === "boolean" || value === null || isNaN(Number(value))
              ? value
              : Number(value);
          };
          const script = async (
            direction: "upgrade" | "downgrade",
            from: "base" | "aaaa1" | "bbbb1",
            to: string,
          ) => {
            const made = { base: [], aaaa1: before, bbbb1: [...before, ...ops] }[from];
            const said = { base: before, aaaa1: ops, bbbb1: back(ops) }[from];
            const steps = [step(direction, saying(said), from, to)];
            const schema = applyAll(made, EMPTY_SCHEMA);
            await runSql(offline.test, await wholeScript(means, schema, steps, from === "base"));
          };

          await online.run(before);
          await script("upgrade", "base", "aaaa1");
          expect([await seen(online), await seen(offline)]).to.deep.equal([was, was]);
          await online.run(ops);
          await script("upgrade", "aaaa1", "bbbb1");
          expect([await seen(online), await seen(offline)]).to.deep.equal([is, is]);
          const [left, right] = [await online.reflect(), await offline.reflect()];
          expect(withoutMig(right)).to.deep.equal(withoutMig(left));
          const wanted = applyAll([...before, ...ops], EMPTY_SCHEMA);
          expect(await online.difference(wanted)).to.deep.equal([]);
          if (stays) return;
          await online.run(back(ops));
          await script("downgrade", "bbbb1", "aaaa1");
          expect([await seen(online), await seen(offline)]).to.deep.equal([was, was]);
        });
      else if (!isRefusedBefore)
        it(`${name}: refused, and nothing is done`, async () => {
          await using database = await createSchemaDatabase(server);
          await database.run([createTable.of(TREE)]);
          const before = await database.reflect();
          const error: unknown = await database.run(ops).catch((it: unknown) => it);
          expect(error).to.have.property("code", "MIG404");
          expect(error).to.have.property("hint").that.is.a("string").and.is.not.empty;
          expect(await database.reflect()).to.deep.equal(before);
        });

    if (server === "postgres")
      it("a view that gets another query keeps what is attached to it", async () => {
        await using database = await createSchemaDatabase(server);
        const { connection, test } = database;
        await database.run([...tree, createView.of(LEAVES)]);
        await test.run(
          `ALTER VIEW leaves SET (security_barrier = true, check_option = local);
           COMMENT ON VIEW leaves IS 'of all trees'; GRANT SELECT ON leaves TO PUBLIC;
           CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
           CREATE TRIGGER t INSTEAD OF INSERT ON leaves FOR EACH ROW EXECUTE FUNCTION nothing()`,
        );
        const attached = async () =>
          (await connection.dialect.reflect(connection.query, { namespaces: [], except: [] }))
            .views[0]?.attached;
        const before = await attached();
        expect(before).to.have.length.above(3);
        await database.run([replaceView.of(POSITIVE)]);
        expect(await attached()).to.deep.equal(before);
      });

    if (server === "postgres")
      it("rows that break a constraint keep it from becoming valid", async () => {
        await using database = await createSchemaDatabase(server);
        await database.run([...tree, addCheck.of("tree", CHECK, notValid)]);
        await database.run([execute.of("INSERT INTO tree VALUES (1, 1)")]);
        for (const op of [
          execute.of("INSERT INTO tree VALUES (-2, 1)"),
          validateConstraint.of("tree", "ck_tree"),
        ])
          expect(String(await database.run([op]).catch((it: unknown) => it))).to.contain("ck_tree");
      });
  });
});

const back = (ops: readonly Operation[]) => ops.toReversed().flatMap((op) => inverse(op) ?? []);

const withoutMig = (schema: typeof EMPTY_SCHEMA) => ({
  ...schema,
  tables: schema.tables.filter(({ name }) => !/^(mig|typeorm)_/.test(name)),
});
