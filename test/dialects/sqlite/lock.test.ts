import { expect } from "chai";
import type { Query } from "../../../src/dialects/dialect.js";
import type { Claim } from "../../../src/dialects/lock.js";
import { locking } from "../../../src/dialects/sqlite/lock.js";
import { connect } from "../../../src/project/connect.js";
import { createDatabase, eachServer } from "../../support/databases.js";

const KEY = { schema: "", table: "mig_lock" };
const claim = (token: string): Claim => ({ token, program: "mig 1", who: `${token}@here 1` });

describe("the lock of SQLite", () => {
  eachServer(() => {
    it("is not taken by one between whose two transactions another has had it", async () => {
      await using database = await createDatabase("sqlite");
      const typeorm = await import("typeorm");
      const open = () => connect(typeorm, database.options, "write");
      const [one, other] = [await open(), await open()];
      try {
        for (const { query } of [one, other]) await locking.prepare(query);
        const own: Query = async (sql, parameters) => {
          const rows = await one.query(sql, parameters);
          if (sql !== "COMMIT") return rows;
          expect(await locking.take(other.query, KEY, claim("b"))).to.equal(true);
          await locking.release(other.query, KEY, claim("b"));
          return rows;
        };
        expect(await locking.take(own, KEY, claim("a"))).to.equal(false);
        expect(await locking.take(other.query, KEY, claim("b"))).to.equal(true);
        expect(await locking.take(one.query, KEY, claim("a"))).to.equal(false);
        expect(await locking.holder(one.query, KEY)).to.deep.include({ name: "mig 1 b@here 1" });
        await locking.release(other.query, KEY, claim("b"));
      } finally {
        await one.close();
        await other.close();
      }
    });
  }, ["sqlite"]);
});
