import { mkdir, rm } from "node:fs/promises";
import { expect } from "chai";
import { DataSource } from "typeorm";
import { check } from "../../src/project/compare.js";
import { upgrade } from "../../src/project/migrate.js";
import { openProject } from "../../src/project/open.js";
import { revision } from "../../src/project/revise.js";
import { current, heads } from "../../src/project/status.js";
import { createDatabase } from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { sample } from "./sample.js";

const CONFIG = { postWriteHooks: [] };
const sqlite = (database: string) => new DataSource({ type: "better-sqlite3", database });

describe("project/open", () => {
  it("knows the revisions it has written, and others once it is told to look", async () => {
    await using folder = await sample({});
    const dataSource = sqlite(folder.at("app.sqlite"));
    await using project = await openProject({ cwd: folder.root, config: CONFIG, dataSource });
    const { id } = await revision(project, { message: "first" });
    expect((await revision(project, { id: "bbbb1" })).down).to.deep.equal([id]);
    const steps: string[] = [];
    for await (const step of upgrade(project)) steps.push(step.revision.id);
    expect(steps).to.deep.equal([id, "bbbb1"]);

    await folder.write({ "migrations/c.ts": revisionFile("cccc1", "bbbb1", "", "") });
    expect((await heads(project)).map((entry) => entry.revision.id)).to.deep.equal(["bbbb1"]);
    project.forgetHistory();
    expect((await heads(project)).map((entry) => entry.revision.id)).to.deep.equal(["cccc1"]);
  });

  it("connects when it is asked again, after it could not", async () => {
    await using folder = await sample({});
    const path = folder.at("app.sqlite");
    await using project = await openProject({
      cwd: folder.root,
      config: CONFIG,
      dataSource: sqlite(path),
    });
    await mkdir(path);
    expect(await codeOf(current(project))).to.equal("MIG203");
    await rm(path, { recursive: true });
    expect((await current(project)).revisions).to.deep.equal([]);
  });

  it("asks for the data source again, after there was none", async () => {
    await using folder = await sample({});
    let isReady = false;
    const dataSource = () => (isReady ? sqlite(folder.at("app.sqlite")) : Promise.reject("locked"));
    await using project = await openProject({
      cwd: folder.root,
      config: { ...CONFIG, dataSource },
    });
    expect(await codeOf(current(project))).to.equal("MIG505");
    isReady = true;
    expect((await current(project)).revisions).to.deep.equal([]);
  });

  it("takes a DataSource in place of the one of a file, which may have none", async () => {
    await using folder = await sample({
      "mig.config.json": `{ "versionTable": "at", "versionLocations": "revisions" }`,
    });
    const dataSource = sqlite(":memory:");
    for (const config of ["mig.config.json", undefined]) {
      await using project = await openProject({ cwd: folder.root, config, dataSource });
      const { versionTable, versionLocations } = project.settings;
      expect([project.settings.dataSource, versionTable, versionLocations]).to.deep.equal([
        ...[dataSource, "at", [folder.at("revisions")]],
      ]);
    }
  });

  it("takes the other database from its own folder", async () => {
    await using there = await createDatabase("sqlite");
    await there.query("CREATE TABLE old (id integer PRIMARY KEY)");
    await using folder = await sample({
      "old.json": JSON.stringify(there.options),
    });
    const dataSource = sqlite(folder.at("app.sqlite"));
    await using project = await openProject({ cwd: folder.root, config: CONFIG, dataSource });
    const { operations } = await check(project, { fromDatabase: "old.json" });
    expect(operations.map(({ kind }) => kind)).to.deep.equal(["createTable"]);
  });
});

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "no error",
    (error: { readonly code?: unknown }) => error.code,
  );
