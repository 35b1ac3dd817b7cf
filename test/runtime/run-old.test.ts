import { expect } from "chai";
import { createDatabase, eachServer, type ServerName } from "../support/databases.js";
import { refused } from "../support/refused.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { userProject } from "../support/user-project.js";

/** The servers that can roll back a change of the schema. */
const ROLL_BACK: readonly ServerName[] = ["postgres", "sqlite"];

/** A revision that runs a class with this `up`. */
const old = (up: string, extra = "") =>
  revisionFile(
    "aaaa1",
    null,
    'await op.typeorm(Old, "up");',
    'await op.typeorm(Old, "down");',
  ).concat(
    `${extra}\nclass Old {
  async up(runner: any) { ${up} }
  async down(runner: any) { await runner.query("DROP TABLE made"); }
}\n`,
  );

const MADE = 'await runner.query("CREATE TABLE made (id integer PRIMARY KEY, name varchar(80))");';

describe("op.typeorm", function () {
  this.timeout(120_000);

  eachServer((server) => {
    it("gives what TypeORM's own query runner gives, in the order of the calls, also to entities", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        "src/entities.ts": `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity() export class Made { @PrimaryGeneratedColumn() id!: number; @Column("varchar", { length: 80 }) name!: string; }
export const entities = [Made];
`,
        "migrations/a.ts": old(`
    const { Table } = require("typeorm");
    const { Made } = require("../src/entities");
    await runner.createTable(new Table({ name: "made", columns: [
      { name: "id", type: ${JSON.stringify(server.includes("m") ? "int" : "integer")}, isPrimary: true, isGenerated: true, generationStrategy: "increment" },
      { name: "name", type: "varchar", length: "80" } ] }), true);
    if (!(await runner.hasTable("made"))) throw new Error("made is not there");
    const saved = await runner.manager.save(Made, { name: "by the manager" });
    if (typeof saved.id !== "number") throw new Error("no id");
    const repository = runner.manager.getRepository(Made);
    await repository.update(saved.id, { name: "changed" });
    runner.query("INSERT INTO made (name) VALUES ('nobody waits')");
    const rows = await runner.query("SELECT name FROM made ORDER BY id");
    if (rows.map(({ name }: any) => name).join() !== "changed,nobody waits") throw new Error(JSON.stringify(rows));
    const raw = await runner.query("DELETE FROM made WHERE name = 'changed'");
    const expected = ${JSON.stringify(DELETED[server])};
    if (!JSON.stringify(raw ?? null).includes(expected)) throw new Error("gives " + JSON.stringify(raw));
`),
      });
      await project.run("upgrade");
      expect(await database.query("SELECT name FROM made")).to.deep.equal([
        { name: "nobody waits" },
      ]);
      await project.run("downgrade", "base");
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);
    });

    it("goes on after a failure where nothing was rolled back, and begins anew where all was", async () => {
      await using database = await createDatabase(server);
      const up = (statement: string) =>
        old(`${MADE}
    await runner.query("INSERT INTO made VALUES (1, 'Ada')");
    await runner.query("${statement}");`);
      await using project = await userProject(database.options, {
        "migrations/a.ts": up("ALTER TABLE nowhere ADD COLUMN x integer"),
      });
      await refused(project, ["upgrade"], ["nowhere"]);
      const isThere = (await tableNames(database)).includes("made");
      expect(isThere).to.equal(!ROLL_BACK.includes(server));
      await project.write({ "migrations/a.ts": up("ALTER TABLE made ADD COLUMN x integer") });
      if (isThere) {
        // The rows of the INSERT are not kept, and mig cannot tell whether they matter.
        await refused(project, ["upgrade"], ["MIG211", "INSERT INTO made"]);
        await database.query("ALTER TABLE made ADD COLUMN x integer");
        await project.run("resolve", "aaaa1", "--applied");
      } else await project.run("upgrade");
      expect(await database.query("SELECT * FROM made")).to.deep.equal([
        { id: 1, name: "Ada", x: null },
      ]);
    });

    it("makes a savepoint of a transaction within, and refuses to end the revision's", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        "migrations/a.ts": old(`${MADE}
    await runner.startTransaction();
    await runner.query("INSERT INTO made VALUES (1, 'Ada')");
    await runner.rollbackTransaction();
    await runner.startTransaction();
    await runner.query("INSERT INTO made VALUES (2, 'Grace')");
    await runner.commitTransaction();`),
      });
      if (ROLL_BACK.includes(server)) {
        await project.run("upgrade");
        expect(await database.query("SELECT id FROM made")).to.deep.equal([{ id: 2 }]);
        await project.run("downgrade", "base");
      } else await refused(project, ["upgrade"], ["calls queryRunner.startTransaction"]);
      await project.write({ "migrations/a.ts": old("await runner.commitTransaction();") });
      if (!ROLL_BACK.includes(server)) await project.run("stamp", "base");
      await refused(
        project,
        ["upgrade"],
        ["calls queryRunner.commitTransaction", "the transaction is that of the revision"],
      );
    });

    it("writes plain statements into a script, and refuses what needs their rows", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        "migrations/a.ts": old(`${MADE} await runner.query("INSERT INTO made VALUES (1, 'a;b')");`),
      });
      const script = await project.run("upgrade", "--sql");
      expect(script).to.contain("CREATE TABLE made").and.contain("VALUES (1, 'a;b')");
      for (const [up, says] of [
        [
          `${MADE} const rows = await runner.query("SELECT 1"); rows.length;`,
          "op.query needs the rows",
        ],
        [
          `const [row] = await runner.query("INSERT INTO made VALUES (1, 'x')"); row;`,
          "The result of INSERT",
        ],
        ["runner.connection.options;", "queryRunner.connection needs a database"],
      ] as const) {
        await project.write({ "migrations/a.ts": old(up) });
        await refused(project, ["upgrade", "--sql"], ["MIG410", says]);
      }
      await project.write({
        "migrations/a.ts": old("").replace("op.typeorm(Old", "op.typeorm({} as any"),
      });
      await refused(project, ["upgrade"], ["MIG409", "op.typeorm was given no class"]);
    });
  });

  eachServer(() => {
    it("runs outside of a transaction what has to", async () => {
      await using database = await createDatabase("postgres");
      await using project = await userProject(database.options, {
        "migrations/a.ts": old(
          `${MADE} await runner.query('CREATE INDEX CONCURRENTLY made_name ON made (name)');`,
          "export const transaction = false;",
        ),
      });
      await project.run("upgrade");
      const [row] = await database.query(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = 'made_name'::regclass",
      );
      expect(row).to.deep.equal({ indisvalid: true });
    });
  }, ["postgres"]);
});

/** What a driver gives for a row that was deleted. */
const DELETED: Readonly<Record<ServerName, string>> = {
  postgres: "[[],1]",
  mysql: '"affectedRows":1',
  mariadb: '"affectedRows":1',
  sqlite: "",
};
