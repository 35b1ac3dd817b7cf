import { mkdir } from "node:fs/promises";
import { expect } from "chai";
import { findConfig, readSettings as readAll } from "../../src/project/find-config.js";
import type { Settings } from "../../src/project/settings.js";
import { refusal } from "./refusal.js";
import { runChild } from "./run-child.js";
import { MODULE, sample, type Files } from "./sample.js";

const CONFIG = `{ dataSource: "src/db.ts", versionTable: "from_" + "config" }`;

/** Every name a configuration may have, each with one as people would write it there. */
const WRITTEN: Readonly<Record<string, string>> = {
  "mig.config.ts": `import type { Config } from "typeorm-mig";\nexport default ${CONFIG} satisfies Config;`,
  "mig.config.mts": `export default ${CONFIG} as object;`,
  "mig.config.cts": `const config: object = ${CONFIG};\nexport = config;`,
  "mig.config.js": `export default ${CONFIG};`,
  "mig.config.mjs": `export default ${CONFIG};`,
  "mig.config.cjs": `module.exports = ${CONFIG};`,
  "mig.config.json": `{ "dataSource": "src/db.ts", "versionTable": "from_config" }`,
};

const readSettings = async (...given: Parameters<typeof readAll>) =>
  (await readAll(...given))[0] as Settings;

describe("project/find-config", () => {
  for (const [name, text] of Object.entries(WRITTEN)) {
    for (const files of [{}, MODULE] as readonly Files[]) {
      it(`reads ${name}, in a package of ${files === MODULE ? "modules" : "CommonJS"}`, async () => {
        await using project = await sample({ ...files, [name]: text });
        const { configPath, root, dataSource, versionTable } = await readSettings({
          cwd: project.root,
        });
        expect({ configPath, root, dataSource, versionTable }).to.deep.equal({
          configPath: project.at(name),
          root: project.root,
          dataSource: project.at("src/db.ts"),
          versionTable: "from_config",
        });
      });
    }
  }

  it("goes upward to the nearest", async () => {
    await using project = await sample({ "mig.config.json": "{}", "b/mig.config.json": "{}" });
    await mkdir(project.at("a/a/a"), { recursive: true });
    await mkdir(project.at("b/a"), { recursive: true });
    expect(findConfig(project.at("a/a/a"))).to.equal(project.at("mig.config.json"));
    expect(findConfig(project.at("b/a"))).to.equal(project.at("b/mig.config.json"));
    expect(findConfig(project.root)).to.equal(project.at("mig.config.json"));
  });

  it("takes the file given with -c, and paths from there", async () => {
    await using project = await sample({
      "mig.config.json": "{",
      "conf/other.json": `{ "dataSource": "db.ts" }`,
    });
    const settings = await readSettings({ cwd: project.root, config: "conf/other.json" });
    expect(settings.configPath).to.equal(project.at("conf/other.json"));
    expect(settings.dataSource).to.equal(project.at("conf/db.ts"));
    expect(settings.versionLocations).to.deep.equal([project.at("conf/migrations")]);
  });

  it("lets -d go before the data source of the configuration, from the working folder", async () => {
    await using project = await sample({
      "mig.config.json": `{ "dataSource": "x.ts", "versionTable": "v" }`,
      "without.json": `{ "versionTable": "v" }`,
      "sub/db.ts": ``,
    });
    for (const config of [undefined, "../without.json"]) {
      const cwd = project.at("sub");
      const settings = await readSettings({ cwd, config, dataSource: "db.ts" });
      expect(settings.dataSource).to.equal(project.at("sub/db.ts"));
      expect(settings.versionTable).to.equal("v");
    }
  });

  it("does without a configuration where -d is given", async () => {
    expect(await readSettings({ cwd: "/", dataSource: "src/db.ts" })).to.deep.include({
      configPath: null,
      root: "/",
      dataSource: "/src/db.ts",
      versionLocations: ["/migrations"],
    });
  });

  it("refuses to do without both, and shows the ways out", async () => {
    const { message, hint } = await refusal("MIG501", () => readSettings({ cwd: "/" }));
    expect(message).to.contain("mig.config");
    expect(hint).to.contain("mig init").and.contain("-c").and.contain("-d");
  });

  it("refuses a -c that is not there", async () => {
    const { message } = await refusal("MIG501", () => readSettings({ cwd: "/", config: "a.ts" }));
    expect(message).to.contain("/a.ts");
  });

  it("refuses to choose between two in one folder", async () => {
    await using project = await sample({ "mig.config.ts": "", "mig.config.json": "" });
    const { message } = await refusal("MIG502", () => readSettings({ cwd: project.root }));
    expect(message).to.contain(project.root).and.contain("mig.config.json, mig.config.ts");
  });

  it("names file and line of what is wrong in it", async () => {
    const wrong: Readonly<Record<string, [text: string, says: RegExp]>> = {
      "mig.config.ts": [`\nexport default {\n  dataSource: "a" "b"\n};`, /mig\.config\.ts:3:19/],
      "mig.config.mts": [`\nthrow new Error("not today");`, /not today \(mig\.config\.mts:2\)/],
      "mig.config.cts": [`\nimport a from "./gone";\nexport = a;`, /gone.*\(mig\.config\.cts:2\)/],
      "mig.config.mjs": [`export const config = {};`, /default/],
      "mig.config.json": [`{ "dataSource": }`, /JSON.*\(mig\.config\.json\)/],
    };
    for (const [name, [text, says]] of Object.entries(wrong)) {
      await using project = await sample({ [name]: text });
      const { message } = await refusal("MIG502", () => readSettings({ cwd: project.root }));
      expect(message).to.contain(project.at(name)).and.match(says);
    }
  });

  it("refuses a misspelt key, a wrong value and a missing data source by name", async () => {
    await using project = await sample({
      "key.json": `{ "dataSorce": "db.ts" }`,
      "value.json": `{ "dataSource": "db.ts", "versionTable": 5 }`,
      "none.json": `{}`,
      "list.json": `[]`,
    });
    const read = (config: string) => () => readSettings({ cwd: project.root, config });
    const misspelt = await refusal("MIG503", read("key.json"));
    expect(misspelt.message).to.contain(`"dataSorce"`).and.contain(project.at("key.json"));
    expect(misspelt.hint).to.contain(`"dataSource"`);
    const { message } = await refusal("MIG504", read("value.json"));
    expect(message).to.contain(`"versionTable"`).and.contain("5");
    expect((await refusal("MIG504", read("none.json"))).message).to.contain(`no "dataSource"`);
    await refusal("MIG504", read("list.json"));
  });

  it("loads nothing big for it, the second time", async () => {
    await using project = await sample({
      "mig.config.ts": `
        import { defineConfig } from "typeorm-mig";
        export default defineConfig({ dataSource: "src/db.ts" });`,
    });
    expect(await runChild("settings-child.ts", project.root)).to.deep.equal(["typescript"]);
    expect(await runChild("settings-child.ts", project.root)).to.deep.equal([]);
  });

  it("connects to nothing, whatever the configuration does", async () => {
    await using project = await sample({
      "mig.config.ts": `
        import { AppDataSource } from "./db";
        AppDataSource.synchronize();
        export default { dataSource: AppDataSource };`,
      "db.ts": `
        import { DataSource } from "typeorm";
        export const AppDataSource = new DataSource({
          type: "postgres", host: "database.invalid", synchronize: true,
        });
        AppDataSource.initialize();`,
    });
    const { dataSource } = await readSettings({ cwd: project.root });
    expect(dataSource).to.have.property("isInitialized", false);
  });
});
