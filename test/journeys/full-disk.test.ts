import { spawn } from "node:child_process";
import { mkdir, rm, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { Sqlite, type Row } from "../support/create-database.js";
import { createDatabase, eachServer, type TestDatabase } from "../support/databases.js";
import { refused } from "../support/refused.js";
import { revisionFile } from "../support/revision-file.js";
import { userProject, type Files, type UserProject } from "../support/user-project.js";

const RUN = fileURLToPath(new URL("../../bin/run.js", import.meta.url));

const LARGE = "x".repeat(1000);

/** The second revision makes the file larger than there is room for: by a table, rows and a table that is made anew. */
const FILES: Files = {
  "migrations/a.ts": revisionFile(
    "aaaa1",
    null,
    `await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }, { name: "what", type: "text" }], primaryKey: ["id"] });
  await op.bulkInsert("one", [{ id: 1, what: "kept" }, { id: 2, what: "as well" }]);`,
  ),
  "migrations/b.ts": revisionFile(
    "bbbb1",
    "aaaa1",
    `await op.execute("UPDATE one SET what = 'changed' WHERE id = 1");
  await op.bulkInsert("one", Array.from({ length: 1000 }, (_, at) => ({ id: at + 10, what: "${LARGE}" })));
  await op.alterColumn("one", { name: "what", type: "text" }, { nullable: true });`,
  ),
};

/** What another tool sees in the file: that it is whole, and what is in it. */
function seen({ name }: TestDatabase) {
  const file = new Sqlite(name);
  try {
    const rows = (sql: string): readonly Row[] => file.prepare(sql).all();
    return {
      check: rows("PRAGMA integrity_check"),
      rows: rows("SELECT id, what FROM one ORDER BY id"),
      versions: rows("SELECT version_num FROM mig_version"),
      done: rows("SELECT revision FROM mig_journal WHERE outcome = 'done' ORDER BY started_at"),
    };
  } finally {
    file.close();
  }
}

/** Runs mig where no file may be larger than so many bytes. A shell leaves out what is cut off, so it is told to ignore the signal. */
function migWithin(project: UserProject, bytes: number, typed: readonly string[]) {
  const shell = `trap '' XFSZ; ulimit -f ${Math.ceil(bytes / 512)}; exec "$@"`;
  const child = spawn("sh", ["-c", shell, "sh", process.execPath, RUN, ...typed], {
    cwd: project.path,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => (text += part));
  return new Promise<{ readonly code: number | null; readonly text: string }>((resolve) =>
    child.on("close", (code) => {
      resolve({ code, text });
    }),
  );
}

const WHOLE = [{ integrity_check: "ok" }];
const BEFORE = [
  { id: 1, what: "kept" },
  { id: 2, what: "as well" },
];

describe("a disk that takes no more", function () {
  this.timeout(60_000);

  eachServer(() => {
    async function expectAllAfterwards(project: UserProject, database: TestDatabase) {
      await project.run("upgrade");
      const { check, rows, versions, done } = seen(database);
      expect(check).to.deep.equal(WHOLE);
      expect(rows).to.have.length(1002);
      expect(rows[0]).to.deep.equal({ id: 1, what: "changed" });
      expect(versions).to.deep.equal([{ version_num: "bbbb1" }]);
      expect(done).to.deep.equal([{ revision: "aaaa1" }, { revision: "bbbb1" }]);
    }

    function expectAsBefore(database: TestDatabase) {
      const { check, rows, versions, done } = seen(database);
      expect(check).to.deep.equal(WHOLE);
      expect(rows).to.deep.equal(BEFORE);
      expect(versions).to.deep.equal([{ version_num: "aaaa1" }]);
      expect(done).to.deep.equal([{ revision: "aaaa1" }]);
    }

    it("leaves all as it was, and the same command completes once there is room", async () => {
      await using database = await createDatabase("sqlite");
      await using project = await userProject(database.options, FILES);
      await project.run("upgrade", "aaaa1");
      const { size } = await stat(database.name);
      for (const more of [0, 8192, 100_000]) {
        const { code, text } = await migWithin(project, size + more, ["upgrade"]);
        expect(code, text).to.equal(1);
        expect(text).to.contain("MIG209").and.contain("rolled back").and.contain("make room");
        expect(text)
          .to.contain("bbbb1")
          .and.not.contain("Mend")
          .and.not.match(/^ +at /m);
        expectAsBefore(database);
      }
      await expectAllAfterwards(project, database);
    });

    it("is the same where SQLite itself takes no more pages", async () => {
      await using database = await createDatabase("sqlite");
      await using project = await userProject(database.options, FILES);
      await project.run("upgrade", "aaaa1");
      const { size } = await stat(database.name);
      const source = (prepare: string) => ({
        "src/data-source.ts": `export default { ...${JSON.stringify(database.options)}, ${prepare} };\n`,
      });
      await project.write(
        source(`prepareDatabase: (db: any) => db.pragma("max_page_count = ${size / 4096 + 3}")`),
      );
      await refused(project, ["upgrade"], ["MIG209", "full", "rolled back", "make room"]);
      expectAsBefore(database);
      await project.write(source(""));
      await expectAllAfterwards(project, database);
    });

    it("has no room for the lock either: nothing has run", async () => {
      await using database = await createDatabase("sqlite");
      await using project = await userProject(database.options, FILES);
      await project.run("upgrade", "aaaa1");
      const lock = `${database.name}-mig_lock`;
      await rm(lock);
      const { code, text } = await migWithin(project, 0, ["upgrade"]);
      expect(code, text).to.equal(1);
      expect(text)
        .to.contain("MIG216")
        .and.contain("make room")
        .and.not.match(/^ +at /m);
      expectAsBefore(database);
      await expectAllAfterwards(project, database);
    });

    it("a lock that cannot be made beside the database is told with its file", async () => {
      await using database = await createDatabase("sqlite");
      await using project = await userProject(database.options, FILES);
      await project.run("upgrade", "aaaa1");
      const lock = `${database.name}-mig_lock`;
      await rm(lock);
      await mkdir(lock);
      const says = ["MIG216", lock, "gives no lock", 'lock: "table"'];
      await refused(project, ["upgrade"], says);
      expectAsBefore(database);
      await rm(lock, { recursive: true });
      await expectAllAfterwards(project, database);
    });

    it("a file that is opened to read only takes no revision, and can be looked at", async () => {
      await using database = await createDatabase("sqlite");
      await using project = await userProject(database.options, FILES);
      await project.run("upgrade", "aaaa1");
      await using reader = await userProject({ ...database.options, readonly: true }, FILES);
      expect(await reader.run("current")).to.contain("aaaa1");
      expect(await reader.run("history", "--indicate-current")).to.contain("aaaa1");
      expect((await reader.mig("check", "--revisions-only")).code).to.equal(0);
      for (const typed of [["upgrade"], ["downgrade", "base"], ["stamp", "head"]])
        await refused(reader, typed, ["MIG209", "readonly", "takes no changes now"]);
      expectAsBefore(database);
      await database.run("DROP TABLE mig_version; DROP TABLE mig_journal");
      await refused(
        reader,
        ["upgrade"],
        ["MIG209", "Making the version table", "takes no changes"],
      );
    });
  }, ["sqlite"]);
});
