import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createDatabase, eachSetup, type Setup, type TestDatabase } from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { synchronize } from "../support/typeorm.js";
import { userProject } from "../support/user-project.js";

describe("the classic walk-throughs", function () {
  this.timeout(120_000);

  eachSetup((setup) => {
    it("a table written by hand, then four columns more, up and down", async () => {
      await using database = await createDatabase(setup);
      await using project = await userProject(database.options, {
        "migrations/1975ea83b712_create_account.ts": revisionFile(
          "1975ea83b712",
          null,
          `await op.createTable({
    name: "account",
    columns: [
      { name: "id", type: "integer", generated: "increment" },
      { name: "name", type: "varchar(50)" },
      { name: "description", type: "varchar(200)", nullable: true },
    ],
    primaryKey: ["id"],
  });`,
          `await op.dropTable("account");`,
        ),
        "migrations/ae1027a6acf1_more_columns.ts": revisionFile(
          "ae1027a6acf1",
          "1975ea83b712",
          `op.addColumn("account", { name: "email", type: "varchar(320)", nullable: true });
  op.addColumn("account", { name: "age", type: "integer", default: "0" });
  op.addColumn("account", { name: "note", type: "text", nullable: true });
  op.addColumn("account", { name: "last_seen", type: "date", nullable: true });`,
          `await op.dropColumn("account", "last_seen");
  await op.dropColumn("account", "note");
  await op.dropColumn("account", "age");
  await op.dropColumn("account", "email");`,
        ),
      });
      await project.run("upgrade", "1975");
      await database.query("INSERT INTO account (name) VALUES ('Ada')");
      await project.run("upgrade", "+1");
      const [row] = await database.query("SELECT * FROM account");
      expect(Object.keys(row ?? {})).to.deep.equal([
        "id",
        "name",
        "description",
        "email",
        "age",
        "note",
        "last_seen",
      ]);
      expect(row).to.include({ name: "Ada", age: 0 });
      await project.run("downgrade", "-1");
      const [before] = await database.query("SELECT * FROM account");
      expect(Object.keys(before ?? {})).to.deep.equal(["id", "name", "description"]);
      expect((await project.run("current")).trim()).to.equal("1975ea83b712");
      await project.run("downgrade", "base");
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);
    });

    it("a database made by synchronize, to which a many-to-many link is added", async () => {
      await using database = await createDatabase(setup);
      await using project = await userProject(database.options, { "src/entities.ts": STAFF });
      await synchronize(project.path, {});
      await database.query("INSERT INTO department (name) VALUES ('Sales')");
      await database.query(`INSERT INTO employee (name) VALUES ('Ada'), ('Grace')`);

      expect(await project.run("check")).to.contain("No difference");
      await project.write({ "src/entities.ts": LINKED_STAFF });
      await project.run("revision", "--autogenerate", "-m", "departments have employees");
      const text = await project.revision("departments_have_employees");
      expect(text)
        .to.contain("department_employees_employee")
        .and.not.to.contain('dropTable("department"');
      await project.run("upgrade");
      expect(await project.run("check")).to.contain("No difference");
      const count = async (table: string) =>
        Number((await database.query(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.["n"]);
      expect([await count("department"), await count("employee")]).to.deep.equal([1, 2]);
      expect(await count("department_employees_employee")).to.equal(0);
    });

    it("a first migration for entities whose tables exist, stamped", async () => {
      await using database = await createDatabase(setup);
      await using project = await userProject(database.options, { "src/entities.ts": STAFF });
      await synchronize(project.path, {});
      await database.query("INSERT INTO department (name) VALUES ('Sales')");

      const first = await project.run("revision", "--from-empty", "-m", "baseline");
      expect(first).to.not.contain("Note:");
      expect(await project.run("current")).to.equal("");
      await project.run("stamp", "head");
      expect(await project.run("current")).to.match(/^[0-9a-f]{12} \(head\)\n$/);
      expect(await project.run("check")).to.contain("No difference");
      expect(await database.query("SELECT name FROM department")).to.deep.equal([
        { name: "Sales" },
      ]);
      expect(await newDatabaseIsTheSame(setup, database, project)).to.equal(true);
      const second = await project.run("revision", "--from-empty", "-m", "baseline");
      expect(second).to.match(/Note: It follows [0-9a-f]{12}: on a new database/);
    });
  });

  for (const setup of ["sqlite", "sqlite by TypeORM 0.3"] as const)
    it(`the post-write hooks format what was written: ${setup}`, async () => {
      await using database = await createDatabase(setup);
      await using project = await userProject(database.options, {
        "src/entities.ts": STAFF,
        ".prettierrc": JSON.stringify({ semi: false, singleQuote: true, tabWidth: 4 }),
        "note.mjs": `import { appendFileSync } from "node:fs";
appendFileSync(process.argv.at(-1), "// seen by a program\\n");
`,
        "mig.config.ts": `import { defineConfig } from "typeorm-mig";
import { appendFileSync } from "node:fs";
export default defineConfig({
  dataSource: "src/data-source.ts",
  postWriteHooks: [
    "prettier",
    { exec: [${JSON.stringify(process.execPath)}, "note.mjs", "{file}"] },
    (file) => appendFileSync(file, "// seen by a function\\n"),
  ],
});
`,
      });
      await project.run("revision", "--autogenerate", "-m", "hooked");
      const text = await project.revision("hooked");
      expect(text).to.contain("export const upgrade: Migration = async (op) => {\n    await op.");
      expect(text).to.match(/ {4}await op\.createTable\(\{\n {8}name: 'department',/);
      expect(text).to.match(/\/\/ seen by a program\n\/\/ seen by a function\n$/);

      await project.run("upgrade");
      await project.run("revision", "--no-hooks", "-m", "plain");
      expect(await project.revision("plain"))
        .to.contain(";")
        .and.not.to.contain("seen");
    });
});

/** What the baseline makes of an empty database is what synchronize made. */
async function newDatabaseIsTheSame(
  setup: Setup,
  database: TestDatabase<object>,
  project: Awaited<ReturnType<typeof userProject>>,
): Promise<boolean> {
  await using empty = await createDatabase(setup);
  const source = await readFile(join(project.path, "src/data-source.ts"), "utf8");
  await project.write({
    "src/empty.ts": source.replace(JSON.stringify(database.options), JSON.stringify(empty.options)),
  });
  await project.run("upgrade", "-d", "src/empty.ts");
  return (await project.run("check", "-d", "src/empty.ts")).includes("No difference");
}

const STAFF = `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity()
class Department {
  @PrimaryGeneratedColumn() id!: number;
  @Column() name!: string;
}

@Entity()
class Employee {
  @PrimaryGeneratedColumn() id!: number;
  @Column() name!: string;
}

export const entities = [Department, Employee];
`;

const LINKED_STAFF = STAFF.replace(
  "import { Column,",
  "import { Column, JoinTable, ManyToMany,",
).replace(
  `  @Column() name!: string;
}

@Entity()
class Employee`,
  `  @Column() name!: string;
  @ManyToMany(() => Employee) @JoinTable() employees!: object[];
}

@Entity()
class Employee`,
);
