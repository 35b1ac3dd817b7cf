import { expect } from "chai";
import { session } from "../../../src/dialects/postgres/session.js";
import { qualify } from "../../../src/schema/name.js";
import { createDatabase, eachServer, type TestDatabase } from "../../support/databases.js";

const ODD = 'we"ird. Schema';
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Which schemas the connection looks in, where a table is, and whether a bare name is that one. */
const CASES: readonly (readonly [path: readonly string[], schema: string, isFound: boolean])[] = [
  [["public"], "public", true],
  [["app", "public"], "app", true],
  [["app", "public"], "public", false],
  [["public", "app"], "app", false],
  [["gone", "public"], "public", true],
  [["gone", "app", "public"], "app", true],
  [["gone", "app", "public"], "public", false],
  [["pg_catalog", "public"], "public", false],
  [["gone"], "public", false],
  [[], "public", false],
  [[ODD, "public"], ODD, true],
  [[ODD, "public"], "public", false],
  [["$user", "public"], "public", true],
  [["public"], "pg_temp", false],
];

describe("dialects/postgres/session", () => {
  eachServer(() => {
    let database: TestDatabase;
    before(async () => {
      database = await createDatabase("postgres");
      for (const name of ["app", ODD]) await database.query(`CREATE SCHEMA ${quoted(name)}`);
    });
    after(() => database[Symbol.asyncDispose]());

    for (const name of ["mig_version", 'Our "versions"', "a.b"])
      for (const [path, schema, isFound] of CASES)
        it(`${name} in ${schema} is ${isFound ? "" : "not "}there for [${path.join(", ")}]`, async () => {
          const { query } = database;
          const table = `${quoted(schema)}.${quoted(name)}`;
          await query(`CREATE TABLE ${table} (id integer)`);
          try {
            await query("SELECT set_config('search_path', $1, false)", [
              path.map(quoted).join(", "),
            ]);
            expect(await session.tableExists(query, qualify(null, name))).to.equal(isFound);
            // A name with a schema is that one, whatever the path is.
            if (schema !== "pg_temp")
              expect(await session.tableExists(query, qualify(schema, name))).to.equal(true);
            expect(await session.tableExists(query, qualify("gone", name))).to.equal(false);
            // What is there is what a statement with the bare name reads.
            if (isFound) await query(`SELECT id FROM ${quoted(name)}`);
          } finally {
            await query(`DROP TABLE ${table}`);
            await query("RESET search_path");
          }
        });
  }, ["postgres"]);
});
