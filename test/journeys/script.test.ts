import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { createDatabase, eachServer, type TestDatabase } from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { runSql } from "../support/run-sql.js";
import { tableNames } from "../support/table-names.js";
import { userProject, type Files } from "../support/user-project.js";

const FILES: Files = {
  "migrations/a.ts": revisionFile(
    "aaaa1",
    null,
    `await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }, { name: "note", type: "varchar(40)", nullable: true }], primaryKey: { name: "pk_one", columns: ["id"] } });
     await op.execute("INSERT INTO one (id, note) VALUES (1, 'it''s; one')");`,
    'await op.dropTable("one");',
  ),
  "migrations/b.ts": revisionFile(
    "bbbb1",
    "aaaa1",
    `await op.createTable({ name: "two", columns: [{ name: "id", type: "integer" }], primaryKey: { name: "pk_two", columns: ["id"] } });
     await op.alterColumn("one", { name: "note", type: "varchar(40)", nullable: true }, { type: "varchar(80)", nullable: false });`,
    `await op.alterColumn("one", { name: "note", type: "varchar(80)" }, { type: "varchar(40)", nullable: true });
     await op.dropTable("two");`,
  ),
};

/** The options of the same kind of database, where there is none. */
const nowhere = ({ options }: TestDatabase): object =>
  "host" in options
    ? { ...options, host: "127.0.0.1", port: 1 }
    : { ...options, database: "nowhere.sqlite" };

describe("a script instead of a run", function () {
  this.timeout(120_000);

  eachServer((server) => {
    it("is written without a connection, and does the same", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(nowhere(database), FILES);
      const rows = async () =>
        (await database.query("SELECT version_num FROM mig_version")).map(
          (row) => row["version_num"],
        );

      const up = await project.run("upgrade", "--sql");
      expect(up).to.match(/^-- upgrade from base to bbbb1\n/);
      await runSql(database, up);
      expect(await tableNames(database)).to.deep.equal(["mig_version", "one", "two"]);
      expect(await rows()).to.deep.equal(["bbbb1"]);
      expect(await database.query("SELECT note FROM one")).to.deep.equal([{ note: "it's; one" }]);

      await project.run("downgrade", "head:aaaa1", "--output", "down.sql");
      await runSql(database, await readFile(join(project.path, "down.sql"), "utf8"));
      expect(await tableNames(database)).to.deep.equal(["mig_version", "one"]);
      expect(await rows()).to.deep.equal(["aaaa1"]);

      const { sql } = JSON.parse(await project.run("upgrade", "aaaa1:+1", "--sql", "--json")) as {
        sql: string;
      };
      expect(sql).to.contain("aaaa1 -> bbbb1").and.not.contain("base");
      await runSql(database, await project.run("stamp", "aaaa1:bbbb1", "--sql"));
      expect(await rows()).to.deep.equal(["bbbb1"]);
      expect(await project.run("show", "bbbb1", "--sql")).to.contain("aaaa1 -> bbbb1");
      await runSql(database, await project.run("ensure-version", "--sql"));
      expect(await rows()).to.deep.equal(["bbbb1"]);
      expect(existsSync(join(project.path, "nowhere.sqlite"))).to.equal(false);
    });

    it("shows what a run would do here, and does nothing", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, FILES);
      await project.run("upgrade", "aaaa1");
      const dry = await project.run("upgrade", "--dry-run");
      expect(dry).to.contain("aaaa1 -> bbbb1").and.not.contain("base");
      expect(await tableNames(database)).to.deep.equal(["mig_version", "one"]);
      await runSql(database, dry);
      expect(await tableNames(database)).to.deep.equal(["mig_version", "one", "two"]);
      expect(await project.run("upgrade", "--dry-run")).to.equal("");
      await runSql(database, await project.run("downgrade", "base", "--dry-run"));
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);
    });
  });

  const refusals: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    [
      "a downgrade that does not say from where",
      ["downgrade", "base", "--sql"],
      ["MIG113", "head:base"],
    ],
    [
      "current, which only a database knows",
      ["upgrade", "current:head", "--sql"],
      ["MIG104", "--dry-run"],
    ],
    ["stamps from two places", ["stamp", "aaaa1:bbbb1", "bbbb1", "--sql"], ["MIG113"]],
    ["rows", ["upgrade", "--sql"], ["MIG410", "in migrations/c.ts:12"]],
  ];
  for (const [what, typed, says] of refusals)
    it(`refuses ${what}`, async () => {
      await using project = await userProject(
        { type: "better-sqlite3", database: "nowhere.sqlite" },
        {
          ...FILES,
          "migrations/c.ts": revisionFile(
            "cccc1",
            "bbbb1",
            '\n\n    await op.query("SELECT 1");',
            "",
          ),
        },
      );
      const { code, stderr } = await project.mig(...typed);
      expect(code, stderr).to.equal(1);
      for (const text of says) expect(stderr).to.contain(text);
    });

  it("a file that is there is not overwritten", async () => {
    await using project = await userProject(
      { type: "better-sqlite3", database: "nowhere.sqlite" },
      { ...FILES, "up.sql": "-- mine" },
    );
    const { code, stderr } = await project.mig("upgrade", "--output", "up.sql");
    expect(code).to.equal(1);
    expect(stderr).to.contain("MIG516");
    expect(await readFile(join(project.path, "up.sql"), "utf8")).to.equal("-- mine");
  });
});
