import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createDatabase, eachServer, SERVERS } from "../support/databases.js";
import { mig } from "../support/mig.js";
import { refused } from "../support/refused.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { userProject, type Files, type UserProject } from "../support/user-project.js";

const NOWHERE = { type: "better-sqlite3", database: "app.sqlite" };
const A = revisionFile("aaaa1", null, "");
const THING = `import { Entity, PrimaryColumn } from "typeorm";
@Entity() class Thing { @PrimaryColumn("text") name!: string; }
export const entities = [Thing];
`;

/** What is wrong with a project, what is typed, and what must be said: the code and these words. */
const WRONG_PROJECTS: readonly {
  readonly name: string;
  readonly files: Files;
  readonly typed: readonly string[];
  readonly says: readonly string[];
}[] = [
  {
    name: "a configuration with a syntax error",
    files: { "mig.config.ts": "export default {\n  dataSource: ,\n};\n" },
    typed: ["current"],
    says: ["MIG502", "mig.config.ts"],
  },
  {
    name: "a misspelt key",
    files: { "mig.config.ts": `export default { dataSorce: "src/data-source.ts" };` },
    typed: ["current"],
    says: ["MIG503", "dataSorce", "dataSource"],
  },
  {
    name: "a data source file that exports none",
    files: { "src/data-source.ts": "export const answer = 42;" },
    typed: ["current"],
    says: ["MIG506", "src/data-source.ts"],
  },
  {
    name: "a data source file that exports several",
    files: {
      "src/data-source.ts": `import { DataSource } from "typeorm";
export const first = new DataSource({ type: "better-sqlite3", database: "a.sqlite" });
export const second = new DataSource({ type: "better-sqlite3", database: "b.sqlite" });`,
    },
    typed: ["current"],
    says: ["MIG506", "first", "second"],
  },
  {
    name: "an entity that does not build",
    files: {
      "src/entities.ts": `import { Column, Entity } from "typeorm";
@Entity() class Keyless { @Column() name!: string; }
export const entities = [Keyless];`,
    },
    typed: ["check"],
    says: ["MIG507", "Keyless"],
  },
  ...[["upgrade"], ["downgrade", "base"], ["stamp", "head"], ["show", "head"]].map((typed) => ({
    name: `a folder of revisions that is not there (${typed.join(" ")})`,
    files: {},
    typed,
    says: ["MIG513", "/migrations", "mig.config.ts"],
  })),
  {
    name: "several folders of revisions of which none is there",
    files: {
      "mig.config.ts": `export default { dataSource: "src/data-source.ts", versionLocations: ["less", "more"] };`,
    },
    typed: ["upgrade"],
    says: ["MIG513", "/less or", "/more"],
  },
  {
    name: "a folder of revisions that is not there, without a configuration",
    files: {},
    typed: ["upgrade", "-d", "src/data-source.ts"],
    says: ["MIG513", "/migrations"],
  },
  {
    name: "a template that is not there",
    files: {
      "mig.config.ts": `export default { dataSource: "src/data-source.ts", template: "gone.ts.eta" };`,
    },
    typed: ["revision", "-m", "one"],
    says: ["MIG511", "/gone.ts.eta"],
  },
  {
    name: "a template that cannot be filled",
    files: {
      "mig.config.ts": `export default { dataSource: "src/data-source.ts", template: "own.ts.eta" };`,
      "own.ts.eta": "<%~ it.missing.length %>",
    },
    typed: ["revision", "-m", "one"],
    says: ["MIG511", "/own.ts.eta", "length"],
  },
  {
    name: "a revision file with no id",
    files: { "migrations/a.ts": "export const upgrade = async () => {};" },
    typed: ["heads"],
    says: ["MIG109", "a.ts"],
  },
  {
    name: "an id that two files have",
    files: { "migrations/a.ts": A, "migrations/b.ts": A },
    typed: ["heads"],
    says: ["MIG107", "aaaa1", "a.ts", "b.ts"],
  },
  {
    name: "a parent that no file has",
    files: { "migrations/a.ts": revisionFile("aaaa1", "gone1", "") },
    typed: ["history"],
    says: ["MIG106", "gone1", "a.ts"],
  },
  {
    name: "a loop",
    files: {
      "migrations/a.ts": revisionFile("aaaa1", "bbbb1", ""),
      "migrations/b.ts": revisionFile("bbbb1", "aaaa1", ""),
    },
    typed: ["upgrade"],
    says: ["MIG105", "aaaa1", "bbbb1"],
  },
  {
    name: "a target that matches nothing",
    files: { "migrations/a.ts": A },
    typed: ["upgrade", "aaab1"],
    says: ["MIG101", "aaab1", "aaaa1"],
  },
  {
    name: "a target that matches several",
    files: { "migrations/a.ts": A, "migrations/b.ts": revisionFile("aaaa2", "aaaa1", "") },
    typed: ["upgrade", "aaaa"],
    says: ["MIG103", "aaaa1", "aaaa2"],
  },
  {
    name: "an id that exists already",
    files: { "migrations/a.ts": A },
    typed: ["revision", "--rev-id", "aaaa1", "-m", "again"],
    says: ["MIG111", "aaaa1"],
  },
  {
    name: "a database that is not at head when autogenerating",
    files: { "migrations/a.ts": A },
    typed: ["revision", "--autogenerate", "-m", "more"],
    says: ["MIG201", "mig upgrade head"],
  },
  {
    name: "a database that is behind two heads when compared",
    files: { "migrations/a.ts": A, "migrations/b.ts": revisionFile("bbbb1", null, "") },
    typed: ["check"],
    says: ["MIG201", "mig upgrade heads"],
  },
  {
    name: "a kind of database that mig does not know, without its driver",
    files: {
      "src/data-source.ts": `import { DataSource } from "typeorm";
export default new DataSource({ type: "oracle" });
`,
    },
    typed: ["current"],
    says: ["MIG508", "oracle"],
  },
  {
    name: "two heads",
    files: { "migrations/a.ts": A, "migrations/b.ts": revisionFile("bbbb1", null, "") },
    typed: ["upgrade", "head"],
    says: ["MIG102", "aaaa1", "bbbb1"],
  },
  {
    name: "a new revision after two heads",
    files: { "migrations/a.ts": A, "migrations/b.ts": revisionFile("bbbb1", null, "") },
    typed: ["revision", "-m", "more"],
    says: ["MIG102", "aaaa1", "bbbb1"],
  },
  {
    name: "a migration without the direction",
    files: { "migrations/a.ts": A.replace("export const upgrade", "const upgrade") },
    typed: ["upgrade"],
    says: ["MIG402", "aaaa1", "upgrade"],
  },
  {
    name: "a migration that cannot be loaded",
    files: { "migrations/a.ts": `${A}\nimport "./not-there";` },
    typed: ["upgrade"],
    says: ["MIG406", "not-there"],
  },
];

/** What comes to nothing in a database that does not exist and has one revision to run, and how it is refused. */
const NOTHING_TO_DO: readonly {
  readonly typed: readonly string[];
  readonly code: string | null;
}[] = [
  { typed: ["upgrade", "nonsense"], code: "MIG101" },
  { typed: ["upgrade", "base"], code: null },
  { typed: ["upgrade", "+0"], code: "MIG104" },
  { typed: ["downgrade", "nonsense"], code: "MIG101" },
  { typed: ["downgrade", "base"], code: null },
  { typed: ["stamp", "nonsense"], code: "MIG101" },
  { typed: ["stamp", "base"], code: null },
];

describe("bad input", function () {
  this.timeout(60_000);

  for (const { name, files, typed, says } of WRONG_PROJECTS)
    it(`${name} is refused, and nothing is written`, async () => {
      await using project = await userProject(NOWHERE, files);
      const before = await project.revisions();
      await refused(project, typed, says);
      expect(await project.revisions()).to.deep.equal(before);
      expect(hasFile(project)).to.equal(false);
    });

  for (const { typed, code } of NOTHING_TO_DO)
    it(`mig ${typed.join(" ")}, where there is no file, makes none`, async () => {
      await using project = await userProject(NOWHERE, { "migrations/a.ts": A });
      if (code === null) await project.run(...typed);
      else await refused(project, typed, [code]);
      expect(hasFile(project)).to.equal(false);
    });

  it("what there is to do makes the file", async () => {
    await using project = await userProject(NOWHERE, { "migrations/a.ts": A });
    await project.run("stamp", "aaaa1");
    expect(hasFile(project)).to.equal(true);
  });

  it("no configuration is refused", async () => {
    await using folder = await temporaryFolder();
    const { code, stderr } = await mig(folder.path, ["current"]);
    expect(code).to.equal(1);
    expect(stderr).to.contain("MIG501").and.contain("mig init");
  });

  it("wrong usage ends with 2, and an unknown command names the nearest", async () => {
    await using project = await userProject(NOWHERE);
    expect((await project.mig("downgrade")).code).to.equal(2);
    expect((await project.mig("upgrade", "--fast")).code).to.equal(2);
    const unknown = await project.mig("upgrad");
    expect(unknown.code).to.equal(2);
    expect(unknown.stderr).to.contain("mig upgrade");
  });

  it("a server that is down is refused", async () => {
    const down = {
      type: "postgres",
      host: "127.0.0.1",
      port: 1,
      username: "a",
      password: "s3cret",
    };
    await using project = await userProject({ ...down, database: "shop" });
    const { stderr } = await refused(project, ["current"], ["MIG203", "shop", "127.0.0.1:1"]);
    expect(stderr).to.not.contain("s3cret");
  });

  it("what does not name `current` asks no server, whatever its label begins with", async () => {
    const down = { type: "postgres", host: "127.0.0.1", port: 1, database: "shop" };
    const labelled = A.replace("string[] = []", 'string[] = ["current-release"]');
    await using project = await userProject(down, { "migrations/a.ts": labelled });
    for (const typed of [
      ["history", "-r", "current-release:"],
      ["show", "current-release"],
    ])
      expect(await project.run(...typed)).to.contain("aaaa1 (current-release)");
    for (const typed of [
      ["history", "-r", "base:current"],
      ["show", "current"],
    ])
      await refused(project, typed, ["MIG203"]);
  });

  it("a file that is no SQLite database is refused", async () => {
    await using project = await userProject(NOWHERE, {
      "app.sqlite": "This is a letter, and no database.\n".repeat(40),
    });
    await refused(project, ["current"], ["MIG203", "app.sqlite"]);
  });

  eachServer(
    (server) => {
      it("a refused password, none, and a database that does not exist", async () => {
        await using database = await createDatabase(server);
        await using wrong = await userProject({ ...database.options, password: "wr0ng" });
        const { stderr } = await refused(wrong, ["current"], ["MIG204", database.name]);
        expect(stderr).to.not.contain("wr0ng");
        // As where the variable that has it is not set; its process ends the connection that pg leaves open.
        for (const password of [undefined, ""]) {
          await using none = await userProject({ ...database.options, password });
          await refused(none, ["current"], ["MIG204", database.name, "password"]);
        }
        await using absent = await userProject({ ...database.options, database: "mig_not_there" });
        await refused(absent, ["current"], ["MIG205", "mig_not_there", "Create it"]);
      });
    },
    SERVERS.filter((name) => name !== "sqlite"),
  );

  eachServer((server) => {
    it("a row whose revision file is gone names row, table and database", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, { "migrations/a.ts": A });
      await project.run("upgrade");
      await database.query("UPDATE mig_version SET version_num = 'gone1'");
      const says = ["MIG202", "gone1", "mig_version", database.name, "mig stamp --purge"];
      for (const typed of [["current"], ["upgrade"], ["downgrade", "base"], ["check"]])
        await refused(project, typed, says);
    });

    it("rows whose revision files are gone are purged by stamp, and by nothing else", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, { "migrations/a.ts": A });
      await project.run("upgrade");
      await database.query("UPDATE mig_version SET version_num = 'gone1'");
      await database.query("INSERT INTO mig_version (version_num) VALUES ('gone2')");
      const rows = () => database.query("SELECT version_num FROM mig_version");
      const before = await rows();
      await refused(project, ["stamp", "head"], ["MIG202", "gone1, gone2"]);
      await refused(project, ["stamp", "--purge", "aaab1"], ["MIG101"]);
      expect(await rows()).to.deep.equal(before);
      await project.run("stamp", "--purge", "head");
      expect(await rows()).to.deep.equal([{ version_num: "aaaa1" }]);
      expect(await project.run("current")).to.equal("aaaa1 (head)\n");
      await project.run("stamp", "--purge", "base");
      expect(await rows()).to.deep.equal([]);
    });

    it("a migration that makes what is there already says how that is recorded", async () => {
      await using database = await createDatabase(server);
      const one = `await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }] });`;
      await using project = await userProject(database.options, {
        "migrations/a.ts": revisionFile("aaaa1", null, one),
      });
      await database.run("CREATE TABLE one (id integer);");
      const { code, stderr } = await project.mig("upgrade");
      expect(code).to.equal(1);
      expect(stderr).to.contain("MIG401").and.contain("`mig stamp aaaa1`");
    });

    it("SQL that fails in the middle of a revision says what stands", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(database.options, {
        "migrations/a.ts": A,
        "migrations/b.ts": revisionFile(
          "bbbb1",
          "aaaa1",
          `await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }] });
  await op.execute("this is no SQL");
  await op.createTable({ name: "two", columns: [{ name: "id", type: "integer" }] });`,
        ),
      });
      const { stdout, stderr } = await refused(project, ["upgrade"], ["MIG401", "this is no SQL"]);
      expect(stdout).to.contain("aaaa1");
      expect((await project.run("current")).trim()).to.equal("aaaa1");
      if (server === "postgres" || server === "sqlite") {
        expect(stderr).to.contain("rolled back");
        expect(await tableNames(database)).to.deep.equal(["mig_version"]);
      } else {
        expect(stderr).to.contain("1 of 3 operations ran").and.contain("1. + table one");
        expect(await tableNames(database)).to.deep.equal(["mig_version", "one"]);
      }
    });
  });

  for (const [what, source, says] of [
    ["a glob that matches nothing", `entities: ["src/**/*.entity.ts"]`, "src/**/*.entity.ts"],
    ["a glob of files without entities", `entities: ["src/entit*.ts"]`, "src/entit*.ts"],
    ["an empty list", "entities: []", "`entities`"],
  ] as const)
    it(`${what} is refused by all that compares, and drops nothing`, async () => {
      await using database = await createDatabase("sqlite");
      await database.query("CREATE TABLE thing (name text NOT NULL PRIMARY KEY)");
      await using project = await userProject(database.options, {
        "src/data-source.ts": `import { DataSource } from "typeorm";
export const AppDataSource = new DataSource({ ...${JSON.stringify(database.options)}, ${source} } as any);
`,
      });
      for (const typed of [
        ["check"],
        ["revision", "--autogenerate", "-m", "all"],
        ["revision", "--from-empty", "-m", "all"],
      ]) {
        const { stderr } = await refused(project, typed, ["MIG512", says]);
        if (source.includes("src")) expect(stderr).to.contain(project.path);
      }
      expect(await project.revisions()).to.deep.equal([]);
    });

  it("what only reads makes no SQLite file and no version table", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(NOWHERE, {
      "migrations/a.ts": A,
      "src/entities.ts": THING,
    });
    for (const typed of [["current"], ["history", "-i"], ["show", "current"]])
      await project.run(...typed);
    await project.mig("check");
    const { stdout } = await project.mig("current", "--check-heads");
    expect(stdout).to.contain("1 revision pending");
    expect(await tableNames(database)).to.deep.equal([]);
    expect(hasFile(project)).to.equal(false);
  });

  it("a relative SQLite file is the same one from every folder", async () => {
    await using project = await userProject(NOWHERE, { "migrations/a.ts": A });
    await project.run("upgrade");
    for (const folder of ["src", "migrations"]) {
      const { stdout } = await mig(join(project.path, folder), ["current", "-v"]);
      expect(stdout).to.contain(join(project.path, "app.sqlite")).and.contain("aaaa1");
      await mig(join(project.path, folder), ["upgrade"]);
      expect(existsSync(join(project.path, folder, "app.sqlite"))).to.equal(false);
    }
  });

  it("what things are called cannot steer the terminal, nor colour what stands behind it", async () => {
    const title = "\u001B]0;owned\u0007evil";
    const hidden = "x\u001B[8m";
    await using database = await createDatabase("sqlite");
    await database.query(`CREATE TABLE "${title}${hidden}" (id integer)`);
    await using project = await userProject(database.options, {
      "src/entities.ts": THING.replace("@Entity()", `@Entity(${JSON.stringify(hidden)})`),
      "migrations/a.ts": A.replace("// revision", `// ${title} ${hidden}`),
    });
    const typed = [
      ["upgrade"],
      ["check"],
      ["heads", "-v"],
      ["history"],
      ["current", "-v"],
      ["revision", "--autogenerate", "-m", hidden],
      ["upgrade"],
      ["downgrade", "base"],
    ];
    for (const words of typed) {
      const { stdout, stderr } = await mig(project.path, words, { FORCE_COLOR: "1" });
      const ownColours = /\u001B\[(?:3[1236]|39|[12]|22)m/g;
      expect((stdout + stderr).replaceAll(ownColours, ""), words.join(" "))
        .to.match(/evil|u001b\[8m/)
        .and.not.match(/[\u001B\u0007]/);
    }
    const { stdout } = await project.mig("check");
    expect(stdout).to.not.contain("\u001B");
  });
});

const hasFile = ({ path }: UserProject) => existsSync(join(path, NOWHERE.database));
