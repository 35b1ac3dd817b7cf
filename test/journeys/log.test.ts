import { expect } from "chai";
import { createDatabase, eachServer, type ServerName } from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { userProject } from "../support/user-project.js";

const MAKE = 'await op.execute("CREATE TABLE deed (what varchar(20))");';
const FIRST = revisionFile("aaaa1", null, MAKE, 'await op.execute("DROP TABLE deed");');
const SECOND = revisionFile(
  "bbbb1",
  "aaaa1",
  "await op.execute(\"INSERT INTO deed (what) VALUES ('é')\");",
);
const WRONG = revisionFile("cccc1", "bbbb1", 'await op.execute("this is no SQL");');
const CHANGED = FIRST.replace("varchar(20)", "varchar(30)");

const STAMP = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
const WHO = String.raw`\S+@\S+, mig \d\S*`;

async function project(server: ServerName) {
  const database = await createDatabase(server);
  const user = await userProject(database.options, {
    "migrations/a.ts": FIRST,
    "migrations/b.ts": SECOND,
  });
  return {
    ...user,
    database,
    async json<T>(...args: readonly string[]) {
      return JSON.parse((await user.mig(...args, "--json")).stdout) as T;
    },
    async [Symbol.asyncDispose]() {
      await user[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

interface Log {
  readonly entries: readonly { readonly revision: string; readonly outcome: string }[] | null;
}
interface Status {
  readonly settled: boolean;
  readonly pending: readonly unknown[];
  readonly changed: readonly { readonly revision: string; readonly difference: string[] }[];
  readonly halfDone: readonly { readonly ways: readonly { readonly command: string }[] }[];
  readonly withoutFile: readonly string[];
}

describe("what ran, and when", function () {
  this.timeout(240_000);

  eachServer((server) => {
    it("is listed by mig log and mig history, and where it is by mig status", async () => {
      await using it = await project(server);
      const before = await it.mig("log");
      expect(before.code).to.equal(0);
      expect(before.stdout).to.equal("");
      expect(before.stderr).to.contain("has no journal: nothing has run there yet");
      expect((await it.json<Log>("log")).entries).to.equal(null);
      const begin = await it.mig("status");
      expect(begin.code).to.equal(3);
      expect(begin.stdout).to.contain("is at base").and.contain("Pending: 2 revisions");
      expect(await tableNames(it.database), "nothing was written").to.deep.equal([]);

      await it.run("upgrade");
      const lines = (await it.run("log")).trimEnd().split("\n");
      expect(lines).to.have.length(2);
      for (const [at, id] of ["bbbb1", "aaaa1"].entries())
        expect(lines[at]).to.match(
          new RegExp(`^${STAMP} upgrade ${id}  revision ${id} \\(done, [\\d.]+ m?s, ${WHO}\\)$`),
        );
      const page = await it.run("status");
      expect(page).to.contain("is at bbbb1 (head) revision bbbb1.");
      expect(page).to.contain("Nothing is pending, and nothing is open.");
      const history = await it.run("history", "-v", "-i");
      expect(
        history.match(new RegExp(`^Applied: ${STAMP} in [\\d.]+ m?s by ${WHO}$`, "gm")),
      ).to.have.length(2);
      expect(await it.run("history", "-v")).not.to.contain("Applied:");

      await it.run("downgrade", "-1");
      await it.run("stamp", "head");
      const all = await it.run("log");
      expect(all).to.match(new RegExp(`^${STAMP} stamp bbbb1 .*\n${STAMP} downgrade bbbb1 `));
      expect(await it.run("log", "-l", "1")).to.equal(`${all.split("\n")[0]}\n`);
      expect((await it.run("log", "-r", "aaaa")).trimEnd().split("\n")).to.have.length(1);
      expect(await it.run("history", "-v", "-i")).to.match(/^Stamped: /m);

      await it.write({ "migrations/c.ts": WRONG });
      expect((await it.mig("upgrade")).code).to.equal(1);
      const [failed = "", error = ""] = (await it.run("log", "--failed")).split("\n");
      expect(failed).to.match(new RegExp(`^${STAMP} upgrade cccc1  revision cccc1 \\(failed, `));
      expect(error).to.contain("op.execute (~ this is no SQL) failed in the upgrade of cccc1");
      const whole = await it.run("log", "-v", "-r", "cccc1");
      expect(whole)
        .to.match(/^Checksum: [\da-f]{64}$/m)
        .and.contain("    in migrations/c.ts:10");
      const open = await it.mig("status");
      expect(open.code).to.equal(3);
      expect(open.stdout).to.contain("The last failure:").and.contain("Pending: 1 revision");
      await it.remove("migrations/c.ts");
      expect(await it.run("log", "-r", "cccc1")).to.contain("cccc1  (no file) (failed");
      const none = await it.mig("log", "-r", "zzzz9");
      expect(none.stderr).to.contain("no such entry of zzzz9");
    });

    it("a file that has changed is shown as a difference, and an error where that is asked for", async () => {
      await using it = await project(server);
      await it.run("upgrade");
      await it.write({ "migrations/a.ts": `// a remark\n${FIRST.replaceAll(";\n", "\n")}` });
      expect((await it.mig("upgrade", "--strict")).stderr, "format alone").to.equal("");
      await it.write({
        "migrations/a.ts": CHANGED,
        "migrations/c.ts": revisionFile("cccc1", "bbbb1", ""),
      });
      const strict = await it.mig("upgrade", "--strict");
      expect(strict.code).to.equal(1);
      expect(strict.stderr)
        .to.contain("MIG217")
        .and.contain("aaaa1")
        .and.contain("Nothing has run");
      expect((await it.mig("downgrade", "--strict", "base")).stderr).to.contain("MIG217");
      const page = await it.mig("status");
      expect(page.code).to.equal(3);
      expect(page.stdout).to.match(
        new RegExp(`Changed: aaaa1 is not what was applied ${STAMP} by \\S+@\\S+: `),
      );
      expect(page.stdout).to.contain(
        '    -  await op.execute("CREATE TABLE deed (what varchar(20))");',
      );
      expect(page.stdout).to.contain(
        '    +  await op.execute("CREATE TABLE deed (what varchar(30))");',
      );
      const told = await it.mig("upgrade");
      expect(told.code, told.stderr).to.equal(0);
      expect(told.stderr).to.contain("Changed: aaaa1").and.contain("varchar(20)");
      expect((await it.mig("upgrade", "-q")).stderr).to.equal("");
      const check = await it.mig("check", "--from-database", "src/data-source.ts");
      expect(check.code).to.equal(3);
      expect(check.stdout).to.contain("Changed: aaaa1").and.contain("varchar(20)");
      const { changed } = await it.json<Status>("upgrade");
      expect(changed.map(({ revision }) => revision)).to.deep.equal(["aaaa1"]);
      expect(changed[0]?.difference.filter((line) => /^[-+]/.test(line))).to.have.length(2);
      await it.run("resolve", "aaaa1", "--applied");
      expect((await it.mig("upgrade", "--strict")).stderr).to.equal("");
      expect(await it.run("status")).to.contain("nothing is open");
    });

    it("what is half done is on the page, with the commands that settle it, and they do", async () => {
      await using it = await project(server);
      const half = `export const transaction = false;\n${revisionFile("cccc1", "bbbb1", 'await op.execute("DELETE FROM deed");\n  await op.execute("this is no SQL");')}`;
      await it.write({ "migrations/c.ts": half });
      expect((await it.mig("upgrade")).code).to.equal(1);
      const page = await it.mig("status");
      expect(page.code).to.equal(3);
      expect(page.stdout).to.match(
        new RegExp(`Half done: the upgrade of cccc1, since ${STAMP}; 1 operation stands\\.`),
      );
      for (const way of [
        "mig upgrade cccc1",
        "mig resolve cccc1 --applied",
        "mig resolve cccc1 --rolled-back",
      ])
        expect(page.stdout).to.contain(way);
      expect(await it.run("log", "-l", "1")).to.contain("failed, half done");
      await it.write({ "migrations/c.ts": half.replace("this is no SQL", "DELETE FROM deed") });
      await it.run("upgrade");
      expect(await it.run("status"), "the file that was mended is what was applied").to.contain(
        "nothing is open",
      );
    });

    it("what somebody has written into the journal steers no terminal and makes no lines", async () => {
      await using it = await project(server);
      await it.run("upgrade");
      const odd = "\u001b[31mred\u0007\nupgrade zzzz9";
      await it.database.query(
        `UPDATE mig_journal SET outcome = 'failed', host = '${odd}', username = '${odd}', program = '${odd}', error = '${odd}', revision = '${odd}'`,
      );
      await it.database.query(`UPDATE mig_version SET version_num = '${odd}'`);
      for (const args of [["log"], ["log", "-v"], ["status"], ["log", "-r", "\u001b[31m"]]) {
        const { stdout, stderr } = await it.mig(...args);
        expect(stdout + stderr).not.to.match(/[\u0000-\u0009\u000b-\u001f]/);
        expect(stdout + stderr, args.join(" ")).not.to.match(/^upgrade zzzz9/m);
      }
      expect((await it.run("log")).split("\n")).to.have.length(5);
      expect((await it.json<Log>("log")).entries?.[0]?.revision).to.equal(odd);
      expect((await it.json<Status>("status")).withoutFile).to.deep.equal([odd]);
      expect((await it.mig("status")).stdout)
        .to.contain("(no file).")
        .and.not.contain("at base");
    });
  });
});
