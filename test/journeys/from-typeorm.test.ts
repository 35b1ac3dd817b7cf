import { expect } from "chai";
import { rm } from "node:fs/promises";
import { createDatabase } from "../support/databases.js";
import { newestRevision, replaceBody } from "../support/newest-revision.js";
import { blocksOf, commandsOf, readPage } from "../support/pages.js";
import { runScript } from "../support/run-script.js";
import { tableNames } from "../support/table-names.js";
import { userProject } from "../support/user-project.js";

const ENTITIES = `import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
@Entity() class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Index("account_name") @Column() name!: string;
}
export const entities = [Account];
`;

/** A migration of TypeORM's, which forgot the index. */
const MIGRATION = `export class First1700000000000 {
  async up(runner) {
    await runner.query("CREATE TABLE account (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, name varchar NOT NULL)");
    await runner.query("INSERT INTO account (name) VALUES ('Ada')");
  }
}
`;

describe("the page for those who come from TypeORM", function () {
  this.timeout(180_000);

  it("moves a project over as it stands there", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, {
      "src/entities.ts": ENTITIES,
      "migrations/1700000000000-First.mjs": MIGRATION,
    });
    await project.remove("mig.config.ts");
    await runScript(
      project.path,
      `import { DataSource } from "typeorm";
import { First1700000000000 } from "./migrations/1700000000000-First.mjs";
const options = ${JSON.stringify(database.options)};
const source = await new DataSource({ ...options, migrations: [First1700000000000] }).initialize();
await source.runMigrations();
await source.destroy();
`,
    );
    const answers: string[] = [];
    const steps = blocksOf(await readPage("from-typeorm.md")).filter(
      ({ section }) => section === "Moving a project over",
    );
    for (const block of steps) {
      if (block.info === "upgrade") await replaceBody(project, "upgrade", block.text);
      if (block.language !== "console") continue;
      for (const [, , ...typed] of commandsOf(block)) {
        const { code, stdout, stderr } = await project.mig(...typed);
        answers.push(`${typed[0]} ${code}`);
        expect(stderr).to.not.match(/MIG\d+/);
        expect(stdout).to.not.contain("- table migrations");
        // As the page says after the revision that is not kept.
        if (typed[0] === "upgrade") await rm(await newestRevision(project));
      }
    }
    expect(answers).to.deep.equal([
      "init 0",
      "check 3",
      "revision 0",
      "upgrade 0",
      "revision 0",
      "stamp 0",
      "check 0",
      "revision 0",
    ]);
    expect(await tableNames(database)).to.include("migrations");
    await project.run("upgrade");
    expect(await tableNames(database)).to.deep.equal(["account", "mig_version"]);
    expect(await database.query("SELECT name FROM account")).to.deep.equal([{ name: "Ada" }]);
    expect(await project.run("check")).to.contain("No difference");

    await using empty = await createDatabase("sqlite");
    await project.write({
      "src/empty.ts": `import { DataSource } from "typeorm";
import { entities } from "./entities";
export default new DataSource({ ...${JSON.stringify(empty.options)}, entities } as any);
`,
    });
    await project.run("upgrade", "-d", "src/empty.ts");
    expect(await project.run("check", "-d", "src/empty.ts")).to.contain("No difference");
    expect(await tableNames(empty)).to.deep.equal(["account", "mig_version"]);
  });
});
