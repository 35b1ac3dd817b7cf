import { expect } from "chai";
import { createDatabase, eachServer, SERVERS, type TestDatabase } from "../support/databases.js";
import { limitedUser } from "../support/limited-user.js";
import { refused } from "../support/refused.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { userProject, type Files } from "../support/user-project.js";

const table = (name: string) =>
  `await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }] });`;

/** Two revisions; the second makes a table and changes another one. */
const FILES: Files = {
  "migrations/a.ts": revisionFile("aaaa1", null, table("one"), `await op.dropTable("one");`),
  "migrations/b.ts": revisionFile(
    "bbbb1",
    "aaaa1",
    `${table("two")}
  await op.addColumn("others", { name: "size", type: "integer", nullable: true });`,
    `await op.dropColumn("others", "size");
  await op.dropTable("two");`,
  ),
};

/** What it takes to write where the database is, and what mig does with it. */
const RIGHTS = [
  ["INSERT", "mig_version", "Writing the version table mig_version"],
  ["UPDATE", "mig_version", "Writing the version table mig_version"],
  ["INSERT", "mig_journal", "Writing the journal mig_journal"],
  ["UPDATE", "mig_journal", "Writing the journal mig_journal"],
  ["SELECT", "mig_version", "Reading the version table mig_version"],
  ["SELECT", "mig_journal", "Reading the journal mig_journal"],
] as const;

/** What a run takes besides the rights on mig's own tables. */
const MAKES = "SELECT, CREATE, DROP, ALTER, INDEX";

/** A database that the tables of mig are in, and one of others, and a user who may make tables and write into mig's. */
async function prepared(database: TestDatabase) {
  await using owner = await userProject(database.options, FILES);
  await database.query("CREATE TABLE others (id integer)");
  await owner.run("ensure-version");
  const isPostgres = database.server === "postgres";
  const user = await limitedUser(database, MAKES.replace(", ALTER", ""));
  if (isPostgres) await user.grant("CREATE", "SCHEMA public");
  for (const own of ["mig_version", "mig_journal"])
    await user.grant("SELECT, INSERT, UPDATE, DELETE", own);
  return user;
}

const done = async (database: TestDatabase) =>
  (await database.query("SELECT revision FROM mig_journal WHERE outcome = 'done'"))
    .map(({ revision }) => revision)
    .toSorted();

describe("a user who may not do everything", function () {
  this.timeout(120_000);

  eachServer(
    (server) => {
      const isPostgres = server === "postgres";

      it("on mig's own tables, is told before anything has run", async () => {
        await using database = await createDatabase(server);
        await using user = await prepared(database);
        await using project = await userProject(user.options, FILES);
        for (const [right, own, what] of RIGHTS) {
          if (right === "SELECT" && !isPostgres) continue; // they have it for the whole database
          await user.revoke(right, own);
          const { stderr } = await refused(project, ["upgrade"], ["MIG209", what]);
          expect(stderr).to.match(new RegExp(`\\(\`GRANT ${right} ON \\S*${own}\\S* TO`));
          await user.grant(right, own);
          expect(await tableNames(database)).to.deep.equal(["mig_version", "others"]);
          expect(await database.query("SELECT * FROM mig_version")).to.deep.equal([]);
          expect(await database.query("SELECT * FROM mig_journal")).to.deep.equal([]);
        }
        await project.run("upgrade", "aaaa1");
        expect(await done(database)).to.deep.equal(["aaaa1"]);
      });

      it("without the right to delete may upgrade, and not go back to where nothing is", async () => {
        await using database = await createDatabase(server);
        await using user = await prepared(database);
        await using project = await userProject(user.options, FILES);
        await user.revoke("DELETE", "mig_version");
        await project.run("upgrade", "aaaa1");
        await refused(project, ["downgrade", "base"], ["GRANT DELETE ON", "mig_version"]);
        expect(await tableNames(database)).to.include("one");
        expect(await project.run("current")).to.contain("aaaa1");
      });

      it("without the right to make the journal, is told before anything has run", async () => {
        await using database = await createDatabase(server);
        await using user = await prepared(database);
        await using project = await userProject(user.options, FILES);
        await database.query("DROP TABLE mig_journal");
        if (isPostgres) await user.revoke("CREATE", "SCHEMA public");
        else await user.revoke("CREATE", `\`${database.name}\`.*`);
        const says = ["MIG209", "Making the journal mig_journal", "GRANT"];
        await refused(project, ["upgrade"], says);
        expect(await tableNames(database)).to.deep.equal(["mig_version", "others"]);
        expect(await database.query("SELECT * FROM mig_version")).to.deep.equal([]);
      });

      it("without the right on the table of a revision, is told which, and goes on once it is given", async () => {
        await using database = await createDatabase(server);
        await using user = await prepared(database);
        await using project = await userProject(user.options, FILES);
        const { stderr } = await refused(
          project,
          ["upgrade"],
          [
            "MIG209",
            "op.addColumn",
            "bbbb1",
            "others",
            isPostgres ? "ALTER TABLE others OWNER TO" : "GRANT ALTER ON",
            isPostgres ? "rolled back" : "1 of 2 operations ran",
          ],
        );
        expect(stderr).to.not.contain("Mend");
        expect(await done(database)).to.deep.equal(["aaaa1"]);
        expect((await tableNames(database)).includes("two")).to.equal(!isPostgres);
        if (isPostgres) await database.query(`ALTER TABLE others OWNER TO ${user.name}`);
        else await user.grant("ALTER, INSERT", "others");
        await project.run("upgrade");
        expect(await done(database)).to.deep.equal(["aaaa1", "bbbb1"]);
        if (isPostgres) await database.query("ALTER TABLE others OWNER TO CURRENT_USER");
      });

      it("who may only read, can see where the database is, and change nothing", async () => {
        await using database = await createDatabase(server);
        await using owner = await userProject(database.options, FILES);
        await database.query("CREATE TABLE others (id integer)");
        await owner.run("upgrade", "aaaa1");
        await using user = await limitedUser(database);
        if (isPostgres) await user.grant("SELECT", "ALL TABLES IN SCHEMA public");
        await using project = await userProject(user.options, FILES);
        expect(await project.run("current")).to.contain("aaaa1");
        expect(await project.run("history", "--verbose", "--indicate-current")).to.contain("aaaa1");
        expect(await project.run("log")).to.contain("aaaa1");
        expect((await project.mig("status")).stdout).to.contain("bbbb1");
        expect(await project.run("upgrade", "--dry-run")).to.contain("two");
        for (const typed of [["upgrade"], ["downgrade", "base"], ["stamp", "base"]])
          await refused(project, typed, ["MIG209", "mig_version", "GRANT"]);
        expect(await tableNames(database)).to.deep.equal(["mig_version", "one", "others"]);
        const { code, stdout } = await project.mig("check", "--revisions-only");
        expect(code, stdout).to.equal(0);
      });
    },
    SERVERS.filter((server) => server !== "sqlite"),
  );

  eachServer(
    (server) => {
      it("who is not shown the version table, is not told that nothing has run", async () => {
        await using database = await createDatabase(server);
        await using owner = await userProject(database.options, FILES);
        await owner.run("upgrade", "aaaa1");
        await using user = await limitedUser(database, "CREATE");
        await using project = await userProject(user.options, FILES);
        for (const typed of [["current"], ["upgrade"]])
          await refused(project, typed, ["MIG209", "GRANT SELECT ON", "mig_version"]);
      });
    },
    ["mysql", "mariadb"],
  );

  eachServer(() => {
    it("whose transactions are read-only, is told before anything has run", async () => {
      await using database = await createDatabase("postgres");
      await using user = await prepared(database);
      await database.run(`ALTER ROLE ${user.name} SET default_transaction_read_only = on`);
      await using project = await userProject(user.options, FILES);
      expect((await project.run("current")).trim()).to.equal("");
      const says = ["MIG209", "read-only transaction", "takes no changes now"];
      await refused(project, ["upgrade"], says);
      await database.query("DROP TABLE mig_journal");
      await refused(project, ["upgrade"], ["Making the journal", ...says]);
      expect(await tableNames(database)).to.deep.equal(["mig_version", "others"]);
    });
  }, ["postgres"]);
});
