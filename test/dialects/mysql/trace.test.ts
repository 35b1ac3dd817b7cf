import { randomBytes } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import type { Query } from "../../../src/dialects/dialect.js";
import { trace } from "../../../src/dialects/mysql/trace.js";
import { changesRows, isLook } from "../../../src/dialects/statement-kind.js";
import { operations, type Kind, type Operation } from "../../../src/operations/index.js";
import { runMigration } from "../../../src/runtime/op.js";
import { executing } from "../../../src/runtime/sinks.js";
import { quoting } from "../../../src/sql.js";
import { eachServer } from "../../support/databases.js";
import { emptied } from "../../support/emptied.js";
import { plainFooting } from "../../support/footing.js";
import {
  createSchemaDatabase,
  saying,
  type SchemaDatabase,
} from "../../support/schema-database.js";
import { positionsOf, sceneOf } from "../../operations/hostile/scenes.js";
import { textsFor } from "../../operations/hostile/texts.js";

/** How many of the trials of each operation are made anew on each server. */
const RUNS = Number(process.env["MIG_LAW_RUNS"] ?? 3);
const SEED = process.env["MIG_LAW_RUNS"] ? {} : { seed: 1 };

/** Statements that leave no trace in one definition. */
const OWN_WORDS = [
  "CREATE PROCEDURE p() BEGIN END",
  "OPTIMIZE TABLE t",
  "DROP TABLE a, b",
  "RENAME TABLE a TO c, b TO a",
  "CREATE OR REPLACE TABLE a (id int)",
  "ALTER TABLE a TRUNCATE PARTITION p0",
  "ALTER TABLE a EXCHANGE PARTITION p0 WITH TABLE b",
  "SET STATEMENT max_statement_time = 60 FOR INSERT INTO a VALUES (1)",
  "SET @a = f()",
];

describe("what the catalog tells of a statement", function () {
  this.timeout(60_000 + RUNS * 10_000);

  eachServer(
    (server) => {
      let database: SchemaDatabase;
      let told = 0;
      before(async () => {
        database = await createSchemaDatabase(server);
      });
      after(() => database[Symbol.asyncDispose]());

      for (const kind of Object.keys(operations) as Kind[])
        it(`law: whether it has happened, for each that ${kind} runs, whatever the names`, async () => {
          const { literal } = database.connection.dialect.grammar;
          const given = {
            sql: { ...quoting("`"), literal },
            text: "varchar(250)",
            range: "varchar(250)",
          };
          const prefix = `mig_test_${randomBytes(6).toString("hex")}`;
          await fc.assert(
            fc.asyncProperty(textsFor(positionsOf(kind, given)), async (hostile) => {
              const texts = Object.fromEntries(
                Object.entries(hostile).map(([position, text], at) => [
                  position,
                  `${keptText(text)}${at}`,
                ]),
              );
              const { schema } = texts;
              const others = schema === undefined ? [] : [prefix + schema];
              const named = schema === undefined ? texts : { ...texts, schema: prefix + schema };
              const scene = sceneOf(kind, named, given);
              const untold: string[] = [];
              await run(database, scene.given ?? [], database.connection.query)
                .then(() =>
                  run(
                    database,
                    [scene.op],
                    telling(database, untold, () => (told += 1)),
                  ),
                )
                .catch(refusedByMySql)
                .finally(() => emptied(database, others));
              expect(untold).to.deep.equal([]);
            }),
            { numRuns: RUNS, includeErrorInReport: true, ...SEED },
          );
        });

      it("of which there were enough", () => expect(told).to.be.greaterThan(50));

      it("is nothing of what it does not know", async () => {
        for (const statement of OWN_WORDS)
          expect(await trace.seen(database.connection.query, statement)).to.equal(null);
      });

      for (const comment of ["", " COMMENT 'x AUTO_INCREMENT=5'"])
        it(`is the same as before, though rows have come${comment}`, async () => {
          const { query } = database.connection;
          await query(
            `CREATE TABLE counted (id int AUTO_INCREMENT PRIMARY KEY${comment})${comment}`,
          );
          const statement = "ALTER TABLE counted ADD COLUMN a int";
          const before = await trace.seen(query, statement);
          await query("INSERT INTO counted VALUES (), ()");
          expect(await trace.seen(query, statement)).to.deep.equal(before);
          await query("DROP TABLE counted");
        });

      it("is not that it has happened, where somebody else has changed something else", async () => {
        const { query } = database.connection;
        await query("CREATE TABLE shared (id int, what int)");
        const statement = "ALTER TABLE `shared` ADD COLUMN `age` int";
        const text = async () => (await trace.seen(query, statement))?.text ?? "";
        const before = await text();
        await query("ALTER TABLE shared ADD INDEX other (what)");
        const others = await text();
        expect(others).to.not.equal(before);
        expect(trace.canBe(statement, before, others)).to.equal(false);
        await query(statement);
        expect(trace.canBe(statement, before, await text())).to.equal(true);
        expect(trace.canBe("ALTER TABLE `shared` COMMENT 'x'", before, others)).to.equal(true);
        const moved = "ALTER TABLE `shared` MODIFY COLUMN `what` int FIRST";
        const unmoved = await text();
        await query(moved);
        expect(trace.canBe(moved, unmoved, await text())).to.equal(true);
        await query("DROP TABLE shared");
      });

      it("is not compared where names are quoted otherwise", async () => {
        const { query } = database.connection;
        const statement = "ALTER TABLE anything ADD COLUMN a int";
        const before = await trace.seen(query, statement);
        await query("SET SESSION sql_mode = 'ANSI_QUOTES'");
        expect((await trace.seen(query, statement))?.context).to.not.equal(before?.context);
      });
    },
    ["mysql", "mariadb"],
  );
});

/** A name that MySQL keeps, however hostile. */
const keptText = (text: string) =>
  `x${text.replaceAll(/[\0\u{10000}-\u{10ffff}]/gu, "").slice(0, 40)}x`;

/** It does not have all operations. */
function refusedByMySql(error: unknown): void {
  if (Object(error).code !== "MIG404") throw error;
}

const run = (
  { connection: { dialect } }: SchemaDatabase,
  ops: readonly Operation[],
  query: Query,
): Promise<void> =>
  runMigration(
    saying(ops),
    executing(dialect, { namespaces: [], except: [] }, plainFooting(query)),
  );

/** The connection; a statement of which the catalog does not tell whether it has happened is put on the list. */
function telling({ connection }: SchemaDatabase, untold: string[], hear: () => void): Query {
  const { query } = connection;
  return async (sql, parameters) => {
    if (isLook(sql) || changesRows(sql)) return query(sql, parameters);
    const before = await trace.seen(query, sql);
    if (before === null) untold.push(sql);
    const say = async (isDone: boolean) => {
      const after = await trace.seen(query, sql);
      // What leaves no trace can run again.
      if (isDone && after?.text === before?.text) await query(sql).catch(() => untold.push(sql));
      if (after === null || (!isDone && after.text !== before?.text)) untold.push(sql);
      else if (isDone && before && !trace.canBe(sql, before.text, after.text)) untold.push(sql);
    };
    try {
      const rows = await query(sql, parameters);
      await say(true);
      hear();
      return rows;
    } catch (error) {
      await say(false);
      throw error;
    }
  };
}
