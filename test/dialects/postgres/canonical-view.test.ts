import { expect } from "chai";
import type { Schema } from "../../../src/schema/model.js";
import { eachServer } from "../../support/databases.js";
import { openPostgres, type PostgresDatabase } from "./database.js";

eachServer(() => {
  describe("queries of views over what is to come", () => {
    let database: PostgresDatabase;
    let actual: Schema;
    before(async () => {
      database = await openPostgres();
      await database.script(`
          CREATE TYPE mood AS ENUM ('sad', 'ok');
          CREATE TABLE cat (id int PRIMARY KEY, mood mood, moods mood[])`);
      actual = await database.reflect();
    });
    after(() => database[Symbol.asyncDispose]());

    const problems = async (query: string, ...values: readonly string[]) => {
      const wanted = { ...actual, enums: actual.enums.map((type) => ({ ...type, values })) };
      const prints = await database.dialect.canonicalViews(database.query, [query], {
        actual,
        wanted,
      });
      return prints.map(({ problem }) => problem?.kind ?? null);
    };

    for (const query of [
      "SELECT id FROM cat WHERE mood <> 'happy'",
      "SELECT id FROM cat WHERE 'happy' = ANY (moods)",
    ])
      it(`may use a value that comes with them: ${query}`, async () => {
        expect(await problems(query, "sad", "ok", "happy")).to.deep.equal([null]);
        expect(await problems(query, "sad", "ok")).to.deep.equal(["refused"]);
      });
  });
}, ["postgres"]);
