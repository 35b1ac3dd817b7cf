import { expect } from "chai";
import { follow, sqlite, type Told } from "../support/follow.js";
import { blocksOf, readPage } from "../support/pages.js";
import { userProject } from "../support/user-project.js";

/** How many blocks of each kind the guide has at least: that none of them is passed over. */
const LEAST: Partial<Record<Told, number>> = { file: 5, generated: 4, upgrade: 2, console: 10 };

describe("the guide", function () {
  this.timeout(300_000);

  it("runs as it stands, from the first line to the last", async () => {
    await using project = await userProject({});
    for (const name of ["mig.config.ts", "src/data-source.ts", "src/entities.ts"])
      await project.remove(name);
    const told: Told[] = [];
    let before = "";
    for (const block of blocksOf(await readPage("guide.md"))) {
      if (block.section !== before) between(before);
      before = block.section;
      told.push(await follow(project, block));
    }
    for (const [kind, least] of Object.entries(LEAST))
      expect(told.filter((one) => one === kind).length, kind).to.be.at.least(least);
    expect(await project.run("check")).to.contain("No difference");

    /** A row is there from the first section on, and its values are kept until the tables are dropped. */
    function between(section: string): void {
      using database = sqlite(project, "app.sqlite");
      if (section === "The first migration")
        database.exec("INSERT INTO account (name, nickname) VALUES (' Ada ', 'Countess')");
      if (section === "Data in a migration")
        expect(database.prepare("SELECT * FROM account").all()).to.deep.equal([
          { id: 1, name: "Ada", displayName: "Countess", locale: "en" },
        ]);
    }
  });
});
