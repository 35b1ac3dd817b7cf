import { expect } from "chai";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { mkdir } from "node:fs/promises";
import ts from "typescript";
import { mig, migs } from "../support/mig.js";
import { linkPackages } from "../support/shop.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import type { Files } from "../support/user-project.js";

const COMMONJS = `{ "name": "app", "private": true }`;
const MODULE = `{ "name": "app", "private": true, "type": "module" }`;
const OPTIONS = `type: "better-sqlite3", database: "app.sqlite"`;
const ENTITY_FILE = `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity() export class User { @PrimaryGeneratedColumn() id: number; @Column() email: string; }
`;
const SCHEMA = `new EntitySchema({
  name: "User", columns: { id: { type: Number, primary: true }, email: { type: String } },
})`;

/** Projects as people have them, and what `mig init` makes of each. */
const PROJECTS: Readonly<
  Record<
    string,
    { files: Files; config: string; dataSource: string; extension: string; excluded?: string }
  >
> = {
  "TypeScript, CommonJS": {
    files: {
      "package.json": COMMONJS,
      "tsconfig.json": tsconfig({ module: "commonjs", outDir: "dist" }, ["src"]),
      "src/data-source.ts": dataSource("./user"),
      "src/user.ts": ENTITY_FILE,
    },
    config: "mig.config.ts",
    dataSource: "src/data-source.ts",
    extension: ".ts",
  },
  "TypeScript, ES modules, initialized on import": {
    files: {
      "package.json": MODULE,
      "tsconfig.json": tsconfig({ module: "nodenext", noEmit: true }),
      "src/db/datasource.ts": `${dataSource("../user.js")}await AppDataSource.initialize();\n`,
      "src/user.ts": ENTITY_FILE,
    },
    config: "mig.config.ts",
    dataSource: "src/db/datasource.ts",
    extension: ".ts",
  },
  NestJS: {
    files: {
      "package.json": COMMONJS,
      "nest-cli.json": `{ "sourceRoot": "src" }`,
      "tsconfig.json": tsconfig({ module: "commonjs", outDir: "./dist", baseUrl: "./" }),
      "tsconfig.build.json": `{
        "extends": "./tsconfig.json", "exclude": ["node_modules", "test", "dist", "**/*spec.ts"] }`,
      "src/main.ts": "export {};\n",
      "src/database/data-source.ts": dataSource("src/users/user.entity"),
      "src/users/user.entity.ts": ENTITY_FILE,
    },
    config: "mig.config.ts",
    dataSource: "src/database/data-source.ts",
    extension: ".ts",
    excluded: "tsconfig.build.json",
  },
  "JavaScript, CommonJS": {
    files: {
      "package.json": COMMONJS,
      "data-source.js": `const { DataSource, EntitySchema } = require("typeorm");
module.exports = new DataSource({ ${OPTIONS}, entities: [${SCHEMA}] });
`,
    },
    config: "mig.config.mjs",
    dataSource: "data-source.js",
    extension: ".mjs",
  },
  "JavaScript, ES modules": {
    files: {
      "package.json": MODULE,
      "config/typeorm.js": `import { DataSource, EntitySchema } from "typeorm";
export default new DataSource({ ${OPTIONS}, entities: [${SCHEMA}] });
`,
    },
    config: "mig.config.mjs",
    dataSource: "config/typeorm.js",
    extension: ".mjs",
  },
};

describe("mig init", function () {
  this.timeout(120_000);

  for (const [name, { files, config, dataSource, extension, excluded }] of Object.entries(PROJECTS))
    it(`${name}: finds the data source, and the first revision follows`, async () => {
      await using project = await folderWith(files);
      const { path } = project;
      const { stdout } = await migs(path, ["init"]);
      expect(stdout)
        .to.contain(`Wrote ${config} and made migrations/`)
        .and.contain(`Your data source: ${dataSource}\n`);
      expect(await readFile(join(path, config), "utf8"))
        .to.contain(`dataSource: "${dataSource}"`)
        .and.contain(`versionLocations: ["migrations"]`);
      await migs(path, ["revision", "--autogenerate", "-m", "first", "--rev-id", "aaaa1"]);
      expect(await readdir(join(path, "migrations"))).to.deep.equal([`aaaa1_first${extension}`]);
      await migs(path, ["upgrade"]);
      expect((await migs(path, ["check"])).stdout).to.contain("No difference");

      expect(stdout.includes(`"mig.config.ts" and "migrations" to "exclude" in ${excluded}`))
        .to //
        .equal(excluded !== undefined);
      if (excluded === undefined) return;
      expect(compiled(path, excluded)).to.include.members(["mig.config.ts", "src/main.ts"]);
      const build = await readFile(join(path, excluded), "utf8");
      const mended = build.replace(
        `["node_modules"`,
        `["mig.config.ts", "migrations", "node_modules"`,
      );
      await writeFile(join(path, excluded), mended);
      for (const file of compiled(path, excluded)) expect(file).to.match(/^src\//);
    });

  it("takes another folder, data source and language", async () => {
    await using project = await folderWith({ "lib/shop.ts": "", "tsconfig.json": "{}" });
    const typed = ["init", "db/revisions", "-d", "lib/shop.ts", "-t", "javascript"];
    const { stdout } = await migs(project.path, typed);
    expect(stdout).to.contain("mig.config.mjs").and.contain("db/revisions/");
    expect(await readFile(join(project.path, "mig.config.mjs"), "utf8"))
      .to.contain(`dataSource: "lib/shop.ts"`)
      .and.contain(`versionLocations: ["db/revisions"]`);
    await migs(project.path, ["revision", "-m", "one", "--rev-id", "aaaa1"]);
    expect(await readdir(join(project.path, "db/revisions"))).to.deep.equal(["aaaa1_one.mjs"]);
  });

  it("says which data source is missing, in the language there is", async () => {
    for (const [files, missing] of [
      [{ "tsconfig.json": "{}" }, "src/data-source.ts"],
      [{}, "src/data-source.js"],
    ] as const) {
      await using project = await folderWith(files);
      const { stdout } = await migs(project.path, ["init"]);
      expect(stdout).to.contain(`${missing} is not there`);
    }
  });

  it("overwrites nothing", async () => {
    await using project = await folderWith({ "migrations/1700000000000-Old.ts": "// TypeORM's" });
    const { path } = project;
    await refused(
      path,
      ["init"],
      "MIG510",
      "migrations exists and is not empty",
      "mig init <folder>",
    );
    await refused(
      path,
      ["init", "-t", "perl"],
      "MIG511",
      "perl",
      "javascript, multidb, typescript",
    );
    await migs(path, ["init", "revisions"]);
    await refused(path, ["init", "again"], "MIG510", "mig.config.mjs");
  });

  it("refuses for revisions what is no folder, or the one of the configuration", async () => {
    await using project = await folderWith({ migrations: "a file" });
    const { path } = project;
    await refused(path, ["init"], "MIG510", "migrations is no folder", "mig init <folder>");
    await refused(path, ["init", "migrations/below"], "MIG510", "migrations/below is no folder");
    await using empty = await temporaryFolder();
    for (const here of [".", empty.path])
      await refused(empty.path, ["init", here], "MIG510", "every file", "mig init <folder>");
  });
});

/** Refused with these words, and nothing is written. */
async function refused(path: string, typed: readonly string[], ...says: readonly string[]) {
  const before = await readdir(path, { recursive: true });
  const { code, stderr } = await mig(path, typed);
  expect(code, stderr).to.equal(1);
  for (const words of says) expect(stderr).to.contain(words);
  expect(await readdir(path, { recursive: true })).to.deep.equal(before);
}

async function folderWith(files: Files) {
  const folder = await temporaryFolder();
  await linkPackages(join(folder.path, "node_modules"), "typeorm");
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), text);
  }
  return folder;
}

function dataSource(user: string): string {
  return `import { DataSource } from "typeorm";
import { User } from "${user}";
export const AppDataSource = new DataSource({ ${OPTIONS}, entities: [User] });
`;
}

function tsconfig(compilerOptions: object, include?: readonly string[]): string {
  const decorators = { experimentalDecorators: true, emitDecoratorMetadata: true };
  return JSON.stringify({ compilerOptions: { ...decorators, ...compilerOptions }, include });
}

/** The files that a tsconfig compiles, by their path from there. */
function compiled(folder: string, name: string): readonly string[] {
  const { config } = ts.readConfigFile(join(folder, name), ts.sys.readFile) as { config: object };
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  return fileNames.map((path) => path.slice(folder.length + 1));
}
