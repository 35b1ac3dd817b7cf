import { expect } from "chai";
import { createDatabase } from "../support/databases.js";
import { mig } from "../support/mig.js";
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

  it("has what an operation puts at risk in its JSON", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, {
      "migrations/a.ts": ACCOUNT,
      "src/entities.ts": ENTITY,
    });
    await project.run("upgrade");
    const { stdout } = await project.mig("check", "--json");
    expect((JSON.parse(stdout) as { hazards: unknown }).hazards).to.deep.include({
      operation: 0,
      code: "MIG305",
      message: "adds account.name NOT NULL without a default, which rows cannot meet",
    });
  });

  it("says on standard error why there is nothing to print, unless it is to be quiet", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options);
    const remarks = async (...typed: string[]) => {
      const { code, stdout, stderr } = await project.mig(...typed);
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: "" });
      expect((await project.mig(...typed, "-q")).stderr).to.equal("");
      return stderr;
    };
    const folder = `${project.path}/migrations`;
    const atBase = /database ".*" is at base: no revision is applied\.\n$/;
    for (const typed of ["heads", "history"])
      expect(await remarks(typed)).to.equal(`There is no folder ${folder}.\n`);
    expect(await remarks("current"))
      .to.contain(`There is no folder ${folder}.`)
      .and.match(atBase);
    expect((await project.mig("check")).stderr).to.contain(`There is no folder ${folder}.`);

    await project.write({ "migrations/.gitkeep": "" });
    for (const typed of ["heads", "history"])
      expect(await remarks(typed)).to.equal(`There are no revisions in ${folder} yet.\n`);
    const upgrade = await project.mig("upgrade");
    expect(upgrade.stderr).to.equal(`There are no revisions in ${folder} yet.\n`);
    expect(upgrade.stdout).to.contain("Nothing to do").and.contain("is at base.");

    await project.write({ "migrations/a.ts": ACCOUNT });
    expect(await remarks("current"))
      .to.match(/is at base: no revision is applied\.\n1 revision behind \w+\n$/)
      .and.not.contain("folder");
    await project.run("upgrade");
    expect((await project.mig("current")).stderr).to.equal("");
  });

  it("has the path of a new revision alone with -q, and nothing where none was written", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, { "src/entities.ts": ENTITY });
    const typed = ["revision", "--autogenerate", "-q", "-m", "one", "--rev-id", "aaaa1"];
    expect(await project.run(...typed)).to.equal("migrations/aaaa1_one.ts\n");
    await project.run("upgrade", "-q");
    expect(await project.run("revision", "--autogenerate", "-q", "-m", "two")).to.equal("");
  });

  it("is all there is on standard output: what the user's modules print is not", async () => {
    await using database = await createDatabase("sqlite");
    const loud = (text: string) =>
      `console.log("${text}"); console.info("${text}"); process.stdout.write("${text}\\n");`;
    await using project = await userProject(database.options, {
      "src/entities.ts": `${loud("entities")}\n${ENTITY}`,
      "migrations/a.ts": revisionFile("aaaa1", null, loud("running")),
    });
    await project.write({
      "mig.config.ts": `${loud("config")}
export default { dataSource: "src/data-source.ts", postWriteHooks: [() => { ${loud("hook")} }] };`,
    });
    const upgraded = await project.mig("upgrade");
    expect(upgraded.stdout).to.match(/^↑ aaaa1 .*\nThe .* is at aaaa1 \(head\)\.\n$/);
    for (const text of ["config", "entities", "running"])
      expect(upgraded.stderr).to.contain(`${text}\n${text}\n${text}\n`);
    expect(await project.run("current")).to.equal("aaaa1 (head)\n");
    expect(await project.run("heads")).to.equal("aaaa1 (head)\n");
    const typed = ["revision", "-q", "-m", "two", "--rev-id", "bbbb1"];
    expect(await project.run(...typed)).to.equal("migrations/bbbb1_two.ts\n");
  });

  it("is coloured where that is asked for, but for JSON, and never with NO_COLOR", async () => {
    await using project = await userProject(
      { type: "better-sqlite3", database: "x.sqlite" },
      { "migrations/a.ts": ACCOUNT },
    );
    const run = async (environment: Record<string, string>, ...typed: string[]) =>
      mig(project.path, typed, environment);
    const coloured = await run({ FORCE_COLOR: "1" }, "heads");
    expect(coloured.stdout).to.match(/^\u001B\[\d+maaaa1\u001B\[39m/);
    expect((await run({ FORCE_COLOR: "1" }, "show", "zzzz9")).stderr).to.contain("\u001B[");
    expect((await run({ FORCE_COLOR: "1" }, "heads", "--json")).stdout).to.not.contain("\u001B");
    for (const environment of [{ NO_COLOR: "1" }, { CI: "true" }, { FORCE_COLOR: "0" }])
      expect((await run(environment, "heads")).stdout).to.equal("aaaa1 (head)\n");
  });

  it("is the same in every folder below the configuration", async () => {
    await using project = await userProject(
      { type: "better-sqlite3", database: "x.sqlite" },
      { "migrations/a.ts": ACCOUNT },
    );
    await mig(`${project.path}/src`, ["upgrade", "-q"]);
    for (const folder of ["", "/src", "/migrations"])
      expect((await mig(project.path + folder, ["current"])).stdout).to.equal("aaaa1 (head)\n");
  });

  it("ends, whatever the modules of the user leave open", async () => {
    await using project = await userProject(
      { type: "better-sqlite3", database: "x.sqlite" },
      { "src/entities.ts": "setInterval(() => {}, 1000);\nexport const entities = [];\n" },
    );
    expect(await project.run("current")).to.equal("");
  });

  it("check ends with 3 and the list where there are differences", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, { "src/entities.ts": ENTITY });
    const { code, stdout } = await project.mig("check");
    expect(code).to.equal(3);
    expect(stdout).to.contain("+ table account (id, name)");
    // A deployment without the folder is not one that is at head.
    const lost = await project.mig("current", "--check-heads");
    expect([lost.code, lost.stderr.includes("MIG513")]).to.deep.equal([1, true]);
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
