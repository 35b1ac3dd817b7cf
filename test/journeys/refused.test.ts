import { expect } from "chai";
import { createDatabase, eachServer, SERVERS } from "../support/databases.js";
import { Sqlite } from "../support/create-database.js";
import { limitedUser } from "../support/limited-user.js";
import { refused } from "../support/refused.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { userProject } from "../support/user-project.js";

const ONE = `await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }] });`;
const REVISION = { "migrations/a.ts": revisionFile("aaaa1", null, ONE) };
const THING = `import { Entity, PrimaryColumn } from "typeorm";
@Entity() class Thing { @PrimaryColumn("varchar", { length: 20 }) name!: string; }
export const entities = [Thing];
`;

const OWNED = `import { Check, Entity, Index, ManyToOne, PrimaryColumn, ViewEntity } from "typeorm";
@Entity() @Check("has_name", "name <> 'x'") class Thing {
  @PrimaryColumn("varchar", { length: 20 }) name!: string;
  @ManyToOne(() => Thing, { onDelete: "CASCADE", nullable: true }) @Index() owner!: Thing;
}
@ViewEntity({ name: "named", expression: "SELECT name AS label FROM thing" }) class Named {}
export const entities = [Thing, Named];
`;

const NETWORKED = SERVERS.filter((name) => name !== "sqlite");

describe("what the database refuses", function () {
  this.timeout(120_000);

  eachServer((server) => {
    it("to make the version table, for lack of the right", async () => {
      await using database = await createDatabase(server);
      await using reader = await limitedUser(database);
      await using project = await userProject(reader.options, REVISION);
      const says = [
        "MIG209",
        "Making the version table mig_version",
        database.name,
        "the right to",
        server === "postgres" ? "GRANT USAGE, CREATE ON SCHEMA public TO" : "GRANT CREATE ON",
      ];
      for (const typed of [["upgrade"], ["stamp", "head"], ["ensure-version"]])
        await refused(project, typed, says);
      expect(await tableNames(database)).to.deep.equal([]);
    });
  }, NETWORKED);

  eachServer((server) => {
    it("to show, and of that no difference is made", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, { "src/entities.ts": OWNED });
      await project.run("revision", "--autogenerate", "-m", "all");
      await project.run("upgrade");
      await using reader = await limitedUser(database);
      if (server === "postgres")
        await database.run(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader.name}`);
      await using readers = await userProject(reader.options, {
        "src/entities.ts": OWNED,
        "migrations/a.ts": await project.revision("all"),
      });
      const { code, stdout, stderr } = await readers.mig("check");
      expect(code, stdout + stderr).to.equal(0);
      expect(stdout).to.contain("No difference");
      const note = "Views: named were not compared, as the user has no right to see them";
      expect((stdout + stderr).includes(note)).to.equal(server !== "postgres");
    });
  }, NETWORKED);

  eachServer((server) => {
    it("to read a version table that is another's", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, REVISION);
      await database.query("CREATE TABLE mig_version (id integer)");
      const says = [
        "MIG209",
        "Reading the version table mig_version",
        "version_num",
        "`versionTable`",
      ];
      for (const typed of [["current"], ["upgrade"], ["stamp", "--purge", "head"]])
        await refused(project, typed, says);
    });

    it("an operation that comes after the end of its migration", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        "migrations/a.ts": revisionFile(
          "aaaa1",
          null,
          `const late = () => op.createTable({ name: "late", columns: [{ name: "id", type: "integer" }] });
  setTimeout(() => void late(), 100);`,
        ),
        "migrations/b.ts": revisionFile(
          "bbbb1",
          "aaaa1",
          "await new Promise((done) => setTimeout(done, 1000));",
        ),
      });
      await refused(project, ["upgrade"], ["MIG401", "after the end of its migration"]);
      expect(await project.run("current")).to.equal("aaaa1\n");

      await project.run("downgrade", "base");
      const { stdout } = await project.mig("upgrade", "--json");
      expect(JSON.parse(stdout)).to.have.nested.property("error.code", "MIG401");
    });
  });

  eachServer(
    (server) => {
      it("to read the catalog, for lack of the right", async () => {
        await using database = await createDatabase(server);
        await using reader = await limitedUser(database);
        await using project = await userProject(reader.options, { "src/entities.ts": THING });
        await database.query("REVOKE SELECT ON pg_constraint FROM PUBLIC");
        await refused(project, ["check"], ["MIG209", "Reading the catalog", "the right to"]);
      });

      it("at its end what a migration has left in disorder, which is the migration's", async () => {
        await using database = await createDatabase(server);
        await database.run(`CREATE TABLE parent (id integer PRIMARY KEY);
          CREATE TABLE child (id integer REFERENCES parent DEFERRABLE INITIALLY DEFERRED);`);
        await using project = await userProject(database.options, {
          "migrations/a.ts": revisionFile(
            "aaaa1",
            null,
            `await op.execute("INSERT INTO child VALUES (1)");`,
          ),
        });
        const says = ["MIG401", "Committing the transaction failed in the upgrade of aaaa1"];
        await refused(project, ["upgrade"], [...says, "rolled back", "Mend the migration"]);
      });
    },
    ["postgres"],
  );

  eachServer(() => {
    it("to begin where another program writes or to commit where one reads, which is no fault of the migration", async () => {
      await using database = await createDatabase("sqlite");
      await using project = await userProject(
        { ...database.options, timeout: 100 },
        {
          ...REVISION,
          "mig.config.ts": `export default { dataSource: "src/data-source.ts", lockTimeout: 0.1, lockTries: 2 };\n`,
        },
      );
      await project.run("stamp", "head");
      await project.run("stamp", "base");
      const other = new Sqlite(database.name);
      try {
        other.exec("BEGIN IMMEDIATE");
        const says = ["Beginning the transaction", "locked"];
        for (const [code, ...typed] of [
          ["MIG412", "upgrade"],
          ["MIG209", "stamp", "head"],
        ]) {
          const { stderr } = await refused(project, typed, [code ?? "", ...says]);
          expect(stderr).to.not.contain("Mend");
        }
        other.exec("ROLLBACK");
        other.exec("BEGIN");
        other.prepare("SELECT * FROM mig_version").all();
        // Who reads keeps another from committing, and no longer than that.
        const committing = ["MIG412", "Committing the transaction"];
        await refused(project, ["upgrade"], committing);
        other.exec("ROLLBACK");
        await project.run("upgrade");
      } finally {
        other.close();
      }
    });
  }, ["sqlite"]);
});
