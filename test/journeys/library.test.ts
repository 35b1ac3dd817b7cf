import { expect } from "chai";
import { createDatabase, eachServer } from "../support/databases.js";
import { blocksOf, readPage } from "../support/pages.js";
import { revisionFile } from "../support/revision-file.js";
import { runScript } from "../support/run-script.js";
import { runSql } from "../support/run-sql.js";
import { tableNames } from "../support/table-names.js";
import { userProject } from "../support/user-project.js";

const table = (name: string) =>
  `await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }] });`;
const REVISIONS = {
  "migrations/a.ts": revisionFile("aaaa1", null, table("one"), `await op.dropTable("one");`),
  "migrations/b.ts": revisionFile("bbbb1", "aaaa1", table("two"), `await op.dropTable("two");`),
};

/** A data source as an application has it, in a module that any other can import. */
const dataSource = (options: object) => `import { DataSource, EntitySchema } from "typeorm";
const One = new EntitySchema({ name: "one", columns: { id: { type: "int", primary: true } } });
export const AppDataSource = new DataSource({ ...${JSON.stringify(options)}, entities: [One] });
`;

describe("the library, from the built package by its name", function () {
  this.timeout(120_000);

  eachServer((server) => {
    it("goes from the entities to a revision, up, down and back, as told by a configuration", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(
        {},
        { "data-source.mjs": dataSource(database.options) },
      );
      const printed = await runScript(
        project.path,
        `import * as mig from "typeorm-mig";
const project = await mig.openProject({ config: { dataSource: "data-source.mjs", postWriteHooks: [] } });
const say = (value) => console.log(JSON.stringify(value));
const ids = (entries) => entries.map((entry) => entry.revision.id);
say((await mig.check(project)).operations.map(({ kind }) => kind));
const written = await mig.autogenerate(project, { message: "one", id: "aaaa1" });
say([written.id, written.down, written.operations.length]);
const again = project;
const steps = [];
for await (const { direction, revision, number, of, next } of mig.upgrade(again))
  steps.push([direction, revision.id, number, of, next]);
say(steps);
say(await mig.current(again).then(({ revisions, pending }) => [ids(revisions), pending]));
say((await mig.history(again)).map(({ revision, isHead, isCurrent }) => [revision.id, isHead, isCurrent]));
say((await mig.history(again, { indicateCurrent: true })).map(({ isCurrent }) => isCurrent));
say([ids(await mig.heads(again)), ids(await mig.show(again, "aaaa"))]);
say([(await mig.check(again)).operations, (await mig.autogenerate(again)).path]);
say(await mig.stamp(again, ["base"]));
say(await mig.stamp(again, ["head"], { purge: true }));
for await (const { direction, revision } of mig.downgrade(again, "base")) say([direction, revision.id]);
await again.close();
`,
      );
      expect(
        printed
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as unknown),
      ).to.deep.equal([
        ["createTable"],
        ["aaaa1", [], 1],
        [["upgrade", "aaaa1", 1, 1, null]],
        [["aaaa1"], []],
        [["aaaa1", true, null]],
        [true],
        [["aaaa1"], ["aaaa1"]],
        [[], null],
        { from: ["aaaa1"], to: [] },
        { from: [], to: ["aaaa1"] },
        ["downgrade", "aaaa1"],
      ]);
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);
    });

    it("takes a DataSource, initialized or not, and leaves it as it is", async () => {
      await using database = await createDatabase(server);
      const files = { ...REVISIONS, "data-source.mjs": dataSource(database.options) };
      await using project = await userProject({}, files);
      const printed = await runScript(
        project.path,
        `import { openProject, upgrade, downgrade } from "typeorm-mig";
import { AppDataSource } from "./data-source.mjs";
for (const run of [upgrade, downgrade]) {
  const project = await openProject({ dataSource: AppDataSource, config: { versionTable: "at" } });
  for await (const step of run(project, run === upgrade ? "head" : "aaaa")) console.log(step.revision.id);
  await project.close();
  console.log(AppDataSource.isInitialized);
  if (run === upgrade) await AppDataSource.initialize();
}
console.log(await AppDataSource.getRepository("one").count());
await AppDataSource.destroy();
`,
      );
      expect(printed.trim().split("\n")).to.deep.equal([
        "aaaa1",
        "bbbb1",
        "false",
        "bbbb1",
        "true",
        "0",
      ]);
      expect(await tableNames(database)).to.deep.equal(["at", "one"]);
    });
  });

  eachServer((server) => {
    it("writes scripts, as its page says, from nowhere and from where a database is", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, REVISIONS);
      const blocks = blocksOf(await readPage("library.md"));
      const example = blocks.find(({ info }) => info === "script")?.text ?? "";
      const of = (asked: string) => example.replace('"upgrade", "head"', asked);
      await runSql(database, await runScript(project.path, example));
      expect(await tableNames(database)).to.deep.equal(["mig_version", "one", "two"]);
      await runSql(database, await runScript(project.path, of('"downgrade", "head:aaaa1"')));
      expect(await tableNames(database)).to.deep.equal(["mig_version", "one"]);
      const dry = await runScript(project.path, of('"upgrade", "head", { dryRun: true }'));
      expect(dry).to.contain("aaaa1 -> bbbb1").and.not.contain("from base");
      expect(await tableNames(database)).to.deep.equal(["mig_version", "one"]);
    });
  });

  it("stops by a signal, and where the loop is left", async () => {
    await using database = await createDatabase("sqlite");
    const files = { ...REVISIONS, "data-source.mjs": dataSource(database.options) };
    await using project = await userProject({}, files);
    const printed = await runScript(
      project.path,
      `import { MigError, current, downgrade, openProject, upgrade } from "typeorm-mig";
const project = await openProject({ cwd: ".", dataSource: "data-source.mjs" });
const controller = new AbortController();
try {
  for await (const step of upgrade(project, "head", { signal: controller.signal })) {
    console.log(step.revision.id);
    controller.abort();
  }
} catch (error) {
  console.log(error instanceof MigError, error.code, error.hint !== undefined);
}
const pending = async () => console.log("pending:", ...(await current(project)).pending);
await pending();
for await (const step of downgrade(project, "base")) console.log(step.revision.id);
upgrade(project, "head"); // nothing runs before it is asked for
await pending();
for await (const step of upgrade(project, "head")) break;
await pending();
await project.close();
`,
    );
    expect(printed.trim().split("\n")).to.deep.equal([
      "aaaa1",
      "true MIG403 true",
      "pending: bbbb1",
      "aaaa1",
      "pending: aaaa1 bbbb1",
      "pending: bbbb1",
    ]);
  });

  it("can be required", async () => {
    await using project = await userProject({});
    const printed = await runScript(
      project.path,
      `import { createRequire } from "node:module";
const { MigError, openProject } = createRequire(import.meta.url)("typeorm-mig");
await openProject({ config: "nowhere.ts" }).catch((error) => console.log(error instanceof MigError, error.code));
`,
    );
    expect(printed).to.equal("true MIG501\n");
  });
});
