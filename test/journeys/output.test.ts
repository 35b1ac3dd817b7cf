import { expect } from "chai";
import { createDatabase } from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { userProject } from "../support/user-project.js";

const ACCOUNT = revisionFile(
  "aaaa1",
  null,
  `await op.createTable({ name: "account", columns: [{ name: "id", type: "integer" }] });`,
  `await op.dropTable("account");`,
);
const ENTITY = `import { Column, Entity, PrimaryColumn } from "typeorm";
@Entity() class Account { @PrimaryColumn("integer") id!: number; @Column("text") name!: string; }
export const entities = [Account];
`;

describe("what the commands print", function () {
  this.timeout(120_000);

  it("is plain in a pipe, and quiet when asked", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, { "migrations/a.ts": ACCOUNT });
    const steps = await project.mig("upgrade");
    expect(steps.stdout).to.match(/^↑ aaaa1 {2}revision aaaa1 \(1 operation, \d+ ms\)\n/);
    expect(steps.stdout)
      .to.match(/ is at aaaa1 \(head\)\.\n$/)
      .and.not.contain("\u001B");
    expect(steps.stderr).to.equal("");
    expect(await project.run("upgrade")).to.match(/^Nothing to do: /);
    expect(await project.run("downgrade", "base", "-q")).to.equal("");
    expect(await project.run("heads")).to.equal("aaaa1 (head)\n");
    expect(await project.run("history")).to.equal("<base> -> aaaa1 (head), revision aaaa1\n");
    expect(await project.run("show", "aaaa")).to.contain("Rev: aaaa1 (head)\nParent: <base>\n");
  });

  it("is one JSON document with --json, and so is an error", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, {
      "migrations/a.ts": ACCOUNT,
      "src/entities.ts": `console.log("entities are loaded");\n${ENTITY}`,
    });
    const json = async (...typed: string[]): Promise<Record<string, unknown>> => {
      const { stdout } = await project.mig(...typed, "--json");
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    expect(await json("upgrade")).to.have.keys("steps", "current");
    expect(await json("current")).to.have.keys("database", "revisions", "pending");
    expect(await json("history")).to.have.keys("revisions");
    expect(await json("heads")).to.have.keys("heads");
    expect(await json("show", "head")).to.have.keys("revisions");
    expect(await json("check")).to.have.keys("operations", "hazards", "unknown");
    const written = await json("revision", "--autogenerate", "-m", "name and key");
    expect(written).to.have.keys("id", "down", "path", "operations", "hazards", "unknown");
    expect(written["hazards"]).to.deep.include({
      operation: 0,
      code: "MIG305",
      message: "adds account.name NOT NULL without a default, which rows cannot meet",
    });
    expect(await json("stamp", "base")).to.deep.equal({ from: ["aaaa1"], to: [] });
    expect(await json("upgrade", "zzzz9")).to.have.nested.property("error.code", "MIG101");
  });

  it("check ends with 3 and the list where there are differences", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, { "src/entities.ts": ENTITY });
    const { code, stdout } = await project.mig("check");
    expect(code).to.equal(3);
    expect(stdout).to.contain("+ table account (id, name)");
    expect((await project.mig("current", "--check-heads")).code).to.equal(0);
    await project.run("revision", "-m", "one");
    expect((await project.mig("current", "--check-heads")).code).to.equal(3);
  });

  it("every command has help with examples", async () => {
    await using project = await userProject({ type: "better-sqlite3", database: "x.sqlite" });
    const names = ["init", "revision", "upgrade", "downgrade", "current", "history", "heads"];
    for (const name of [...names, "show", "stamp", "check"])
      expect(await project.run(name, "--help"))
        .to.contain("EXAMPLES")
        .and.contain(`mig ${name}`);
  });
});
