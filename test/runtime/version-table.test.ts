import { expect } from "chai";
import { connect } from "../../src/project/connect.js";
import {
  ensureVersionTable,
  moveVersions,
  readVersions,
  type VersionTable,
} from "../../src/runtime/version-table.js";
import { eachServer } from "../support/databases.js";
import { createSchemaDatabase, type SchemaDatabase } from "../support/schema-database.js";

const TABLE: VersionTable = { name: "mig_version", schema: null };

/** Ids that are not the same, however alike they look to a collation; all can be ids. */
const ALIKE = ["abcd1", "ABCD1", "àbcd1", "ａbcd1", "abcd 1", "ab's1", "straße", "strasse", "ℵ😀1"];

describe("the version table", () => {
  eachServer((server) => {
    let database: SchemaDatabase;
    beforeEach(async () => {
      database = await createSchemaDatabase(server);
    });
    afterEach(() => database[Symbol.asyncDispose]());

    const rows = () => readVersions(database.connection, TABLE);
    const move = (from: readonly string[], to: readonly string[]) =>
      moveVersions(database.connection, TABLE, from, to);

    it("does not exist and has no rows before it is made", async () => {
      expect(await rows()).to.deep.equal([]);
      await ensureVersionTable(database.connection, TABLE);
      await ensureVersionTable(database.connection, TABLE);
      expect(await rows()).to.deep.equal([]);
    });

    it("keeps ids apart that are different by a letter's case or accent only", async () => {
      await ensureVersionTable(database.connection, TABLE);
      await move([], ALIKE);
      expect(await rows()).to.deep.equal(ALIKE.toSorted());
      for (const [at, id] of ALIKE.entries()) {
        const others = ALIKE.filter((other) => other !== id);
        await move(ALIKE, others);
        expect(await rows()).to.deep.equal(others.toSorted());
        await move(others, ALIKE);
        await move(ALIKE, [...others, `moved ${at}`]);
        expect(await rows()).to.deep.equal([...others, `moved ${at}`].toSorted());
        await move([...others, `moved ${at}`], ALIKE);
      }
    });

    it("holds ids of 255 characters", async () => {
      await ensureVersionTable(database.connection, TABLE);
      const long = "é".repeat(255);
      await move([], [long]);
      expect(await rows()).to.deep.equal([long]);
    });

    it("is made once by those who make it at the same time", async () => {
      const tables: readonly VersionTable[] =
        server === "postgres" ? [TABLE, { name: "mig_version", schema: "own" }] : [TABLE];
      const others = await Promise.all(
        [1, 2, 3].map(async () => connect(await import("typeorm"), database.test.options, "write")),
      );
      try {
        for (const table of tables) {
          await Promise.all(others.map((other) => ensureVersionTable(other, table)));
          expect(await readVersions(database.connection, table)).to.deep.equal([]);
        }
      } finally {
        for (const other of others) await other.close();
      }
    });

    it("may be one that exists", async () => {
      await database.test.query(
        "CREATE TABLE mig_version (version_num varchar(32) NOT NULL PRIMARY KEY)",
      );
      await ensureVersionTable(database.connection, TABLE);
      await move([], ["abcd1", "other"]);
      await move(["abcd1", "other"], ["ABCD1"]);
      expect(await rows()).to.deep.equal(["ABCD1"]);
    });
  });

  eachServer(
    (server) => {
      it("is the same in a database of another character set", async () => {
        await using database = await createSchemaDatabase(server);
        await database.test.query(
          `ALTER DATABASE \`${database.test.name}\` CHARACTER SET latin1 COLLATE latin1_general_ci`,
        );
        await ensureVersionTable(database.connection, TABLE);
        await moveVersions(database.connection, TABLE, [], ALIKE);
        expect(await readVersions(database.connection, TABLE)).to.deep.equal(ALIKE.toSorted());
      });
    },
    ["mysql", "mariadb"],
  );
});
