import { expect } from "chai";
import { DataSource, EntitySchema } from "typeorm";
import type { Comparator } from "../../src/autogenerate/comparator.js";
import { check } from "../../src/project/compare.js";
import { openProject } from "../../src/project/open.js";
import { createDatabase, eachServer, type TestDatabase } from "../support/databases.js";
import { sample } from "./sample.js";

const One = new EntitySchema({ name: "one", columns: { id: { type: "int", primary: true } } });

/** Statements that would change something, everywhere. */
const CHANGES = [
  "INSERT INTO one (id) VALUES (2)",
  "UPDATE one SET id = 3",
  "DELETE FROM one",
  "CREATE TABLE two (id int)",
  "ALTER TABLE one ADD COLUMN a int",
  "CREATE INDEX by_id ON one (id)",
  "DROP TABLE one",
];

/** And on one kind of server. */
const ITS_CHANGES: Readonly<Record<string, readonly string[]>> = {
  postgres: [
    "TRUNCATE one",
    "CREATE SEQUENCE s",
    "WITH gone AS (DELETE FROM one RETURNING id) SELECT * FROM gone",
    "DO $$ BEGIN DELETE FROM one; END $$",
    "COMMENT ON TABLE one IS 'x'",
  ],
  mysql: ["TRUNCATE TABLE one", "REPLACE INTO one (id) VALUES (2)", "RENAME TABLE one TO three"],
  mariadb: ["TRUNCATE TABLE one", "REPLACE INTO one (id) VALUES (2)", "RENAME TABLE one TO three"],
  sqlite: [
    "PRAGMA user_version = 5",
    "REPLACE INTO one (id) VALUES (2)",
    "VACUUM",
    "PRAGMA journal_mode = WAL",
  ],
};

/** Statements that let the next one out of the transaction in which it would be refused. */
const WAYS_OUT: Readonly<Record<string, readonly string[]>> = {
  postgres: ["COMMIT", "ROLLBACK"],
  mysql: ["COMMIT", "ROLLBACK", "ANALYZE TABLE one", "BEGIN", "CREATE TABLE two (id int)"],
  mariadb: ["COMMIT", "ROLLBACK", "ANALYZE TABLE one", "BEGIN", "CREATE TABLE two (id int)"],
  sqlite: ["COMMIT", "ROLLBACK"],
};

describe("comparators", function () {
  this.timeout(120_000);

  eachServer((server) => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await createDatabase(server);
      await database.run("CREATE TABLE one (id int NOT NULL PRIMARY KEY)");
      await database.run("INSERT INTO one (id) VALUES (1)");
    });

    it("law: no statement of a comparator changes the database, and the next one can ask", async () => {
      for (const change of [...CHANGES, ...(ITS_CHANGES[server] ?? [])]) {
        await compare(database, async ({ query }) => {
          const said = await query(change).then(
            () => null,
            (error: unknown) => error,
          );
          expect(await query("SELECT id FROM one"), change).to.deep.equal([{ id: 1 }]);
          expect(said, `${change} was not refused`).to.be.instanceOf(Error);
          return [];
        });
        await unchanged(change);
      }
    });

    for (const way of WAYS_OUT[server] ?? [])
      it(`not even after ${way}`, async () => {
        await compare(database, async ({ query }) => {
          await query(way).catch(() => undefined);
          const said = await query("DELETE FROM one").catch((error: unknown) => error);
          expect(said).to.be.instanceOf(Error);
          return [];
        });
        await unchanged(way);
      });

    it("what two of them ask at once, or do not wait for, is answered one after another", async () => {
      const rows: unknown[] = [];
      const asking: Comparator = async ({ query }) => {
        void query("SELECT 7 AS n").then((found) => rows.push(...found));
        const ids = [1, 2, 3].map((n) => query(`SELECT ${n} AS n`));
        rows.push(...(await Promise.all(ids)).flat());
        void query("SELECT 8 AS n").then((found) => rows.push(...found));
        return [];
      };
      await compare(database, asking, asking);
      const once = [7, 1, 2, 3, 8].map((n) => ({ n }));
      expect(rows.map((row) => ({ n: Number((row as { n: unknown }).n) }))).to.deep.equal([
        ...once,
        ...once,
      ]);
    });

    it("what is asked once all have answered is refused", async () => {
      let asked: Parameters<Comparator>[0]["query"] | undefined;
      await compare(database, ({ query }) => {
        asked = query;
        return [];
      });
      const said = await asked?.("SELECT 1").catch((error: unknown) => String(error));
      expect(said).to.contain("after it had given its result");
    });

    it("the database can be changed again afterwards, over the same connection", async () => {
      const dataSource = new DataSource({ ...database.options, entities: [One] } as never);
      await using folder = await sample({});
      await using project = await openProject({
        cwd: folder.root,
        config: { comparators: [async ({ query }) => (await query("SELECT 1"), [])] },
        dataSource,
      });
      await check(project);
      const { query } = await project.connection("read");
      await query("INSERT INTO one (id) VALUES (4)");
      expect(await database.query("SELECT id FROM one ORDER BY id")).to.deep.equal([
        { id: 1 },
        { id: 4 },
      ]);
    });

    async function unchanged(after: string) {
      expect(await database.query("SELECT * FROM one"), after).to.deep.equal([{ id: 1 }]);
      const two = await database.query("SELECT id FROM two").catch(() => null);
      expect(two, after).to.equal(null);
    }
  });
});

/** What `mig check` finds, with these comparators. */
async function compare(database: TestDatabase, ...comparators: Comparator[]) {
  await using folder = await sample({});
  const dataSource = new DataSource({ ...database.options, entities: [One] } as never);
  await using project = await openProject({
    cwd: folder.root,
    config: { comparators },
    dataSource,
  });
  return (await check(project)).operations;
}
