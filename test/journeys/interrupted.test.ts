import { once } from "node:events";
import { expect } from "chai";
import { createDatabase, eachServer, type ServerName } from "../support/databases.js";
import { startMig } from "../support/mig.js";
import { othersLeft } from "../support/others-left.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { userProject, type UserProject } from "../support/user-project.js";

/** Half a minute in the middle of a migration; SQLite has nothing that waits, so there the migration itself does. */
const WAIT: Readonly<Record<ServerName, string>> = {
  postgres: `await op.execute("SELECT pg_sleep(30)");`,
  mysql: `await op.execute("SELECT SLEEP(30)");`,
  mariadb: `await op.execute("SELECT SLEEP(30)");`,
  sqlite:
    "for (let i = 0; i < 300; i++) { await new Promise((done) => setTimeout(done, 100)); await op.query('SELECT 1'); }",
};

/** Half a minute that nothing stops. */
const DEAF = "await new Promise((done) => setTimeout(done, 30_000));";

/** A pool that has no second connection, by which the first one could be stopped. */
const ONE_CONNECTION: Readonly<Record<ServerName, object>> = {
  postgres: { extra: { max: 1 } },
  mysql: { extra: { connectionLimit: 1 } },
  mariadb: { extra: { connectionLimit: 1 } },
  sqlite: {},
};

const EXITS = { SIGINT: 130, SIGTERM: 143 } as const;
const SIGNALS = Object.keys(EXITS) as (keyof typeof EXITS)[];

const table = (name: string) =>
  `await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }] });`;

/** The second of two revisions makes two tables and waits between them; so does its way back. */
const files = (up: string, down = "") => ({
  "migrations/a.ts": revisionFile("aaaa1", null, ""),
  "migrations/b.ts": revisionFile(
    "bbbb1",
    "aaaa1",
    `${table("one")}
  ${up}
  ${table("two")}`,
    `await op.dropTable("two");
  ${down}
  await op.dropTable("one");`,
  ),
});

const waiting = (wait: string) => `console.log("waiting"); ${wait}`;

describe("a run that is interrupted", function () {
  this.timeout(60_000);

  eachServer((server) => {
    const rollsBack = server === "postgres" || server === "sqlite";
    const wait = waiting(WAIT[server]);
    const isServer = server !== "sqlite";

    for (const signal of SIGNALS)
      it(`by ${signal} stops, says where the database stands, and can go on`, async () => {
        await using database = await createDatabase(server);
        const options = { ...database.options, ...ONE_CONNECTION[server] };
        await using project = await userProject(options, files(wait));
        const { code, stdout, stderr } = await interrupted(project, ["upgrade"], [signal]);
        if (isServer) expect(await othersLeft(database)).to.equal(0);
        expect(code, stdout + stderr).to.equal(1);
        expect(stdout).to.contain("aaaa1");
        expect(stderr).to.contain("MIG403").and.contain("bbbb1");
        expect((await project.run("current")).trim()).to.equal("aaaa1");
        // A SLEEP that is killed counts as done: it then answers 1 instead of failing.
        expect(stderr).to.match(rollsBack ? /rolled back/ : /[12] of 3 operations ran/);
        expect(await tableNames(database)).to.deep.equal(
          rollsBack ? ["mig_version"] : ["mig_version", "one"],
        );

        await project.write(files(""));
        if (!rollsBack) {
          await database.query("DROP TABLE one");
          await project.run("resolve", "bbbb1", "--rolled-back");
        }
        await project.run("upgrade");
        expect(await tableNames(database)).to.deep.equal(["mig_version", "one", "two"]);
      });

    it("on its way down does the same", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, files("", wait));
      await project.run("upgrade");
      const { code, stderr } = await interrupted(project, ["downgrade", "base"], ["SIGINT"]);
      if (isServer) expect(await othersLeft(database)).to.equal(0);
      expect(code, stderr).to.equal(1);
      expect(stderr).to.contain("MIG403").and.contain("downgrade of bbbb1");
      expect(await project.run("current")).to.equal("bbbb1 (head)\n");
      expect(await tableNames(database)).to.deep.equal(
        rollsBack ? ["mig_version", "one", "two"] : ["mig_version", "one"],
      );

      await project.write(files(""));
      if (!rollsBack) {
        await database.query("CREATE TABLE two (id integer)");
        await project.run("resolve", "bbbb1", "--applied");
      }
      await project.run("downgrade", "base");
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);
    });

    for (const signal of SIGNALS)
      it(`leaves at once at a second ${signal}, and leaves no connection`, async () => {
        await using database = await createDatabase(server);
        await using project = await userProject(database.options, files(waiting(DEAF)));
        const { code, stderr } = await interrupted(project, ["upgrade"], [signal, signal]);
        expect(code, stderr).to.equal(EXITS[signal]);
        if (isServer) expect(await othersLeft(database)).to.equal(0);
        expect(await project.run("current")).to.equal("aaaa1\n");
      });
  });
});

describe("a run whose driver keeps the whole process waiting", function () {
  this.timeout(60_000);

  eachServer(
    (server) => {
      it("is interrupted between two statements", async () => {
        await using database = await createDatabase(server);
        const statement =
          "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n";
        await using project = await userProject(
          database.options,
          files(waiting(`for (let i = 0; i < 1000; i++) await op.execute("${statement}");`)),
        );
        const { code, stderr } = await interrupted(project, ["upgrade"], ["SIGINT"]);
        expect(code, stderr).to.equal(1);
        expect(stderr).to.contain("MIG403").and.contain("rolled back");
      });
    },
    ["sqlite"],
  );
});

/** What a run says that is sent signals: one when it waits, another when it says that one more ends it at once. */
async function interrupted(
  { path }: UserProject,
  typed: readonly string[],
  [first, second]: readonly [NodeJS.Signals, NodeJS.Signals?],
) {
  const running = startMig(path, typed);
  const printed = running.process.stderr ?? running.process;
  for (let text = ""; !text.includes("waiting");)
    [text] = (await once(printed, "data")) as [string];
  const start = performance.now();
  running.process.kill(first);
  if (second) {
    for (let text = ""; !text.includes("again to leave at once");)
      [text] = (await once(printed, "data")) as [string];
    running.process.kill(second);
  }
  const answer = await running.answer;
  expect(performance.now() - start).to.be.lessThan(10_000);
  return answer;
}
