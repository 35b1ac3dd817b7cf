import { expect } from "chai";
import { trace } from "../../../src/dialects/postgres/trace.js";
import { createDatabase, eachServer, type TestDatabase } from "../../support/databases.js";

/** What comes before, and the statement. */
const TOLD: readonly { readonly given?: string; readonly statement: string }[] = [
  { statement: "CREATE INDEX CONCURRENTLY deed_what ON deed (what)" },
  { statement: 'create unique index concurrently if not exists "Of ""it""" on only deed (what)' },
  { statement: 'CREATE INDEX CONCURRENTLY by_what ON "Other"."Deed" (what)' },
  { given: "CREATE INDEX gone ON deed (what)", statement: "DROP INDEX CONCURRENTLY gone" },
  {
    given: 'CREATE INDEX "G""one" ON "Other"."Deed" (what)',
    statement: 'DROP INDEX CONCURRENTLY IF EXISTS "Other"."G""one" RESTRICT;',
  },
  { statement: "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'so so' BEFORE 'ok'" },
];

/** What does no harm when it is run again. */
const HARMLESS = [
  "DO 'BEGIN END'",
  "VACUUM deed",
  "REINDEX TABLE deed",
  "SET lock_timeout = 1000",
  "REFRESH MATERIALIZED VIEW deeds",
];

const UNTOLD = [
  "CREATE INDEX CONCURRENTLY ON deed (what)",
  "DROP INDEX CONCURRENTLY one, other",
  "REINDEX TABLE CONCURRENTLY deed",
  "DO 'BEGIN DELETE FROM deed; END'",
  "CALL anything()",
];

describe("what the catalog of PostgreSQL tells of a statement", () => {
  eachServer(() => {
    let database: TestDatabase;
    before(async () => {
      database = await createDatabase("postgres");
      for (const statement of [
        "CREATE TABLE deed (what text)",
        'CREATE SCHEMA "Other"',
        'CREATE TABLE "Other"."Deed" (what text)',
        "CREATE MATERIALIZED VIEW deeds AS SELECT what FROM deed",
        "CREATE TYPE mood AS ENUM ('ok')",
      ])
        await database.query(statement);
    });
    after(() => database[Symbol.asyncDispose]());
    const seen = (statement: string) => trace.seen(database.query, statement);
    const text = async (statement: string) => (await seen(statement))?.text;

    for (const { given, statement } of TOLD)
      it(`whether it has happened: ${statement}`, async () => {
        if (given) await database.query(given);
        const before = await text(statement);
        expect(await text(statement)).to.equal(before);
        await database.query(statement);
        expect(await text(statement))
          .to.be.a("string")
          .and.not.equal(before);
      });

    for (const statement of HARMLESS)
      it(`that it can run again: ${statement}`, async () => {
        const before = await text(statement);
        await database.query(statement);
        expect(await text(statement))
          .to.equal(before)
          .and.equal("");
      });

    for (const statement of UNTOLD)
      it(`nothing of: ${statement}`, async () => expect(await seen(statement)).to.equal(null));

    it("an index that is not valid is made by half, and is not dropped", async () => {
      await database.query("CREATE TABLE twice AS VALUES (1), (1)");
      const statement = "CREATE UNIQUE INDEX CONCURRENTLY invalid ON twice (column1)";
      const [make, drop] = [await text(statement), await text("DROP INDEX CONCURRENTLY invalid")];
      await database.query(statement).catch(() => undefined);
      expect(await seen(statement)).to.deep.include({ text: make, isHalf: true });
      expect(await text("DROP INDEX CONCURRENTLY invalid")).to.not.equal(drop);
    });

    it("nothing that was seen by another search path is compared", async () => {
      const statement = "DROP INDEX CONCURRENTLY gone";
      const before = await seen(statement);
      await database.query("SET search_path = pg_catalog");
      expect((await seen(statement))?.context).to.not.equal(before?.context);
      await database.query("RESET search_path");
    });
  }, ["postgres"]);
});
