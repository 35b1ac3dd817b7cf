import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { lockDatabase } from "../../src/project/lock.js";
import { createDatabase, eachServer } from "../support/databases.js";
import { opened } from "../support/locked-projects.js";
import { mig } from "../support/mig.js";
import { blocksOf, readPage } from "../support/pages.js";
import { revisionFile } from "../support/revision-file.js";
import { runScript } from "../support/run-script.js";
import { tableNames } from "../support/table-names.js";
import { userProject } from "../support/user-project.js";

const REVISIONS = { "migrations/a.ts": revisionFile("aaaa1", null, "") };

const blockOf = async (section: string) => {
  const found = blocksOf(await readPage("lock.md")).find((block) => block.section === section);
  return found?.text ?? "";
};

describe("the page of the lock", function () {
  this.timeout(120_000);

  it("has a configuration that is taken", async () => {
    await using database = await createDatabase("sqlite");
    const config = { "mig.config.ts": await blockOf("The configuration") };
    await using project = await userProject(database.options, { ...REVISIONS, ...config });
    expect(await project.run("upgrade")).to.contain("is at aaaa1");
  });

  it("has a program that tells for whom it waits", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, REVISIONS);
    await using holder = await opened(database.options);
    const lock = await lockDatabase(holder);
    const printed = runScript(project.path, await blockOf("In an application"));
    await setTimeout(8000);
    await lock[Symbol.asyncDispose]();
    expect(await printed).to.match(/^(waiting for mig \d\S+ \S+@\S+ \d+, \d+ s\n)+aaaa1\n$/);
  });

  eachServer(() => {
    it("has a configuration that leads past a pooler", async () => {
      await using database = await createDatabase("postgres");
      const { host, port } = database.options as { readonly host: string; readonly port: number };
      await using project = await userProject(database.options, {
        ...REVISIONS,
        "mig.config.ts": await blockOf("Behind a pooler"),
      });
      const url = `postgres://mig:mig@${host}:${port}/${database.name}`;
      const { code, stdout, stderr } = await mig(project.path, ["upgrade"], { DIRECT_URL: url });
      expect(code, stderr).to.equal(0);
      expect(stdout).to.contain("is at aaaa1");
    });
  }, ["postgres"]);

  eachServer((server) => {
    it("is right that comparing leaves the table of the lock out, and that ensure-version makes it", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        "mig.config.ts": `export default { dataSource: "src/data-source.ts", lock: "table", unknownTables: "drop" };`,
        "src/entities.ts": `import { EntitySchema } from "typeorm";
export const entities = [new EntitySchema({ name: "one", columns: { id: { type: "int", primary: true } } })];
`,
      });
      await project.run("revision", "--autogenerate", "-m", "one");
      await project.run("ensure-version");
      expect(await database.query("SELECT * FROM mig_lock")).to.have.length(1);
      await project.run("upgrade");
      expect(await tableNames(database)).to.include.members(["mig_version", "one"]);
      await project.run("check");
    });
  });
});
