import { expect } from "chai";
import { createDatabase, eachServer, type ServerName } from "../support/databases.js";
import { startMig } from "../support/mig.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { userProject } from "../support/user-project.js";

/** Half a minute in the middle of a migration; SQLite has nothing that waits, so there the migration itself does. */
const WAIT: Readonly<Record<ServerName, string>> = {
  postgres: `await op.execute("SELECT pg_sleep(30)");`,
  mysql: `await op.execute("SELECT SLEEP(30)");`,
  mariadb: `await op.execute("SELECT SLEEP(30)");`,
  sqlite:
    "for (let i = 0; i < 300; i++) { await new Promise((done) => setTimeout(done, 100)); await op.query('SELECT 1'); }",
};

/** A pool that has no second connection, by which the first one could be stopped. */
const ONE_CONNECTION: Readonly<Record<ServerName, object>> = {
  postgres: { extra: { max: 1 } },
  mysql: { extra: { connectionLimit: 1 } },
  mariadb: { extra: { connectionLimit: 1 } },
  sqlite: {},
};

describe("an upgrade that is interrupted", function () {
  this.timeout(60_000);

  eachServer((server) => {
    it("stops, says where the database stands, and can go on", async () => {
      await using database = await createDatabase(server);
      const files = (wait: string) => ({
        "migrations/a.ts": revisionFile("aaaa1", null, ""),
        "migrations/b.ts": revisionFile(
          "bbbb1",
          "aaaa1",
          `await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }] });
  console.log("waiting");
  ${wait}
  await op.createTable({ name: "two", columns: [{ name: "id", type: "integer" }] });`,
        ),
      });
      const options = { ...database.options, ...ONE_CONNECTION[server] };
      await using project = await userProject(options, files(WAIT[server]));
      const running = startMig(project.path, ["upgrade"]);
      await new Promise<void>((resolve) =>
        running.process.stderr?.on("data", (text: string) => text.includes("waiting") && resolve()),
      );
      running.process.kill("SIGINT");
      const start = performance.now();
      const { code, stdout, stderr } = await running.answer;
      expect(performance.now() - start).to.be.lessThan(10_000);
      expect(code, stdout + stderr).to.equal(1);
      expect(stdout).to.contain("aaaa1");
      expect(stderr).to.contain("MIG403").and.contain("bbbb1");
      expect((await project.run("current")).trim()).to.equal("aaaa1");
      const rolledBack = server === "postgres" || server === "sqlite";
      // A SLEEP that is killed counts as done: it then answers 1 instead of failing.
      expect(stderr).to.match(rolledBack ? /rolled back/ : /[12] of 3 operations ran/);
      expect(await tableNames(database)).to.deep.equal(
        rolledBack ? ["mig_version"] : ["mig_version", "one"],
      );

      await project.write(files(""));
      if (!rolledBack) await database.query("DROP TABLE one");
      await project.run("upgrade");
      expect(await tableNames(database)).to.deep.equal(["mig_version", "one", "two"]);
    });
  });
});
