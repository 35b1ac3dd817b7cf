import { expect } from "chai";
import {
  createDatabase,
  eachServer,
  type ServerName,
  type TestDatabase,
} from "../support/databases.js";
import { startMig } from "../support/mig.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { untilSaid } from "../support/until-said.js";
import { userProject, type Files, type UserProject } from "../support/user-project.js";

const CROWD = 8;
const PENDING = 20;

/** Revision 7 of 20 makes an index while others write, which waits for every session that has begun before it. */
const CONCURRENT = 7;

const idOf = (number: number) => `rev${String(number).padStart(2, "0")}`;

/** Each revision makes a table: what happens twice, or not, can be seen. */
function revisions(server: ServerName, at: Readonly<Record<number, string>> = {}): Files {
  const files = Array.from({ length: PENDING }, (_, index) => {
    const number = index + 1;
    const name = `t${number}`;
    const table = `await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer", nullable: false }, { name: "what", type: "varchar(20)" }], primaryKey: ["id"] });`;
    const index_ =
      number === CONCURRENT && server === "postgres"
        ? `await op.createIndex("t1", { name: "ix_t1_what", columns: ["what"] }, { concurrently: true });`
        : "";
    const down = number === 1 ? null : idOf(number - 1);
    return [
      `migrations/${idOf(number)}.ts`,
      revisionFile(idOf(number), down, `${at[number] ?? ""}\n  ${table}\n  ${index_}`),
    ];
  });
  return Object.fromEntries(files) as Files;
}

const start = (project: UserProject, ...more: readonly string[]) =>
  startMig(project.path, ["upgrade", "head", ...more]);

/** Each revision once, in order, and nothing half made. */
async function expectAllOnce(database: TestDatabase, server: ServerName): Promise<void> {
  const entries = await database.query("SELECT revision, outcome FROM mig_journal");
  const done = entries.filter(({ outcome }) => outcome === "done").map((row) => row["revision"]);
  expect(done.toSorted()).to.deep.equal(Array.from({ length: PENDING }, (_, at) => idOf(at + 1)));
  const rows = await database.query("SELECT version_num FROM mig_version");
  expect(rows).to.deep.equal([{ version_num: idOf(PENDING) }]);
  const names = Array.from({ length: PENDING }, (_, at) => `t${at + 1}`);
  expect(await tableNames(database)).to.include.members(names);
  if (server !== "postgres") return;
  const indexes = await database.query(
    "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'ix_t1_what'::regclass",
  );
  expect(indexes).to.deep.equal([{ valid: true }]);
}

describe("a crowd", function () {
  this.timeout(300_000);

  eachServer((server) => {
    for (const lock of ["advisory", "table"])
      it(`of ${CROWD} runs upgrades a database once, and all end well (lock: "${lock}")`, async () => {
        await using database = await createDatabase(server);
        await using project = await userProject(database.options, {
          ...revisions(server),
          "mig.config.ts": `export default { dataSource: "src/data-source.ts", lock: "${lock}" };`,
        });
        const runs = Array.from({ length: CROWD }, () => start(project));
        const answers = await Promise.all(runs.map(({ answer }) => answer));
        for (const { code, stdout, stderr } of answers) expect(code, stdout + stderr).to.equal(0);
        const isIdle = ({ stdout }: { stdout: string }) => stdout.startsWith("Nothing to do: the");
        expect(answers.filter(isIdle)).to.have.length(CROWD - 1);
        await expectAllOnce(database, server);
        const entries = await database.query("SELECT revision FROM mig_journal");
        expect(entries).to.have.length(PENDING);
      });

    it("goes on where the one that was at it is killed", async () => {
      await using database = await createDatabase(server);
      const wait = `console.error("in the middle"); if (process.env["SLOW"]) await new Promise((done) => setTimeout(done, 120_000));`;
      await using project = await userProject(database.options, revisions(server, { 10: wait }));
      const first = startMig(project.path, ["upgrade"], { SLOW: "1" });
      await untilSaid(first, "in the middle");
      const others = Array.from({ length: 3 }, () => start(project));
      await Promise.all(others.map((run) => untilSaid(run, "Waiting for the lock")));
      first.process.kill("SIGKILL");
      expect((await first.answer).code).to.equal(null);
      const answers = await Promise.all(others.map(({ answer }) => answer));
      for (const { code, stdout, stderr } of answers) {
        expect(code, stdout + stderr).to.equal(0);
        expect(stderr.match(/Waiting for the lock/g), stderr).to.have.length.within(
          1,
          others.length,
        );
        expect(stderr).to.match(
          /Waiting for the lock of the .*: mig \d.* has it since 2\S+Z\.|a session/,
        );
      }
      expect(answers.filter(({ stdout }) => stdout.includes("rev10"))).to.have.length.at.least(1);
      await expectAllOnce(database, server);
    });

    it("that is told not to wait is told who is at it, and --quiet says nothing of it", async () => {
      await using database = await createDatabase(server);
      const wait = `console.error("in the middle"); if (process.env["SLOW"]) await new Promise((done) => setTimeout(done, 120_000));`;
      await using project = await userProject(database.options, revisions(server, { 2: wait }));
      const first = startMig(project.path, ["upgrade"], { SLOW: "1" });
      try {
        await untilSaid(first, "in the middle");
        for (const typed of [
          ["upgrade", "--wait-timeout", "0"],
          ["downgrade", "base", "--wait-timeout", "0"],
          ["stamp", "base", "--wait-timeout", "0"],
          ["resolve", "rev01", "--applied", "--wait-timeout", "0"],
        ]) {
          const { code, stderr } = await project.mig(...typed);
          expect(code, stderr).to.equal(1);
          expect(stderr).to.contain("MIG213").and.contain("has the lock of the");
        }
        const quiet = await project.mig("upgrade", "--wait-timeout", "2", "--quiet");
        expect(quiet.stderr).to.contain("MIG213").and.not.contain("Waiting");
        const json = await project.mig("upgrade", "--wait-timeout", "2", "--json");
        expect(json.stderr).to.not.contain("Waiting");
        const { error } = JSON.parse(json.stdout) as { error: { code: string; holder: unknown } };
        expect(error).to.have.property("code", "MIG213");
        expect(await project.run("current")).to.contain("rev01");
        const dry = await project.run("upgrade", "--dry-run");
        expect(dry).to.contain("t20");
      } finally {
        first.process.kill("SIGKILL");
        await first.answer;
      }
    });

    it("leaves at once at Ctrl-C while it waits", async () => {
      await using database = await createDatabase(server);
      const wait = `console.error("in the middle"); if (process.env["SLOW"]) await new Promise((done) => setTimeout(done, 120_000));`;
      await using project = await userProject(database.options, revisions(server, { 2: wait }));
      const first = startMig(project.path, ["upgrade"], { SLOW: "1" });
      try {
        await untilSaid(first, "in the middle");
        const second = start(project);
        await untilSaid(second, "Waiting for the lock");
        const at = performance.now();
        second.process.kill("SIGINT");
        const { code, stderr } = await second.answer;
        expect(performance.now() - at).to.be.lessThan(5000);
        expect(code).to.equal(1);
        expect(stderr).to.contain("MIG403").and.contain("nothing has run");
      } finally {
        first.process.kill("SIGKILL");
        await first.answer;
      }
    });
  });
});
