import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { createDatabase } from "../support/databases.js";
import { userProject } from "../support/user-project.js";

const OWN = new URL("../../templates/typescript/revision.ts.eta", import.meta.url);

describe("a template of one's own", function () {
  this.timeout(60_000);

  it("is what new revisions are made from, with its extension", async () => {
    await using database = await createDatabase("sqlite");
    const text = (await readFile(OWN, "utf8")).replace(
      "export const revision =",
      `// ${"<%~ it.message %> by <%~ it.literal([it.id, it.down]) %>"}\nexport const revision =`,
    );
    await using project = await userProject(database.options, {
      "mig.config.ts": `export default { dataSource: "src/data-source.ts", template: "tools/revision.mts.eta" };`,
      "tools/revision.mts.eta": text,
    });
    await project.run("revision", "-m", "one\n two", "--rev-id", "aaaa1");
    await project.run("revision", "-m", 'it\'s "two"', "--rev-id", "aaaa2");
    expect(await project.revisions()).to.deep.equal(["aaaa1_one_two.mts", "aaaa2_it_s_two.mts"]);
    expect(await project.revision("aaaa1")).to.contain(`// one two by ["aaaa1", null]\n`);
    expect(await project.revision("aaaa2")).to.contain(`// it's "two" by ["aaaa2", "aaaa1"]\n`);
    await project.run("upgrade");
    expect(await project.run("current")).to.equal("aaaa2 (head)\n");
    expect(await project.run("history")).to.contain(`, it's "two"\n`);
  });
});
