import { expect } from "chai";
import { createDatabase, eachServer, type ServerName } from "../support/databases.js";
import { userProject } from "../support/user-project.js";

/** A revision of which each operation is kept by itself. */
const revision = (id: string, down: string | null, ...statements: readonly string[]) => `
export const revision = "${id}";
export const downRevision = ${JSON.stringify(down)};
export const transaction = false;
export const upgrade = async (op: any) => {
${statements.map((text) => `  await op.execute(${JSON.stringify(text)});`).join("\n")}
};
export const downgrade = async (op: any) => {
  await op.execute("DELETE FROM deed");
  await op.execute("this is no SQL");
};
`;

const TABLE = "CREATE TABLE deed (what varchar(20))";
const DOES = "INSERT INTO deed (what) VALUES ('one')";
const OWN = "CALL something()";
const BEGUN = { "migrations/a.ts": revision("aaaa1", null, TABLE, DOES, "this is no SQL") };
const MENDED = revision("aaaa1", null, TABLE, DOES, "INSERT INTO deed (what) VALUES ('two')");

interface Log {
  readonly entries: readonly { readonly outcome: string; readonly error: string | null }[];
}

describe("a revision that is half done", function () {
  this.timeout(120_000);

  const project = async (server: ServerName) => {
    const database = await createDatabase(server);
    const user = await userProject(database.options, BEGUN);
    return {
      ...user,
      deeds: async () =>
        (await database.query("SELECT what FROM deed")).map(({ what }) => what).sort(),
      query: database.query,
      async [Symbol.asyncDispose]() {
        await user[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      },
    };
  };

  eachServer((server) => {
    it("is told of, and gone on with once it is mended", async () => {
      await using it = await project(server);
      const failed = await it.mig("upgrade");
      expect(failed.code).to.equal(1);
      expect(failed.stderr).to.contain("2 of 3 operations ran").and.contain("resolve aaaa1");
      const current = await it.mig("current");
      expect(current.stderr).to.contain("The upgrade of aaaa1 is half done since 2");
      expect((await it.mig("current", "--check-heads")).code).to.equal(3);
      const { halfDone } = JSON.parse(await it.run("current", "--json")) as { halfDone: unknown[] };
      expect(halfDone[0]).to.deep.include({ revision: "aaaa1", direction: "upgrade", done: 2 });
      await it.write({ "migrations/a.ts": MENDED });
      await it.run("upgrade");
      expect(await it.deeds()).to.deep.equal(["one", "two"]);
      expect((await it.mig("current")).stderr).to.equal("");
    });

    it("keeps an entry of each run of it", async () => {
      await using it = await project(server);
      await it.mig("upgrade");
      await it.mig("upgrade");
      await it.write({ "migrations/a.ts": MENDED });
      await it.run("upgrade");
      const { entries } = JSON.parse(await it.run("log", "--json")) as Log;
      expect(entries.map(({ outcome }) => outcome)).to.deep.equal(["done", "failed", "failed"]);
      expect(entries.map(({ error }) => error !== null)).to.deep.equal([false, true, true]);
    });

    it("is not run dry, and is taken back without its file", async () => {
      await using it = await project(server);
      await it.mig("upgrade");
      const dry = await it.mig("upgrade", "--dry-run");
      expect(dry.code).to.equal(1);
      expect(dry.stderr).to.contain("MIG210");
      expect(dry.stdout).to.equal("");
      await it.remove("migrations/a.ts");
      const applied = await it.mig("resolve", "aaaa1", "--applied");
      expect(applied.stderr).to.contain("MIG212").and.contain("no file has that id");
      expect(await it.run("resolve", "aaaa1", "--rolled-back")).to.contain("is at base.");
      expect(await it.run("status")).to.contain("nothing is open");
    });

    it("is settled by a stamp of where the database is", async () => {
      await using it = await project(server);
      await it.mig("upgrade");
      await it.run("stamp", "base");
      expect((await it.mig("current")).stderr).to.not.contain("half done");
      const { entries } = JSON.parse(await it.run("log", "--json")) as Log;
      expect(entries[0]?.outcome).to.equal("stamped over");
    });

    it("is begun anew once a person has undone it, and not before", async () => {
      await using it = await project(server);
      await it.mig("upgrade");
      await it.write({ "migrations/a.ts": MENDED.replace("'one'", "'other'") });
      const refused = await it.mig("upgrade");
      expect(refused.stderr).to.contain("MIG211").and.contain("mig resolve aaaa1 --rolled-back");
      await it.query("DROP TABLE deed");
      expect(await it.run("resolve", "aaaa", "--rolled-back")).to.equal(
        "Noted of the upgrade of aaaa1: rolled back. The database is at base.\n",
      );
      await it.run("upgrade");
      expect(await it.deeds()).to.deep.equal(["other", "two"]);
    });

    it("is through where a person has done the rest, up and down", async () => {
      await using it = await project(server);
      await it.mig("upgrade");
      expect(await it.run("resolve", "aaaa1", "--applied")).to.contain("is at aaaa1.");
      expect(await it.run("upgrade")).to.contain("head");
      const down = await it.mig("downgrade", "base");
      expect(down.stderr).to.contain("mig resolve aaaa1 --applied");
      const again = await it.mig("upgrade");
      expect(again.code).to.equal(1);
      expect(again.stderr).to.contain("MIG210").and.contain("The downgrade of aaaa1 is half done");
      expect(await it.run("resolve", "aaaa1", "--rolled-back")).to.contain("is at base.");
    });

    it("is asked about where a run was cut off in a statement", async () => {
      await using it = await project(server);
      await it.mig("upgrade");
      // As a run leaves it that is killed while the statement runs.
      const [entry] = await it.query("SELECT id, position FROM mig_journal");
      const sent = { statement: OWN, then: 1, connection: null, seen: null };
      const hand = { summary: "~ a statement", fingerprint: "", statements: [OWN], next: 0, sent };
      const text = JSON.stringify({ ...JSON.parse(String(entry?.["position"])), inHand: hand });
      await it.query(
        `UPDATE mig_journal SET outcome = 'running', position = '${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`,
      );
      const refused = await it.mig("upgrade");
      expect(refused.stderr).to.contain("MIG210").and.contain(OWN).and.contain("--not-happened");
      expect(await it.run("resolve", "aaaa1", "--happened")).to.contain(
        "the statement has happened",
      );
      expect((await it.mig("resolve", "aaaa1", "--happened")).stderr).to.contain("MIG212");
      expect((await it.mig("upgrade")).stderr).to.contain("MIG211");
    });

    it("what is not half done is not resolved, and a way has to be said", async () => {
      await using it = await project(server);
      expect((await it.mig("resolve", "aaaa1", "--applied")).stderr).to.contain("MIG212");
      expect((await it.mig("resolve", "aaaa1")).code).to.equal(2);
      expect((await it.mig("resolve", "aaaa1", "--applied", "--happened")).code).to.equal(2);
      expect((await it.mig("resolve", "zzzz9", "--applied")).stderr).to.contain("MIG101");
    });
  });

  eachServer((server) => {
    it("a file that changed since it was applied is a finding, until it is put back or acknowledged", async () => {
      await using it = await project(server);
      await it.write({ "migrations/a.ts": MENDED });
      await it.run("upgrade");
      const check = () => it.mig("check", "--revisions-only");
      await it.write({
        "migrations/a.ts": `// a remark\n${MENDED.replaceAll('"', "'").replaceAll("'INSERT INTO deed (what) VALUES ('one')'", `"${DOES}"`).replaceAll("'INSERT INTO deed (what) VALUES ('two')'", `"INSERT INTO deed (what) VALUES ('two')"`).replaceAll(";\n", "\n")}`,
      });
      expect((await check()).code, "in another format").to.equal(0);
      await it.write({ "migrations/a.ts": MENDED.replace("'two'", "'three'") });
      const found = await check();
      expect(found.code).to.equal(3);
      expect(found.stdout).to.contain("aaaa1").and.contain("changed since it was applied");
      expect(await it.run("resolve", "aaaa1", "--applied")).to.contain("as its file is now");
      expect((await check()).code).to.equal(0);
    });
  });

  eachServer((server) => {
    it("a file that changed while it was not applied is none, also once it is stamped", async () => {
      await using it = await project(server);
      const undone = MENDED.replace('await op.execute("this is no SQL");', "");
      await it.write({ "migrations/a.ts": undone });
      await it.run("upgrade");
      await it.run("downgrade", "base");
      await it.write({ "migrations/a.ts": undone.replace("'two'", "'three'") });
      await it.run("stamp", "head");
      const { code, stdout } = await it.mig("check", "--revisions-only");
      expect(code, stdout).to.equal(0);
    });
  });
});
