import { expect } from "chai";
import type { Schema } from "../../src/schema/model.js";
import { eachServer } from "../support/databases.js";
import { createSchemaDatabase } from "../support/schema-database.js";

describe("checks without a name", () => {
  eachServer(
    (server) => {
      for (const [what, said, kinds] of [
        ["in other words", [`"kind" IN ('a','b')`, "0 < size"], []],
        ["with other values", [`"kind" IN ('a','c')`, "0 < size"], ["dropCheck", "addCheck"]],
        ["one more", [`kind in ('a','b')`, "0<size", "size <> 3"], ["addCheck"]],
        ["one less", [`kind IN ('a', 'b')`], ["dropCheck"]],
      ] as const)
        it(what, async () => {
          await using database = await createSchemaDatabase(server);
          await database.test.run(
            "CREATE TABLE t (kind text CHECK (kind in ('a', 'b')), size integer, CHECK (0 < size))",
          );
          const there = await database.reflect();
          const wanted: Schema = {
            ...there,
            tables: there.tables.map((table) => ({
              ...table,
              checks: said.map((expression) => ({ name: null, expression })),
            })),
          };
          const found = await database.difference(wanted);
          expect(found.map(({ kind }) => kind)).to.deep.equal(kinds);
        });
    },
    ["sqlite"],
  );
});
