import { expect } from "chai";
import type { Claim } from "../../../src/dialects/lock.js";
import { locking } from "../../../src/dialects/mysql/lock.js";
import { eachServer, SERVERS } from "../../support/databases.js";
import { createSchemaDatabase } from "../../support/schema-database.js";

const CLAIM: Claim = { token: "t", program: "mig 1", who: "anna@build 1" };

describe("the lock of MySQL", () => {
  eachServer(
    (server) => {
      it("has a name that is not too long, and no two have one", async () => {
        await using first = await createSchemaDatabase(server);
        await using second = await createSchemaDatabase(server);
        const [one, other] = [first.connection.query, second.connection.query];
        const long = { schema: "s".repeat(64), table: "t".repeat(64) };
        expect(await locking.take(one, long, CLAIM)).to.equal(true);
        expect(await locking.take(other, long, CLAIM)).to.equal(false);
        for (const key of [
          { ...long, table: `${"t".repeat(63)}u` },
          { ...long, schema: `${"s".repeat(63)}u` },
        ])
          expect(await locking.take(other, key, CLAIM)).to.equal(true);
        await locking.release(one, long, CLAIM);
        expect(await locking.holder(other, long)).to.equal(null);
        expect(await locking.take(other, long, CLAIM)).to.equal(true);
      });
    },
    ["mysql", "mariadb"],
  );

  it("is refused where one address leads to two servers", async function () {
    if (!SERVERS.includes("mysql") || !SERVERS.includes("mariadb")) return this.skip();
    await using first = await createSchemaDatabase("mysql");
    await using second = await createSchemaDatabase("mariadb");
    const [one, other] = [first.connection.query, second.connection.query];
    expect(await locking.obstacle(one, other)).to.contain("leads to several servers");
    expect(await locking.obstacle(one, one)).to.equal(null);
  });
});
