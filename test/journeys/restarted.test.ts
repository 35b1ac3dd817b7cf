import { expect } from "chai";
import type { Query } from "../../src/dialects/dialect.js";
import { connect } from "../../src/project/connect.js";
import { eachServer, type ServerName } from "../support/databases.js";
import { startMig } from "../support/mig.js";
import { refused } from "../support/refused.js";
import { revisionFile } from "../support/revision-file.js";
import { startOwnServer, type OwnServer } from "../support/servers/index.js";
import { untilSaid } from "../support/until-said.js";
import { userProject } from "../support/user-project.js";

const NETWORKED: readonly ServerName[] = ["postgres", "mysql", "mariadb"];

/** As an administrator stops a server, and as it is where it crashes. */
const STOPS: Readonly<Record<string, readonly NodeJS.Signals[]>> = {
  postgres: ["SIGINT", "SIGQUIT"],
  mysql: ["SIGTERM", "SIGKILL"],
  mariadb: ["SIGTERM", "SIGKILL"],
};

/** What a server of the tests leaves out for speed, and one that crashes is to have. */
const keepsCommits = (server: ServerName, name: string) =>
  server === "postgres"
    ? `ALTER DATABASE ${name} SET synchronous_commit = on`
    : "SET GLOBAL innodb_flush_log_at_trx_commit = 1";

const SLEEP = { postgres: "SELECT pg_sleep(60)", mysql: "SELECT SLEEP(60)" };

const count = (number: number) => `await op.execute("UPDATE one SET size = size + ${number}");`;

/** The second of three revisions waits in the middle, where it is told to. */
const files = (server: ServerName) => ({
  "migrations/a.ts": revisionFile(
    "aaaa1",
    null,
    `await op.createTable({ name: "one", columns: [{ name: "size", type: "integer" }] });
  await op.bulkInsert("one", [{ size: 0 }]);`,
  ),
  "migrations/b.ts": revisionFile(
    "bbbb1",
    "aaaa1",
    `${count(1)}
  if (process.env["SLOW"]) {
    console.error("in the middle");
    await op.query("${SLEEP[server === "postgres" ? "postgres" : "mysql"]}");
  }
  ${count(10)}`,
  ),
  "migrations/c.ts": revisionFile("cccc1", "bbbb1", count(100)),
});

describe("a server that is restarted", function () {
  this.timeout(180_000);

  eachServer((server) => {
    let own: OwnServer;
    before(async () => {
      own = await startOwnServer(server);
      after(() => own.stop());
    });

    /** A connection to one of its databases; it is closed before the server stops. */
    async function asked<T>(database: string, work: (query: Query) => Promise<T>): Promise<T> {
      const connection = await connect(await import("typeorm"), options(database), "write");
      try {
        return await work(connection.query);
      } finally {
        await connection.close();
      }
    }

    function options(database: string) {
      const { hostname, port, username, password } = new URL(own.url);
      const type = server === "postgres" || server === "mysql" ? server : "mariadb";
      return { type, host: hostname, port: Number(port), username, password, database } as const;
    }

    const FIRST = server === "postgres" ? "postgres" : "mysql";

    async function made(database: string) {
      await asked(FIRST, async (query) => {
        await query(`CREATE DATABASE ${database}`);
        await query(keepsCommits(server, database));
      });
      return options(database);
    }

    for (const signal of STOPS[server] ?? [])
      it(`by ${signal} in the middle of a revision: the error says what to do, and the next run completes`, async () => {
        const name = `mig_${signal.toLowerCase()}`;
        await using project = await userProject(await made(name), files(server));
        const running = startMig(project.path, ["upgrade"], { SLOW: "1" });
        await untilSaid(running, "in the middle");
        await own.down(signal);
        const { code, stdout, stderr } = await running.answer;
        expect(code, stdout + stderr).to.equal(1);
        expect(stderr).to.contain("MIG209").and.contain("bbbb1").and.contain("→");
        expect(stderr)
          .to.contain("The connection was lost")
          .and.not.match(/^ +at /m);
        await refused(project, ["upgrade"], ["MIG203", "Is it running"]);
        await own.up();
        await project.run("upgrade");
        await asked(name, async (query) => {
          expect(await query("SELECT size FROM one")).to.deep.equal([{ size: 111 }]);
          const versions = await query("SELECT version_num FROM mig_version");
          expect(versions).to.deep.equal([{ version_num: "cccc1" }]);
          const done = await query("SELECT revision FROM mig_journal WHERE outcome = 'done'");
          const ids = done.map(({ revision }) => revision).toSorted();
          expect(ids).to.deep.equal(["aaaa1", "bbbb1", "cccc1"]);
        });
      });

    if (server !== "postgres")
      it("that takes no changes says so before anything has run", async () => {
        const whole = await made("mig_read_only");
        await asked(FIRST, async (query) => {
          await query("CREATE USER some@'%' IDENTIFIED BY 'some'");
          await query("GRANT ALL ON mig_read_only.* TO some@'%'");
        });
        const reader = { ...whole, username: "some", password: "some" };
        await using project = await userProject(reader, files(server));
        await project.run("upgrade", "aaaa1");
        await asked(FIRST, (query) => query("SET GLOBAL read_only = 1"));
        const says = ["MIG209", "read-only", "takes no changes now"];
        try {
          for (const typed of [["upgrade"], ["downgrade", "base"], ["stamp", "head"]])
            await refused(project, typed, says);
          expect(await project.run("current")).to.contain("aaaa1");
        } finally {
          await asked(FIRST, (query) => query("SET GLOBAL read_only = 0"));
        }
        await asked("mig_read_only", async (query) => {
          const entries = await query("SELECT revision FROM mig_journal");
          expect(entries).to.deep.equal([{ revision: "aaaa1" }]);
        });
        await project.run("upgrade");
      });
  }, NETWORKED);
});
