import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { eachServer } from "../support/databases.js";
import { follow, sqlite, type Told } from "../support/follow.js";
import { blocksOf, readPage } from "../support/pages.js";
import { runScript } from "../support/run-script.js";
import { tenantHost } from "../support/tenant-host.js";
import { typeErrors } from "../support/type-errors.js";
import { userProject } from "../support/user-project.js";

const countOf = (told: readonly Told[], kind: Told) => told.filter((one) => one === kind).length;

describe("the page on several databases", function () {
  this.timeout(180_000);

  it("runs as it stands", async () => {
    await using project = await userProject({});
    for (const name of ["mig.config.ts", "src/data-source.ts", "src/entities.ts"])
      await project.remove(name);
    const told: Told[] = [];
    let printed = "";
    for (const block of blocksOf(await readPage("several-databases.md"))) {
      if (block.info === "script") {
        await project.run("downgrade", "base");
        await project.write({ "typed.mts": block.text });
        expect(typeErrors(project.path, ["typed.mts"])).to.deep.equal([]);
        printed = await runScript(project.path, block.text);
      } else told.push(await follow(project, block));
      expect(told).not.to.include("other");
    }
    expect([countOf(told, "file"), countOf(told, "console")]).to.deep.equal([3, 3]);
    expect(printed).to.equal("main first\nmain fill in names\naudit first\n");
    for (const [name, table] of [
      ["main", "account"],
      ["audit", "entry"],
    ]) {
      using database = sqlite(project, `${name}.sqlite`);
      const tables = database.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'mig_journal' ORDER BY name",
      );
      expect(tables.all()).to.deep.equal([{ name: table }, { name: "mig_version" }]);
      const script = await readFile(join(project.path, `${name}.sql`), "utf8");
      expect(script).to.contain(`CREATE TABLE "${table}"`);
    }
  });
});

describe("the page on tenants", function () {
  this.timeout(240_000);

  // On MySQL its databases would be beside those of other tests: the journeys of tenants have names of their own there.
  eachServer(
    (server) => {
      it("runs as it stands", async () => {
        await using host = await tenantHost(server);
        await using project = await userProject(host.options, { "src/entities.ts": ACCOUNT });
        const told: Told[] = [];
        let printed = "";
        for (const block of blocksOf(await readPage("tenants.md")))
          if (block.language === "text") continue;
          else if (block.language === "sql")
            for (const statement of block.text.split(";").filter((text) => text.trim() !== ""))
              await host.query(null, statement);
          else if (block.info === "script") {
            await project.run("downgrade", "-1", "--tenants");
            await project.write({ "typed.mts": block.text });
            expect(typeErrors(project.path, ["typed.mts"])).to.deep.equal([]);
            printed = await runScript(project.path, block.text);
          } else told.push(await follow(project, block));
        expect([countOf(told, "file"), countOf(told, "console")]).to.deep.equal([3, 4]);
        expect(told).to.have.length(7);
        expect(printed.trim().split("\n").toSorted()).to.deep.equal([
          "acme 1",
          "globex 1",
          "initech 1",
        ]);
        for (const tenant of ["acme", "globex", "initech"]) {
          expect(await host.tables(tenant)).to.deep.equal(["account", "mig_version"]);
          expect(await host.query(tenant, "SELECT city FROM account")).to.deep.equal([]);
        }
        expect(await project.run("check", "--tenants")).not.to.contain("failed");
      });
    },
    ["postgres", "sqlite"],
  );
});

const ACCOUNT = `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity()
export class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ length: 50 }) name!: string;
}

export const entities = [Account];
`;
