import { expect } from "chai";
import type { Query } from "../../src/dialects/dialect.js";
import type { Claim } from "../../src/dialects/lock.js";
import { lockingFor } from "../../src/dialects/index.js";
import { ensureLockTable, lockName, tableLocking } from "../../src/runtime/table-lock.js";
import { eachServer } from "../support/databases.js";
import { createSchemaDatabase } from "../support/schema-database.js";

const VERSIONS = { name: "mig_version", schema: null };
const KEY = { schema: "", table: "mig_lock" };
const claim = (token: string): Claim => ({ token, program: "mig 1", who: `${token}@here 1` });

describe("runtime/table-lock", () => {
  it("names its table after the version table", () => {
    expect(lockName({ name: "app_version", schema: "audit" })).to.equal("audit.app_lock");
    expect(lockName({ name: "versions", schema: null })).to.equal("versions_lock");
  });

  eachServer((server) => {
    it("takes nothing over that is renewed, or taken over, at the last moment", async () => {
      await using database = await createSchemaDatabase(server);
      const { connection, test } = database;
      await ensureLockTable(connection, VERSIONS);
      const usual = await lockingFor(connection.server);
      const locking = tableLocking(connection.dialect, VERSIONS, usual);
      const take = (own: Query, token: string) => locking.take(own, KEY, claim(token));
      /** The same connection; something else happens just before it writes. */
      const before =
        (meanwhile: () => Promise<unknown>): Query =>
        async (sql, parameters) => {
          if (!sql.startsWith("SELECT")) await meanwhile();
          return connection.query(sql, parameters);
        };
      const late = () =>
        test.query("UPDATE mig_lock SET renewed = '2026-01-01T00:00:00.000Z' WHERE token <> ''");

      expect(
        await take(
          before(() => take(connection.query, "a")),
          "b",
        ),
      ).to.equal(false);
      await late();
      const renewing = before(() => locking.isHeld(connection.query, KEY, claim("a")));
      expect(await take(renewing, "b")).to.equal(false);
      expect(await locking.isHeld(connection.query, KEY, claim("a"))).to.equal(true);
      await late();
      expect(
        await take(
          before(() => take(connection.query, "c")),
          "b",
        ),
      ).to.equal(false);
      expect(await locking.isHeld(connection.query, KEY, claim("a"))).to.equal(false);
      await locking.release(connection.query, KEY, claim("a"));
      expect(await locking.isHeld(connection.query, KEY, claim("c"))).to.equal(true);
      await locking.release(connection.query, KEY, claim("c"));
      expect(await take(connection.query, "b")).to.equal(true);
    });
  });
});
