import { expect } from "chai";
import { createDatabase, eachServer, type ServerName } from "../support/databases.js";
import { blocksOf, readPage } from "../support/pages.js";
import { tableNames } from "../support/table-names.js";
import { typeErrors } from "../support/type-errors.js";
import { userProject, type UserProject } from "../support/user-project.js";

/** The files of the page, by the path that stands in their first line; configurations by what else stands there. */
const FILES = new Map(
  blocksOf(await readPage("programmers.md")).map(({ text }) => [
    /^\/\/ (.+)\n/.exec(text)?.[1] ?? "",
    text,
  ]),
);
const file = (name: string) => FILES.get(name) ?? expect.fail(`there is no ${name}`);
const files = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name.replace(/:.*/, ""), file(name)]));

/** Each trigger as its file has it, and as it is once it was changed. */
const TRIGGERS: { readonly [Name in ServerName]: readonly [statement: string, other: string] } = {
  postgres: [
    "CREATE TRIGGER tidy BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE TRIGGER tidy BEFORE UPDATE ON account FOR EACH ROW WHEN (new.name <> 'it''s') EXECUTE FUNCTION suppress_redundant_updates_trigger()",
  ],
  mysql: [
    "CREATE TRIGGER tidy BEFORE UPDATE ON account FOR EACH ROW SET NEW.name = TRIM(NEW.name)",
    "CREATE TRIGGER tidy BEFORE UPDATE ON account FOR EACH ROW SET NEW.name = TRIM(CONCAT(NEW.name, 'x'))",
  ],
  mariadb: [
    "CREATE TRIGGER tidy BEFORE UPDATE ON account FOR EACH ROW SET NEW.name = TRIM(NEW.name)",
    "CREATE TRIGGER tidy BEFORE UPDATE ON account FOR EACH ROW SET NEW.name = TRIM(CONCAT(NEW.name, 'it''s'))",
  ],
  sqlite: [
    "CREATE TRIGGER tidy AFTER UPDATE ON account FOR EACH ROW BEGIN UPDATE account SET name = trim(name) WHERE id = new.id; END",
    "CREATE TRIGGER tidy AFTER UPDATE ON account FOR EACH ROW BEGIN UPDATE account SET name = 'it''s' WHERE id = new.id; END",
  ],
};

const entities = (...classes: readonly string[]) =>
  `import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
void Index;
${classes.map((name) => `@Entity() class ${name} { @PrimaryGeneratedColumn() id!: number; @Column({ length: 80 }) name!: string; }`).join("\n")}
export const entities = [${classes.join(", ")}];
`;

const PATHS = JSON.stringify({
  compilerOptions: {
    ...{ target: "es2022", module: "commonjs", strict: true },
    paths: { "@db/*": ["./db/*"] },
  },
});

describe("what the page for programmers says", function () {
  this.timeout(180_000);

  it("has the right types", async () => {
    const names = [...FILES.keys()];
    const path = (name: string) => name.replace(/(.+): (.+)/, "$2.$1");
    await using project = await userProject(
      {},
      {
        ...Object.fromEntries(names.map((name) => [path(name), file(name)])),
        "db/farewell.ts": FAREWELL,
        "src/colour.ts": COLOUR,
      },
    );
    const options = {
      module: "commonjs",
      moduleResolution: "node10",
      baseUrl: ".",
      paths: { "@db/*": ["./db/*"] },
    };
    expect(names).to.have.length(10);
    expect(typeErrors(project.path, names.map(path), options)).to.deep.equal([]);
  });

  eachServer((server) => {
    it("an operation of one's own runs, up and down, and in a script", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(
        database.options,
        files("db/operations.ts", "migrations/aaaa1_stats.ts"),
      );
      const quoted = /(["`])visit\1/;
      expect(await project.run("upgrade", "--sql")).to.match(/ANALYZE .*visit.;/);
      expect(await project.run("upgrade", "--dry-run")).to.match(quoted);
      await project.run("upgrade");
      expect(await tableNames(database)).to.include("visit");
      if (server === "sqlite")
        expect(await database.query("SELECT tbl FROM sqlite_stat1")).to.deep.equal([]);
      await project.run("downgrade", "base");
      expect(await tableNames(database)).to.not.include("visit");
    });

    it("a comparator finds triggers in files, and what it finds is written, run and undone", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        ...files("db/trigger-operations.ts", "db/triggers.ts", "mig.config.ts: comparators"),
        "src/entities.ts": entities("Account"),
        "db/triggers/account.tidy.sql": `${TRIGGERS[server][0]}\n`,
      });
      await changesTo(project, "one", ["createTable", "run"]);
      const first = await project.revision("one");
      expect(first).to.contain(
        'import { createTrigger, dropTrigger } from "../db/trigger-operations.js";',
      );
      expect(first).to.match(/createTable\([^]*op\.run\(\s*createTrigger\(/);
      expect(first).to.match(/op\.run\(\s*dropTrigger\([^]*dropTable/);

      await project.write({ "db/triggers/account.tidy.sql": TRIGGERS[server][1] });
      expect((await project.mig("check")).stdout)
        .to.contain("- trigger tidy on account")
        .and.contain("+ trigger tidy on account");
      await changesTo(project, "two", ["run", "run"]);
      expect(await project.revision("two")).to.match(
        /dropTrigger\([^]*createTrigger\([^]*downgrade/,
      );

      await project.remove("db/triggers/account.tidy.sql");
      await changesTo(project, "three", ["run"]);
      // All the way down, and up again.
      await project.run("downgrade", "base");
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);
      await project.run("upgrade");
      expect((await project.mig("check")).code).to.equal(0);
    });

    it("a revision gets a number, and waits for locks no longer than it may", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        ...files("mig.config.ts: processRevisionDirectives"),
        "src/entities.ts": entities("Account"),
      });
      await project.run("revision", "--autogenerate", "-m", "one");
      await project.run("upgrade");
      await project.write({ "src/entities.ts": entities("Account", "Visit") });
      await project.run("revision", "--autogenerate", "-m", "two");
      await project.run("revision", "-m", "three");
      expect(await project.revisions()).to.deep.equal([
        "0001_one.ts",
        "0002_two.ts",
        "0003_three.ts",
      ]);
      const text = await project.revision("0002");
      expect(text).to.contain('downRevision = "0001"');
      expect(text.match(/op\.execute\(/g)).to.have.length(2);
      expect(text).to.match(/op\.execute\([^]*op\.createTable\(/);
      // Whoever has written downgrade knows what it does.
      expect(text).to.not.contain("Nothing undoes this");
      await project.run("upgrade");
      expect((await project.mig("check")).code).to.equal(0);
      await project.run("downgrade", "base");
    });

    it("a rewriter adds and leaves out operations, and downgrade follows", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        ...files("db/operations.ts", "mig.config.ts: rewriter"),
        "src/entities.ts": entities("Account"),
      });
      await changesTo(project, "one", ["createTable"]);
      await project.write({
        "src/entities.ts": entities("Account").replace(
          "@Entity()",
          '@Index("by_name", ["name"]) @Entity()',
        ),
      });
      await changesTo(project, "two", ["createIndex", "run"]);
      const text = await project.revision("two");
      expect(text).to.contain('import { refreshStats } from "../db/operations.js";');
      expect(text).to.match(/createIndex\([^]*await op\.run\(refreshStats\("account"\)\);\n\};/);
      expect(text.split("downgrade")[1])
        .to.match(/dropIndex\(/)
        .and.not.contain("refreshStats");
      expect(text).to.not.contain("Nothing undoes this");

      await project.write({ "src/entities.ts": entities("Other") });
      const { stdout } = await project.mig(
        "revision",
        "--autogenerate",
        "-m",
        "three",
        "--no-renames",
      );
      expect(stdout).to.contain("+ table other");
      const third = await project.revision("three");
      expect(third).to.contain("createTable").and.contain("dropTable");
      expect(third.split("downgrade: ")[0]).to.not.contain("dropTable");
      await project.run("upgrade");
      expect(await tableNames(database)).to.include.members(["account", "other"]);

      // What is left is left out altogether.
      const before = await project.revisions();
      const left = await project.mig("revision", "--autogenerate", "-m", "four");
      expect(left.stdout).to.contain("No file was written: processRevisionDirectives let none be.");
      expect(left.code).to.equal(0);
      expect(await project.revisions()).to.deep.equal(before);
    });

    it("renderItem writes statements, with what they import", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        ...files("mig.config.ts: renderItem"),
        "src/entities.ts": entities("Account", "Visit"),
        "db/farewell.ts": FAREWELL,
      });
      await changesTo(project, "one", ["createTable", "createTable"]);
      expect(await project.revision("one")).to.not.contain("farewell");
      await project.write({ "src/entities.ts": entities("Account") });
      await changesTo(project, "two", ["dropTable"]);
      const text = await project.revision("two");
      expect(text).to.contain('import { farewell } from "../db/farewell.js";');
      expect(text).to.contain('await op.dropTable("visit");\n  await farewell(op, "visit");');
      expect(await database.query("SELECT said FROM farewells")).to.deep.equal([{ said: "visit" }]);
    });

    it("a migration imports what the project has", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        ...files("db/columns.ts", "migrations/bbbb1_named.ts"),
        "tsconfig.json": PATHS,
        "src/colour.ts": COLOUR,
      });
      await project.run("upgrade");
      const rows = await database.query("SELECT name FROM colour ORDER BY name");
      expect(rows).to.deep.equal([{ name: "blue" }, { name: "red" }]);
      await project.run("downgrade", "base");
    });
  });
});

const FAREWELL = `import type { Op } from "typeorm-mig";
export async function farewell(op: Op, table: string): Promise<void> {
  await op.execute("CREATE TABLE farewells (said varchar(80))");
  await op.execute(\`INSERT INTO farewells VALUES ('\${table}')\`);
}
`;

const COLOUR = `export enum Colour { Red = "red", Blue = "blue" }
`;

/** Writes a revision of these kinds of operations, runs it, and finds no difference then. */
async function changesTo(project: UserProject, name: string, kinds: readonly string[]) {
  const printed = await project.run(
    ...["revision", "--autogenerate", "-m", name, "--no-renames", "--json"],
  );
  const { operations } = JSON.parse(printed) as { operations: readonly { kind: string }[] };
  expect(operations.map(({ kind }) => kind)).to.deep.equal(kinds);
  await project.run("upgrade");
  const { code, stdout } = await project.mig("check");
  expect([code, stdout]).to.deep.equal([0, stdout]);
}
