import { expect } from "chai";
import { createDatabase } from "../support/databases.js";
import { blocksOf, readPage } from "../support/pages.js";
import { revisionFile } from "../support/revision-file.js";
import { runScript } from "../support/run-script.js";
import { userProject } from "../support/user-project.js";

const table = `await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }] });`;

describe("the page on deployment", function () {
  this.timeout(120_000);

  it("has examples that run: a start, and the functions behind it", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, {
      "migrations/a.ts": revisionFile("aaaa1", null, table, `await op.dropTable("one");`),
      "src/data-source.js": `const { DataSource } = require("typeorm");
exports.AppDataSource = new DataSource({ ...${JSON.stringify(database.options)}, entities: [] });
`,
    });
    const blocks = blocksOf(await readPage("deployment.md"));
    const [start = "", functions = ""] = blocks
      .filter(({ language, info }) => language === "ts" && info === "")
      .map(({ text }) => text);
    expect(start).to.contain("atStart(").and.contain(`?? "verify"`);
    expect(await runScript(project.path, start.replace(`?? "verify"`, `?? "migrate"`))).to.equal(
      "migrated to aaaa1 revision aaaa1\n",
    );
    expect(await runScript(project.path, functions)).to.equal("0 revisions have run\n");
    expect(await runScript(project.path, start)).to.equal("");
  });
});
