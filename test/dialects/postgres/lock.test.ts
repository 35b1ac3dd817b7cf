import { expect } from "chai";
import { lockDatabase } from "../../../src/project/lock.js";
import { createDatabase, eachServer } from "../../support/databases.js";
import { opened, refusalOf } from "../../support/locked-projects.js";
import { startPgbouncer } from "../../support/pgbouncer.js";

const LOCKS =
  "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

describe("the lock of PostgreSQL behind a pooler", function () {
  this.timeout(120_000);

  eachServer(() => {
    it("is refused where the pooler gives the session away after each transaction, and leaves nothing locked", async function () {
      await using database = await createDatabase("postgres");
      const direct = database.options as Extract<typeof database.options, { host: string }>;
      await using pooler = await startPgbouncer(direct, "transaction");
      if (pooler === null) return this.skip();
      const { port } = pooler;
      // However many sessions the pooler has already.
      for (let round = 0; round < 5; round += 1) {
        await using project = await opened({ ...direct, port });
        const error = await refusalOf(project, { waitTimeout: 0 });
        expect(error).to.have.property("code", "MIG215");
        expect(error?.message).to.contain("connection pooler in transaction mode");
        expect(error?.hint).to.contain('lock: "table"');
        expect(await database.query(LOCKS)).to.deep.equal([]);
      }
      await using one = await opened({ ...direct, port }, { lock: "table" });
      await using other = await opened({ ...direct, port }, { lock: "table" });
      await using lock = await lockDatabase(one);
      await lock.check();
      expect(await refusalOf(other, { waitTimeout: 0 })).to.have.property("code", "MIG213");
    });

    it("is had where the pooler leaves it its session", async function () {
      await using database = await createDatabase("postgres");
      const direct = database.options as Extract<typeof database.options, { host: string }>;
      await using pooler = await startPgbouncer(direct, "session");
      if (pooler === null) return this.skip();
      const { port } = pooler;
      await using one = await opened({ ...direct, port });
      await using other = await opened(direct);
      {
        await using lock = await lockDatabase(one);
        await lock.check();
        expect(await refusalOf(other, { waitTimeout: 0 })).to.have.property("code", "MIG213");
      }
      expect(await refusalOf(other, { waitTimeout: 0 })).to.equal(null);
    });
  }, ["postgres"]);
});
