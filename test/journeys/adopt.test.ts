import { expect } from "chai";
import { createDatabase, eachServer, eachSetup, type TestDatabase } from "../support/databases.js";
import { OLD_NAMES, oldProject, source } from "../support/old-project.js";
import { refused } from "../support/refused.js";
import { tableNames } from "../support/table-names.js";

describe("mig adopt", function () {
  this.timeout(120_000);

  eachSetup((setup) => {
    it("writes a baseline, records it, and the project goes on with mig", async () => {
      await using database = await createDatabase(setup);
      await using project = await oldProject(database, { more: { migrationsRun: true } });
      await project.runOld();
      const before = await accounts(database);
      expect(await project.run("check")).to.contain("No difference");

      const said = await project.run("adopt", "--dry-run");
      expect(said).to.contain("3 migrations of TypeORM's have run, as its table migrations says");
      expect(said)
        .to.contain('Would write: a revision "baseline"')
        .and.contain("Would record: base → ");
      expect(await project.revisions()).to.deep.equal([]);
      expect(await tableNames(database)).to.not.include("mig_version");

      const adopted = await project.run("adopt");
      const [file = ""] = await project.revisions();
      expect(adopted).to.contain(`Wrote: migrations/${file}, which makes an empty database`);
      expect(adopted).to.contain("Recorded: base → ").and.contain("`migrationsRun`");
      const text = await project.revision("baseline");
      expect(text).to.contain("export const adopts = [").and.contain("op.createTable({");
      for (const name of OLD_NAMES) expect(text).to.contain(JSON.stringify(name));
      expect(text).to.not.contain("migrations");
      expect(await project.run("check")).to.contain("No difference");
      expect(await accounts(database)).to.deep.equal(before);
      expect(await tableNames(database)).to.deep.equal(["account", "mig_version", "migrations"]);

      const again = await project.run("adopt");
      expect(again)
        .to.contain("Adopted already: the database is at ")
        .and.contain("Nothing was written.");
      expect(await project.revisions()).to.have.lengthOf(1);

      // A new database takes the revisions, and one that TypeORM has made only has to be recorded, also without the classes.
      await using fresh = await createDatabase(setup);
      await using other = await createDatabase(setup);
      await project.runOld(3, other);
      await project.write({
        "src/fresh.ts": source(fresh.options, {}, "[]"),
        "src/other.ts": source(other.options, {}, "[]"),
      });
      await project.run("upgrade", "-d", "src/fresh.ts");
      expect(await project.run("check", "-d", "src/fresh.ts")).to.contain("No difference");
      const [id] = file.split("_");
      expect(await project.run("adopt", "-d", "src/other.ts")).to.contain("Recorded: base → ");
      expect(await project.run("current", "-d", "src/other.ts")).to.contain(id);
      expect(await project.run("check", "-d", "src/other.ts")).to.contain("No difference");
      expect(await project.revisions()).to.have.lengthOf(1);
      await refused(project, ["adopt", "-d", "src/fresh.ts"], ["MIG522", "mig upgrade head"]);
    });
  });

  eachSetup((setup) => {
    it("wraps the classes as they are, which make a new database and unmake it", async () => {
      await using database = await createDatabase(setup);
      await using project = await oldProject(database);
      await project.runOld();
      const said = await project.run("adopt", "--wrap", "--dry-run");
      expect(said.match(/^Would write: .*$/gm)).to.deep.equal([
        'Would write: a revision "create account", which runs CreateAccount1700000000001 as it is.',
        'Would write: a revision "add age", which runs AddAge1700000000002 as it is.',
        'Would write: a revision "fill ages", which runs FillAges1700000000003 as it is.',
      ]);
      expect(await project.revisions()).to.deep.equal([]);
      expect(await project.run("adopt", "--wrap")).to.contain("keep those files");
      const text = await project.revision("fill_ages");
      expect(text).to.contain('import { FillAges } from "../src/old/1700000000003-FillAges.js"');
      expect(text).to.contain('await op.typeorm(FillAges, "up");').and.contain('"down"');
      expect(text).to.contain('export const adopts = ["FillAges1700000000003"];');
      expect(text).to.contain("Created: 2023-11-14 22:13:20 UTC");
      expect(await project.run("check")).to.contain("No difference");
      expect(await project.run("adopt")).to.contain("Adopted already");
      const { heads } = JSON.parse(await project.run("heads", "--json")) as {
        readonly heads: readonly { readonly id: string; readonly isCurrent: boolean }[];
      };
      expect(heads).to.have.lengthOf(1);

      await using fresh = await createDatabase(setup);
      await project.write({ "src/fresh.ts": source(fresh.options, {}, "[]") });
      await project.run("upgrade", "-d", "src/fresh.ts");
      expect(await accounts(fresh)).to.deep.equal(await accounts(database));
      expect(await project.run("check", "-d", "src/fresh.ts")).to.contain("No difference");
      await project.run("downgrade", "-1", "-d", "src/fresh.ts");
      expect((await accounts(fresh)).map(({ age }) => age)).to.deep.equal([null, null]);
      await project.run("downgrade", "base", "-d", "src/fresh.ts");
      expect(await tableNames(fresh)).to.deep.equal(["mig_version"]);

      const id = /revision = "(\w+)"/.exec(await project.revision("add_age"))?.[1] ?? "";
      const script = await project.run("upgrade", `${id}-1:${id}`, "--sql");
      expect(script).to.contain("ALTER TABLE account ADD COLUMN age");
      await refused(
        project,
        ["upgrade", `${id}-1`, "--sql"],
        ["MIG410", "queryRunner.createTable needs a database"],
      );
    });
  });

  eachServer(() => {
    for (const typeorm of ["typeorm0320", "typeorm03", "typeorm10"] as const)
      it(`does both with ${typeorm}`, async () => {
        await using database = await createDatabase("postgres");
        await using project = await oldProject(database, { typeorm });
        await project.runOld();
        await project.run("adopt");
        expect(await project.run("check")).to.contain("No difference");
        const [baseline = ""] = await project.revisions();
        await project.remove(`migrations/${baseline}`);
        await project.run("stamp", "--purge", "base");
        await project.run("adopt", "--wrap");
        await project.run("downgrade", "base");
        await project.run("upgrade");
        expect((await accounts(database)).map(({ age }) => age)).to.deep.equal([30, 50]);
        expect(await project.run("check")).to.contain("No difference");
      });
  }, ["postgres"]);

  it("wraps classes of JavaScript modules, default exports and those without a transaction", async () => {
    await using database = await createDatabase("sqlite");
    const type = (name: string, sql: string, more = "") =>
      `class ${name} { ${more} async up(runner) { await runner.query("${sql}"); } async down() {} }`;
    await using project = await oldProject(database, {
      migrations: '["src/js/*.{mjs,js}", Here, "src/deep/**/*.ts"]',
      files: {
        "src/js/1.mjs": `export default ${type("One1700000000001", "CREATE TABLE one (id integer)")}\n`,
        "src/js/2.js": `${type("Two", "CREATE TABLE two (id integer)", 'name = "Two1700000000002"; transaction = false;')}\nexports.Old = Two;\n`,
        "src/deep/er/3.ts": `export class Three1700000000003 { async up(): Promise<void> {} async down(): Promise<void> {} }\n`,
        "src/here.ts": `export class Here1700000000004 { async up(): Promise<void> {} async down(): Promise<void> {} }\n`,
      },
    });
    const head = 'import { Here1700000000004 as Here } from "./here";\n';
    await project.write({
      "src/data-source.ts":
        head + source(database.options, {}, '["src/js/*.{mjs,js}", Here, "src/deep/**/*.ts"]'),
    });
    await database.run(
      `CREATE TABLE migrations (id integer PRIMARY KEY, timestamp bigint, name varchar);
INSERT INTO migrations (timestamp, name) VALUES (1, 'One1700000000001'), (2, 'Two1700000000002'), (3, 'Three1700000000003'), (4, 'Here1700000000004');`,
    );
    await project.run("adopt", "--wrap");
    const [one, two, three, here] = await Promise.all(
      ["_one", "_two", "_three", "_here"].map((part) => project.revision(part)),
    );
    expect(one).to.contain('import { default as One1700000000001 } from "../src/js/1.mjs";');
    expect(two).to.contain('import { Old } from "../src/js/2.js";');
    expect(two).to.contain("export const transaction = false;");
    expect(one).to.not.contain("transaction");
    expect(three).to.contain('from "../src/deep/er/3.js";');
    expect(here).to.contain('from "../src/here.js";');
    await using fresh = await createDatabase("sqlite");
    await project.write({ "src/fresh.ts": source(fresh.options, {}, "[]") });
    await project.run("upgrade", "-d", "src/fresh.ts");
    expect(await tableNames(fresh)).to.deep.equal(["mig_version", "one", "two"]);

    await project.write({
      "src/data-source.ts": source(
        database.options,
        {},
        '["src/js/*.{mjs,js}", class Nowhere1700000000009 { async up() {} async down() {} }]',
      ),
    });
    for (const file of await project.revisions()) await project.remove(`migrations/${file}`);
    await database.run(
      "DELETE FROM mig_version; DELETE FROM migrations WHERE id > 2; INSERT INTO migrations (timestamp, name) VALUES (9, 'Nowhere1700000000009');",
    );
    await refused(
      project,
      ["adopt", "--wrap"],
      ["MIG525", "No file exports the class of Nowhere1700000000009"],
    );
    expect(await project.revisions()).to.deep.equal([]);
  });

  eachServer((server) => {
    it("refuses what is pending, and what no class is known of, and writes nothing", async () => {
      await using database = await createDatabase(server);
      await using project = await oldProject(database);
      await refused(project, ["adopt"], ["MIG522", "There is no table migrations"]);
      await project.runOld(1);
      await refused(
        project,
        ["adopt"],
        [
          "MIG523",
          "2 migrations of TypeORM's have not run here",
          "  AddAge1700000000002\n  FillAges1700000000003",
          "typeorm migration:run",
        ],
      );
      await project.runOld();
      await project.remove("src/old/1700000000002-AddAge.ts");
      await refused(
        project,
        ["adopt"],
        [
          "MIG524",
          "1 migration has run of which the data source names no class",
          "  AddAge1700000000002",
          "DELETE FROM migrations",
        ],
      );
      await project.write({ "src/data-source.ts": source(database.options, {}, "[]") });
      await refused(project, ["adopt"], ["MIG524", "names no migrations at all"]);
      await database.query("DELETE FROM migrations");
      await refused(project, ["adopt"], ["MIG522", "TypeORM's table migrations is empty"]);
      expect(await project.revisions()).to.deep.equal([]);
      expect(await tableNames(database)).to.deep.equal(["account", "migrations"]);
    });
  });

  eachServer((server) => {
    it("finds the table by the name and in the schema that the data source says", async () => {
      await using database = await createDatabase(server);
      const more = {
        migrationsTableName: "old steps",
        ...(server === "postgres" && { schema: "shop" }),
      };
      if (server === "postgres") await database.query("CREATE SCHEMA shop");
      await using project = await oldProject(database, { more, migrations: "classes" });
      if (server === "postgres")
        await database.query(`ALTER DATABASE "${database.name}" SET search_path = shop`);
      await project.runOld();
      const document = JSON.parse(await project.run("adopt", "--json")) as {
        readonly table: string;
        readonly ran: readonly string[];
      };
      expect(document.table).to.equal("old steps");
      expect(document.ran).to.deep.equal(OLD_NAMES);
      expect(await project.revision("baseline")).to.not.contain("old steps");
      expect(await project.run("check")).to.contain("No difference");
    });

    it("leaves out what no entity knows, tells what differs, and takes a file away that it cannot record", async () => {
      await using database = await createDatabase(server);
      await using project = await oldProject(database);
      await project.runOld();
      await database.run(
        "CREATE TABLE sessions (id integer PRIMARY KEY); CREATE TABLE mig_journal (wrong integer); ALTER TABLE account ADD COLUMN extra integer;",
      );
      const failed = await project.mig("adopt");
      expect(failed.code, failed.stdout).to.equal(1);
      expect(failed.stderr).to.contain("MIG209");
      expect(await project.revisions()).to.deep.equal([]);
      await database.run("DROP TABLE mig_journal");
      const said = await project.run("adopt");
      expect(said).to.contain("table sessions is left out, as no entity knows it");
      expect(said).to.contain("Database and entities were not the same before");
      const text = await project.revision("baseline");
      expect(text).to.contain("extra").and.not.contain("sessions");
      const { code, stdout } = await project.mig("check");
      expect(code).to.equal(3);
      expect(stdout).to.contain("1 difference").and.contain("account.extra");
    });
  });

  it("refuses classes that TypeORM would not run, and takes a file away whose hook fails", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await oldProject(database);
    const write = (migrations: string) =>
      project.write({ "src/data-source.ts": source(database.options, {}, migrations) });
    await project.runOld();
    for (const [migrations, ...says] of [
      ["[class Untimed { async up() {} async down() {} }]", "Untimed", "has no time in its name"],
      ['["src/old/*.ts", ...classes]', "names two migrations as one", OLD_NAMES[0]],
      ["[undefined]", "Migration 1 of the data source is undefined"],
      ['["src/broken/*.ts"]', "cannot be loaded: no such thing", "src/broken/"],
    ] as const) {
      await project.write({ "src/broken/1.ts": 'throw new Error("no such thing");\n' });
      await write(migrations);
      await refused(project, ["adopt"], ["MIG525", ...says]);
    }
    await write('["src/old/*.ts"]');
    await project.write({
      "mig.config.ts": `export default { dataSource: "src/data-source.ts", postWriteHooks: [{ exec: "false" }] };\n`,
    });
    await refused(project, ["adopt"], ["MIG405"]);
    expect(await project.revisions()).to.deep.equal([]);
    expect(await tableNames(database)).to.deep.equal(["account", "migrations"]);
    await project.run("adopt", "--no-hooks");

    await project.write({
      "src/two.ts": `import { DataSource } from "typeorm";
export const a = new DataSource({ type: "better-sqlite3", database: "a.sqlite" });
export const b = new DataSource({ type: "better-sqlite3", database: "b.sqlite" });
`,
    });
    await refused(project, ["adopt", "-d", "src/two.ts"], ["MIG506", "a, b"]);
  });

  it("refuses a history that begins otherwise, and adopts each of two databases by itself", async () => {
    await using one = await createDatabase("sqlite");
    await using two = await createDatabase("sqlite");
    await using project = await oldProject(one);
    await project.runOld();
    await project.runOld(3, two);
    await project.run("revision", "-m", "by hand", "--rev-id", "aaaa1");
    await refused(project, ["adopt"], ["MIG510", "none of which was written by `mig adopt`"]);
    await project.write({
      "src/two.ts": source(two.options, {}, '["src/old/*.ts"]'),
      "mig.config.ts": `export default { databases: {
  one: { dataSource: "src/data-source.ts", versionLocations: ["revisions/one"] },
  two: { dataSource: "src/two.ts", versionLocations: ["revisions/two"] },
} };\n`,
    });
    const said = await project.run("adopt");
    expect(said.match(/^(one|two):$|^Recorded/gm)).to.deep.equal([
      "one:",
      "Recorded",
      "two:",
      "Recorded",
    ]);
    expect(await project.run("check")).to.not.contain("difference between");
  });
});

const accounts = ({ query }: TestDatabase<object>) =>
  query("SELECT id, name, age FROM account ORDER BY id");
