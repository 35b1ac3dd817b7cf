import { expect } from "chai";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createDatabase } from "../support/databases.js";
import { replaceBody } from "../support/newest-revision.js";
import { blocksOf, commandsOf, readPage } from "../support/pages.js";
import { runScript } from "../support/run-script.js";
import { oldProject } from "../support/old-project.js";
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
      "src/data-source.ts": dataSource(database.options),
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
      }
    }
    expect(answers).to.deep.equal([
      "init 0",
      "adopt 0",
      "adopt 0",
      "check 3",
      "revision 0",
      "upgrade 0",
      "check 0",
      "adopt 0",
      "upgrade 0",
      "revision 0",
    ]);
    expect(await tableNames(database)).to.include("migrations");
    await project.run("upgrade");
    expect(await tableNames(database)).to.deep.equal(["account", "mig_version"]);
    expect(await database.query("SELECT name FROM account")).to.deep.equal([{ name: "Ada" }]);
    expect(await project.run("check")).to.contain("No difference");

    await using empty = await createDatabase("sqlite");
    await project.write({
      "src/empty.ts": dataSource(empty.options),
    });
    await project.run("upgrade", "-d", "src/empty.ts");
    expect(await project.run("check", "-d", "src/empty.ts")).to.contain("No difference");
    expect(await tableNames(empty)).to.deep.equal(["account", "mig_version"]);
  });

  it("shows a revision of an old class as `mig adopt --wrap` writes it", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await oldProject(database);
    await project.runOld();
    await project.run("adopt", "--wrap");
    const [block] = (await readPage("from-typeorm.md").then(blocksOf)).filter(
      ({ section, language }) => section === "Keeping the old migrations" && language === "ts",
    );
    const text = await project.revision("add_age");
    const ids = (of: string) => of.replaceAll(/\b[0-9a-f]{12}\b/g, "…");
    expect(ids(text)).to.equal(ids(block?.text ?? ""));
  });

  it("goes back to TypeORM as it stands there", async () => {
    await using database = await createDatabase("sqlite");
    await using empty = await createDatabase("sqlite");
    await using project = await userProject(database.options, { "src/entities.ts": ENTITIES });
    await project.run("revision", "--autogenerate", "-m", "all");
    await project.run("upgrade");
    await database.query("INSERT INTO account (name) VALUES ('Ada')");
    const plain = ({ options }: typeof database, migrations: string) => `
import { DataSource, EntitySchema } from "typeorm";
const Account = new EntitySchema({
  name: "Account",
  columns: { id: { type: Number, primary: true, generated: true }, name: { type: String } },
  indices: [{ name: "account_name", columns: ["name"] }],
});
export default new DataSource({ ...${JSON.stringify(options)}, entities: [Account], migrations: ${migrations} });
`;
    const found = '["src/migrations/*.js"]';
    await project.write({
      "package.json": JSON.stringify({ type: "module" }),
      "src/migrations/none.txt": "",
      "src/data-source.js": plain(database, found),
      "src/empty-data-source.js": plain(empty, found),
    });
    const blocks = blocksOf(await readPage("from-typeorm.md")).filter(
      ({ section }) => section === "The way back",
    );
    for (const block of blocks) {
      if (block.language === "sql") await database.run(block.text);
      if (block.language !== "console") continue;
      for (const [, , ...typed] of commandsOf(block))
        await promisify(execFile)(process.execPath, ["node_modules/typeorm/cli.js", ...typed], {
          cwd: project.path,
        });
    }
    expect(await tableNames(database)).to.deep.equal(["account", "migrations"]);
    expect(await database.query("SELECT name FROM account")).to.deep.equal([{ name: "Ada" }]);
    const [ran] = await database.query("SELECT name FROM migrations");
    expect(ran?.["name"]).to.match(/^Baseline\d{13}$/);
  });
});

const dataSource = (options: object) => `import { DataSource } from "typeorm";
import { entities } from "./entities";
export default new DataSource({ ...${JSON.stringify(options)}, entities, migrations: ["migrations/*.mjs"] } as any);
`;
