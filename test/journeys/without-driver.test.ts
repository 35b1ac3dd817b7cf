import { expect } from "chai";
import { fileURLToPath } from "node:url";
import { mig, migs } from "../support/mig.js";
import { revisionFile } from "../support/revision-file.js";
import type { TypeormPackage } from "../support/shop.js";
import { userProject } from "../support/user-project.js";

/** The versions of TypeORM, and the types of connection each has. */
const TYPES: readonly (readonly [TypeormPackage, readonly string[]])[] = [
  ["typeorm0320", ["postgres", "mysql", "mariadb", "better-sqlite3", "sqlite"]],
  ["typeorm03", ["postgres", "mysql", "mariadb", "better-sqlite3", "sqlite"]],
  ["typeorm10", ["postgres", "mysql", "mariadb", "better-sqlite3"]],
  ["typeorm", ["postgres", "mysql", "mariadb", "better-sqlite3"]],
];

/** Every command that connects to nothing. */
const COMMANDS: readonly (readonly string[])[] = [
  ["upgrade", "head", "--sql"],
  ["downgrade", "head:base", "--sql"],
  ["stamp", "head", "--sql"],
  ["ensure-version", "--sql"],
  ["show", "aaaa1", "--sql"],
  ["show", "head"],
  ["heads"],
  ["history"],
  ["branches"],
  ["revision", "-m", "second"],
];

const HIDDEN = {
  NODE_OPTIONS: `--import ${fileURLToPath(new URL("../support/without-drivers.mjs", import.meta.url))}`,
};

const FILES = {
  "src/entities.ts": `import { Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity() export class One { @PrimaryGeneratedColumn() id!: number; }
export const entities = [One];
`,
  "migrations/a.ts": revisionFile(
    "aaaa1",
    null,
    'await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }] });',
    'await op.dropTable("one");',
  ),
};

/** A data source that is made, and initialized, when its module is imported. */
const SOURCE = (options: object) => ({
  "src/data-source.ts": `import { DataSource } from "typeorm";
import { entities } from "./entities";
export const AppDataSource = new DataSource({ ...${JSON.stringify(options)}, entities } as any);
export const initialized = AppDataSource.initialize();
`,
});

describe("where no driver is installed", function () {
  this.timeout(240_000);

  for (const [typeorm, types] of TYPES)
    for (const type of types) {
      const options = { type, host: "127.0.0.1", port: 1, username: "u", database: "shop" };

      it(`${typeorm}, ${type}: writes the scripts that it writes with it`, async () => {
        await using project = await userProject(options, { ...FILES, ...SOURCE(options) }, typeorm);
        const command = ["upgrade", "head", "--sql"];
        const { stdout, stderr } = await migs(project.path, command, HIDDEN);
        expect(stdout).to.contain("CREATE TABLE").and.to.contain("aaaa1");
        expect(stdout).to.equal((await migs(project.path, command)).stdout);
        expect(stderr).to.equal("");
      });

      it(`${typeorm}, ${type}: says what to install where one is needed`, async () => {
        await using project = await userProject(options, { ...FILES, ...SOURCE(options) }, typeorm);
        const { code, stderr } = await mig(project.path, ["current"], HIDDEN);
        expect(code).to.equal(1);
        expect(stderr)
          .to.match(/MIG509/)
          .and.to.match(/→ npm install \w/);
      });
    }

  for (const command of COMMANDS)
    it(`mig ${command.join(" ")}`, async () => {
      const options = { type: "postgres", database: "shop" };
      await using project = await userProject(options, { ...FILES, ...SOURCE(options) });
      const { stdout } = await migs(project.path, command, HIDDEN);
      if (command[0] !== "branches") expect(stdout).to.not.equal("");
    });
});
