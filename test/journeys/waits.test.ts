import { expect } from "chai";
import { createDatabase, eachServer } from "../support/databases.js";
import { mig } from "../support/mig.js";
import { revisionFile } from "../support/revision-file.js";
import { userProject } from "../support/user-project.js";

const files = {
  "mig.config.ts": `import { defineConfig } from "typeorm-mig";
export default defineConfig({ dataSource: "src/data-source.ts", lockTimeout: 1, lockTries: 2 });
`,
  "migrations/a.ts": revisionFile("aaaa1", null, ""),
  "migrations/b.ts": revisionFile(
    "bbbb1",
    "aaaa1",
    `await op.addColumn("thing", { name: "age", type: "integer", nullable: true });`,
  ),
};

describe("a table that is held by another program", function () {
  this.timeout(120_000);
  eachServer((server) => {
    it("is told of, with what that program does, and the next run goes on", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, files);
      await project.run("upgrade", "aaaa1");
      await database.query("CREATE TABLE thing (id integer)");
      await database.query(server === "sqlite" ? "BEGIN IMMEDIATE" : "BEGIN");
      // What steers a terminal may stand in anybody's statement.
      await database.query("SELECT id, '\u001B[31mred' AS words FROM thing");

      const loud = await mig(project.path, ["upgrade"]);
      expect(loud.code, loud.stderr).to.equal(1);
      expect(loud.stderr).to.contain("MIG412").and.contain("tried 2 times");
      expect(loud.stderr).to.contain("is tried again in").and.contain("try 2 of 2");
      expect(loud.stderr).not.to.contain("\u001B");
      if (server !== "sqlite") expect(loud.stderr).to.contain("Waiting for a lock: ALTER TABLE");
      if (server === "postgres") {
        expect(loud.stderr).to.contain("idle in transaction").and.contain("\\u001b[31mred");
        expect(loud.stderr).to.contain("migrations/b.ts:");
      }

      const quiet = await mig(project.path, ["upgrade", "--quiet"]);
      expect(quiet.stderr).to.contain("MIG412");
      expect(quiet.stderr).not.to.contain("try 2 of 2").and.not.to.contain("Waiting for a lock");
      const json = await mig(project.path, ["upgrade", "--json"]);
      expect(json.stderr).not.to.contain("try 2 of 2");
      expect(json.stdout).to.contain("MIG412");

      await database.query("ROLLBACK");
      await project.run("upgrade");
      expect(await project.run("current")).to.equal("bbbb1 (head)\n");
    });
  });
});
