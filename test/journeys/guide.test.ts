import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { createDatabase } from "../support/databases.js";
import { newestRevision, replaceBody } from "../support/newest-revision.js";
import { blocksOf, commandsOf, readPage, type Block } from "../support/pages.js";
import { userProject, type UserProject } from "../support/user-project.js";

/** How many blocks of each kind the guide has at least: that none of them is passed over. */
const LEAST = { file: 5, generated: 4, upgrade: 2, downgrade: 0, console: 10 };

describe("the guide", function () {
  this.timeout(300_000);

  it("runs as it stands, from the first line to the last", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject({});
    for (const name of ["mig.config.ts", "src/data-source.ts", "src/entities.ts"])
      await project.remove(name);
    const count = { file: 0, generated: 0, upgrade: 0, downgrade: 0, console: 0 };
    let before = "";
    for (const block of blocksOf(await readPage("guide.md"))) {
      if (block.section !== before) await between(before);
      before = block.section;
      const { language, info, text } = block;
      if (language === "console") {
        await type(project, block);
        count.console++;
      } else if (info === "generated") {
        const written = await readFile(await newestRevision(project), "utf8");
        expect(squeezed(written)).to.contain(squeezed(text));
        count.generated++;
      } else if (info === "upgrade" || info === "downgrade") {
        await replaceBody(project, info, text);
        count[info]++;
      } else if (info !== "") {
        await project.write({ [info]: text.replace("app.sqlite", database.name) });
        count.file++;
      }
    }
    for (const [kind, least] of Object.entries(LEAST))
      expect(count[kind as keyof typeof count], kind).to.be.at.least(least);
    expect(await project.run("check")).to.contain("No difference");

    /** A row is there from the first section on, and its values are kept until the tables are dropped. */
    async function between(section: string): Promise<void> {
      if (section === "The first migration")
        await database.query("INSERT INTO account (name, nickname) VALUES (' Ada ', 'Countess')");
      if (section === "Data in a migration")
        expect(await database.query("SELECT * FROM account")).to.deep.equal([
          { id: 1, name: "Ada", displayName: "Countess", locale: "en" },
        ]);
    }
  });
});

/** Types each command but those that install; only `check` may find something. */
async function type(project: UserProject, block: Block): Promise<void> {
  for (const [program, ...words] of commandsOf(block)) {
    if (program === "npm") continue;
    expect([program, words[0]]).to.deep.equal(["npx", "mig"]);
    const { code, stderr } = await project.mig(...words.slice(1));
    expect(code === 0 || (words[1] === "check" && code === 3), stderr).to.equal(true);
  }
}

/** However it is broken into lines. */
const squeezed = (text: string) => text.replaceAll(/\s+|,(?=\s*[)}\]])/g, "");
