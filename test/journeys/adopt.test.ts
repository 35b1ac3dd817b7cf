import { expect } from "chai";
import { readdir } from "node:fs/promises";
import { createDatabase, eachServer, eachSetup, type TestDatabase } from "../support/databases.js";
import { OLD_NAMES, oldProject, source } from "../support/old-project.js";
import { refused } from "../support/refused.js";
import { tableNames } from "../support/table-names.js";

describe("mig adopt", function () {
  this.timeout(120_000);

  eachSetup((setup) => {
    it("writes a baseline, records it, and the project goes on with mig", async () => {
      await using database = await createDatabase(setup);
      await using project = await oldProject(database, { more: { migrationsRun: true } });
      await project.runOld();
      const before = await accounts(database);
      expect(await project.run("check")).to.contain("No difference");

      const said = await project.run("adopt", "--dry-run");
      expect(said).to.contain("3 migrations of TypeORM's have run, as its table migrations says");
      expect(said)
        .to.contain('Would write: a revision "baseline"')
        .and.contain("Would record: base → ");
      expect(await project.revisions()).to.deep.equal([]);
      expect(await tableNames(database)).to.not.include("mig_version");

      const adopted = await project.run("adopt");
      const [file = ""] = await project.revisions();
      expect(adopted).to.contain(`Wrote: migrations/${file}, which makes an empty database`);
      expect(adopted).to.contain("Recorded: base → ").and.contain("`migrationsRun`");
      const text = await project.revision("baseline");
      expect(text).to.contain("export const adopts = [").and.contain("op.createTable({");
      for (const name of OLD_NAMES) expect(text).to.contain(JSON.stringify(name));
      expect(text).to.not.contain("migrations");
      expect(await project.run("check")).to.contain("No difference");
      expect(await accounts(database)).to.deep.equal(before);
      expect(await tableNames(database)).to.deep.equal(["account", "mig_version", "migrations"]);

      const again = await project.run("adopt");
      expect(again)
        .to.contain("Adopted already: the database is at ")
        .and.contain("Nothing was written.");
      expect(await project.revisions()).to.have.lengthOf(1);

      // A new database takes the revisions, and one that TypeORM has made only has to be recorded, also without the classes.
      await using fresh = await createDatabase(setup);
      await using other = await createDatabase(setup);
      await project.runOld(3, other);
      await project.write({
        "src/fresh.ts": source(fresh.options, {}, "[]"),
        "src/other.ts": source(other.options, {}, "[]"),
      });
      await project.run("upgrade", "-d", "src/fresh.ts");
      expect(await project.run("check", "-d", "src/fresh.ts")).to.contain("No difference");
      const [id] = file.split("_");
      expect(await project.run("adopt", "-d", "src/other.ts")).to.contain("Recorded: base → ");
      expect(await project.run("current", "-d", "src/other.ts")).to.contain(id);
      expect(await project.run("check", "-d", "src/other.ts")).to.contain("No difference");
      expect(await project.revisions()).to.have.lengthOf(1);
      await refused(project, ["adopt", "-d", "src/fresh.ts"], ["MIG522", "mig upgrade head"]);
    });
  });

  eachServer((server) => {
    it("refuses what is pending, and what no class is known of, and writes nothing", async () => {
      await using database = await createDatabase(server);
      await using project = await oldProject(database);
      await refused(project, ["adopt"], ["MIG522", "There is no table migrations"]);
      await project.runOld(1);
      await refused(
        project,
        ["adopt"],
        [
          "MIG523",
          "2 migrations of TypeORM's have not run here",
          "  AddAge1700000000002\n  FillAges1700000000003",
          "typeorm migration:run",
        ],
      );
      await project.runOld();
      await project.remove("src/old/1700000000002-AddAge.ts");
      await refused(
        project,
        ["adopt"],
        [
          "MIG524",
          "1 migration has run of which the data source names no class",
          "  AddAge1700000000002",
          "DELETE FROM migrations",
        ],
      );
      await project.write({ "src/data-source.ts": source(database.options, {}, "[]") });
      await refused(project, ["adopt"], ["MIG524", "names no migrations at all"]);
      await database.query("DELETE FROM migrations");
      await refused(project, ["adopt"], ["MIG522", "TypeORM's table migrations is empty"]);
      expect(await project.revisions()).to.deep.equal([]);
      expect(await tableNames(database)).to.deep.equal(["account", "migrations"]);
    });
  });
});

const accounts = ({ query }: TestDatabase<object>) =>
  query("SELECT id, name, age FROM account ORDER BY id");
