import { expect } from "chai";
import { follow, sqlite, type Told } from "../support/follow.js";
import { blocksOf, readPage } from "../support/pages.js";
import { userProject, type UserProject } from "../support/user-project.js";

/** What has to be so at the end of each section of the page. */
const ENDS: Readonly<Record<string, (project: UserProject) => Promise<void> | void>> = {
  async "Its entities are there too"(project) {
    expect(rows(project, "app.sqlite", "SELECT * FROM account")).to.deep.equal([
      { id: 1, name: "Ada" },
    ]);
    expect(rows(project, "new.sqlite", "SELECT * FROM account")).to.deep.equal([]);
    for (const source of ["data-source", "new-data-source"])
      expect(await project.run("check", "-d", `src/${source}.ts`)).to.contain("No difference");
  },
  async "It has no entities"(project) {
    expect(tables(project, "app.sqlite")).to.deep.equal([
      "mig_version",
      "player",
      "roster",
      "team",
    ]);
    const [here, there] = ["app.sqlite", "old.sqlite"].map((name) =>
      rows(project, name, "SELECT name, type FROM pragma_table_info('team') ORDER BY name"),
    );
    expect(here).to.have.length(3).and.to.deep.equal(there);
    const check = await project.run("check", "--from-database", "src/old.ts");
    expect(check).to.contain("No difference");
    expect(await project.run("current", "-d", "src/old.ts")).to.contain("(head)");
  },
  "In SQL"(project) {
    using database = sqlite(project, "app.sqlite");
    database.exec("UPDATE account SET name = 'Grace'");
    expect(rows(project, "app.sqlite", "SELECT * FROM account_log")).to.deep.equal([
      { account_id: 1, old_name: "Ada" },
    ]);
  },
};

describe("the page for an existing database", function () {
  this.timeout(180_000);

  for (const [section, end] of Object.entries(ENDS))
    it(`runs as it stands: ${section}`, async () => {
      await using project = await userProject({});
      for (const name of ["mig.config.ts", "src/data-source.ts", "src/entities.ts"])
        await project.remove(name);
      const told: Told[] = [];
      const page = blocksOf(await readPage("existing-database.md"));
      for (const block of page)
        if (block.section === section) told.push(await follow(project, block));
      expect(told).to.include.members(["sql", "file", "console"]).and.not.include("other");
      await end(project);
    });

  it("has no other section with something to do", async () => {
    const sections = blocksOf(await readPage("existing-database.md")).map(({ section }) => section);
    expect([...new Set(sections)]).to.deep.equal(Object.keys(ENDS));
  });
});

function rows(project: UserProject, file: string, sql: string): readonly unknown[] {
  using database = sqlite(project, file);
  return database.prepare(sql).all();
}

const tables = (project: UserProject, file: string) =>
  rows(
    project,
    file,
    "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT IN ('typeorm_metadata', 'mig_journal') ORDER BY name",
  ).map((row) => (row as { name: string }).name);
