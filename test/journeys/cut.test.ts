import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import {
  createDatabase,
  eachServer,
  SERVERS,
  type ServerName,
  type TestDatabase,
} from "../support/databases.js";
import { startMig } from "../support/mig.js";
import { startProxy, type Proxy } from "../support/proxy.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { untilSaid } from "../support/until-said.js";
import { userProject, type Files } from "../support/user-project.js";

const table = (name: string) =>
  `await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }] });`;

/** The first of two revisions stops in the middle, where it is told to, and goes on once there is a file. */
const FILES: Files = {
  "migrations/a.ts": `import { existsSync } from "node:fs";
${revisionFile(
  "aaaa1",
  null,
  `${table("one")}
  if (process.env["SLOW"]) {
    console.error("in the middle");
    while (!existsSync("go-on")) await new Promise((done) => setTimeout(done, 20));
    await new Promise((done) => setTimeout(done, 200)); // longer than a lock is taken to be held unasked
  }
  await op.execute("INSERT INTO one (id) VALUES (1)");`,
)}`,
  "migrations/b.ts": revisionFile("bbbb1", "aaaa1", table("two")),
};

/** Minutes in one statement. */
const sleeping = (server: ServerName): Files => ({
  "migrations/a.ts": revisionFile(
    "aaaa1",
    null,
    `${table("one")}
  if (process.env["SLOW"]) {
    console.error("in the middle");
    await op.query("SELECT ${server === "postgres" ? "pg_sleep" : "SLEEP"}(120)");
  }`,
  ),
  "migrations/b.ts": revisionFile("bbbb1", "aaaa1", table("two")),
});

/** Where the connection of the lock comes among those that a run opens: after its own. */
const LOCK = [1];

const through = ({ options }: TestDatabase, { port }: Proxy) => ({
  ...options,
  host: "127.0.0.1",
  port,
});

describe("a command of which the connections are cut", function () {
  this.timeout(60_000);

  eachServer(
    (server) => {
      async function proxied() {
        const database = await createDatabase(server);
        const { host, port } = database.options as { readonly host: string; readonly port: number };
        return { database, proxy: await startProxy(host, port) };
      }

      async function expectAll(database: TestDatabase) {
        expect(await tableNames(database)).to.deep.equal(["mig_version", "one", "two"]);
        const entries = await database.query(
          "SELECT revision FROM mig_journal WHERE outcome = 'done'",
        );
        const ids = entries.map(({ revision }) => revision).toSorted();
        expect(ids).to.deep.equal(["aaaa1", "bbbb1"]);
      }

      it("in a statement ends by itself, and says what to do", async () => {
        const { database, proxy } = await proxied();
        await using _ = database;
        await using __ = proxy;
        await using project = await userProject(through(database, proxy), sleeping(server));
        const running = startMig(project.path, ["upgrade"], { SLOW: "1" });
        await untilSaid(running, "in the middle");
        proxy.cut();
        const { code, stdout, stderr } = await running.answer;
        expect(code, stdout + stderr).to.equal(1);
        expect(stderr).to.contain("MIG209").and.contain("op.query").and.contain("aaaa1");
        expect(stderr)
          .to.contain("→ The connection was lost")
          .and.not.match(/^ +at /m);
        expect(stderr).to.contain(
          server === "postgres" ? "rolled back" : "+ table one (id) stands",
        );
        // What the server still does for a client that is gone is not over before it notices.
        await endOthers(database);
        await project.run("upgrade");
        await expectAll(database);
      });

      it("that only loses its lock ends the revision it is at, and begins no other", async () => {
        const { database, proxy } = await proxied();
        await using _ = database;
        await using __ = proxy;
        await using project = await userProject(through(database, proxy), FILES);
        const running = startMig(project.path, ["upgrade"], { SLOW: "1" });
        await untilSaid(running, "in the middle");
        proxy.cut(LOCK);
        await writeFile(join(project.path, "go-on"), "");
        const { code, stdout, stderr } = await running.answer;
        expect(code, stdout + stderr).to.equal(1);
        expect(stderr).to.contain("MIG214").and.contain("Run the same command again");
        expect(stderr).to.not.match(/^ +at /m);
        expect(await tableNames(database)).to.not.include("two");
        expect(await project.run("current")).to.contain("aaaa1");
        await project.run("upgrade");
        await expectAll(database);
        expect(await database.query("SELECT id FROM one")).to.deep.equal([{ id: 1 }]);
      });

      it("cannot be begun without a server, and says so", async () => {
        const { database, proxy } = await proxied();
        await using _ = database;
        await using project = await userProject(through(database, proxy), FILES);
        await proxy[Symbol.asyncDispose]();
        const { code, stderr } = await project.mig("upgrade");
        expect(code).to.equal(1);
        expect(stderr).to.contain("MIG203").and.contain("Is it running");
      });
    },
    SERVERS.filter((server) => server !== "sqlite"),
  );
});

/** Ends what is left of connections that are gone. */
async function endOthers({ server, name, query }: TestDatabase): Promise<void> {
  if (server === "postgres") {
    await query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
      [name],
    );
    return;
  }
  const [own] = await query("SELECT CONNECTION_ID() AS id");
  for (const { Id, db } of await query("SHOW PROCESSLIST"))
    if (db === name && Id !== own?.["id"]) await query(`KILL ${String(Id)}`).catch(() => undefined);
}
