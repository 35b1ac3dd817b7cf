import { expect } from "chai";
import { eachServer, type ServerName } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";
import type { Drifts } from "./drift/drift.js";
import { mariadb, mysql } from "./drift/mysql.js";
import { postgres } from "./drift/postgres.js";
import { sqlite } from "./drift/sqlite.js";

const DRIFTS: { readonly [Name in ServerName]: Drifts } = { postgres, mysql, mariadb, sqlite };

describe("what is changed behind mig's back", () => {
  eachServer((server) => {
    const { base, drifts } = DRIFTS[server];
    let open: SchemaDatabase | undefined;
    after(async () => open?.[Symbol.asyncDispose]());

    const opened = async () => {
      if (open) return open;
      open = await createSchemaDatabase(server);
      await open.test.run(base);
      return open;
    };

    for (const { name, done, finds } of drifts)
      it(`is noticed and taken back: ${name}`, async () => {
        const database = await opened();
        try {
          const wanted = await database.reflect();
          await database.test.run(done);
          const found = await database.difference(wanted);
          expect(found.map(({ kind }) => kind)).to.deep.equal(finds);
          await database.run(found);
          expect(await database.difference(wanted)).to.deep.equal([]);
        } catch (error) {
          // What is left of it would be in the way of the others.
          open = undefined;
          await database[Symbol.asyncDispose]();
          throw error;
        }
      });
  });
});
