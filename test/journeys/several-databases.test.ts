import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createDatabase,
  SERVERS,
  type ServerName,
  type TestDatabase,
} from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { runScript } from "../support/run-script.js";
import { tableNames } from "../support/table-names.js";
import { userProject, type Files, type UserProject } from "../support/user-project.js";

const entity = (name: string) => `import { Column, Entity, PrimaryColumn } from "typeorm";
@Entity("${name}") export class ${name} { @PrimaryColumn("integer") id!: number; @Column("text") text!: string; }
`;

const source = (options: object, name: string) => `import { DataSource } from "typeorm";
import { ${name} } from "./${name}";
export const source = new DataSource({ ...${JSON.stringify(options)}, entities: [${name}] } as any);
`;

/** A project of two databases, as the template writes it. */
async function twoDatabases(main: object, audit: object, files: Files = {}): Promise<UserProject> {
  const project = await userProject(
    {},
    {
      "src/data-source.ts": source(main, "shop"),
      "src/audit-data-source.ts": source(audit, "log"),
      "src/shop.ts": entity("shop"),
      "src/log.ts": entity("log"),
    },
  );
  await project.remove("mig.config.ts");
  await project.run("init", "--template", "multidb");
  await project.write(files);
  return project;
}

const table = (id: string, name: string, down: string | null = null) =>
  revisionFile(
    id,
    down,
    `await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer" }] });`,
    `await op.dropTable("${name}");`,
  );

const REVISIONS = {
  "migrations/main/a.ts": table("aaaa1", "shop"),
  "migrations/main/b.ts": table("aaaa2", "more", "aaaa1"),
  "migrations/audit/a.ts": table("bbbb1", "log"),
};

const PAIRS: readonly (readonly [ServerName, ServerName])[] = [
  ["postgres", "sqlite"],
  ["sqlite", "sqlite"],
];

describe("several databases in one project", function () {
  this.timeout(240_000);

  for (const pair of PAIRS.filter((pair) => pair.every((name) => SERVERS.includes(name))))
    it(`${pair.join(" and ")}: from the template through all of it, one command for both`, async () => {
      await using main = await createDatabase(pair[0]);
      await using audit = await createDatabase(pair[1]);
      await using project = await twoDatabases(main.options, audit.options);
      const both = async (of: (database: TestDatabase) => Promise<unknown>) => [
        await of(main),
        await of(audit),
      ];

      const written = await project.run("revision", "--autogenerate", "-m", "first");
      expect(written).to.match(
        /^main:\n[^]*migrations\/main\/.*\n\naudit:\n[^]*migrations\/audit\//,
      );
      expect(await project.run("upgrade")).to.match(/^main:\n[^]*\n\naudit:\n/);
      expect(await both(tableNames)).to.deep.equal([
        ["mig_version", "shop"],
        ["log", "mig_version"],
      ]);
      expect(await project.run("check")).to.equal(
        "main:\nNo difference: the database is what the entities ask for.\n\naudit:\nNo difference: the database is what the entities ask for.\n",
      );
      const current = JSON.parse(await project.run("current", "--json")) as Record<
        string,
        { revisions: { isHead: boolean }[] }
      >;
      expect(Object.keys(current)).to.deep.equal(["main", "audit"]);
      for (const { revisions } of Object.values(current))
        expect(revisions.map(({ isHead }) => isHead)).to.deep.equal([true]);

      await project.run("downgrade", "base", "-n", "audit");
      expect(await both(tableNames)).to.deep.equal([["mig_version", "shop"], ["mig_version"]]);
      expect(await project.run("-n", "audit", "upgrade", "+1")).not.to.contain("audit:");
      await project.run("downgrade", "-1");
      expect(await both(tableNames)).to.deep.equal([["mig_version"], ["mig_version"]]);
      for (const command of ["heads", "history", "ensure-version"])
        expect(await project.run(command), command).to.match(/^main:\n[^]*\n\naudit:\n/);
      await project.run("stamp", "head");
      const checked = await project.mig("check");
      expect(checked.code).to.equal(3);
      expect(checked.stdout).to.contain("main:\n").and.contain("\naudit:\n");
    });

  describe("without a word which", () => {
    /** What is for one database, and why. */
    const FOR_ONE: readonly (readonly [typed: readonly string[], says: string])[] = [
      [["upgrade", "aaaa1"], "aaaa1 is a revision of one"],
      [["downgrade", "aaaa1"], "aaaa1 is a revision of one"],
      [["stamp", "aaaa1"], "aaaa1 is a revision of one"],
      [["upgrade", "shop@head"], "shop@head is a revision of one"],
      [["show", "aaaa1"], "aaaa1 is a revision of one"],
      [["history", "-r", "aaaa1:head"], "aaaa1:head is a revision of one"],
      [["edit", "head"], "an editor opens"],
      [["merge"], "heads are joined in one"],
      [["revision", "-m", "by hand"], "by hand is for one"],
      [["revision", "--autogenerate", "--rev-id", "cccc1"], "--rev-id is for one"],
      [["revision", "--autogenerate", "--rename", "a:b"], "--rename is for one"],
      [["check", "--from-database", "a.ts"], "--from-database is for one"],
      [["upgrade", "--sql"], "one script is for one"],
      [["upgrade", "--dry-run"], "one script is for one"],
      [["upgrade", "--output", "up.sql"], "one script is for one"],
      [["heads", "-d", "src/data-source.ts"], "the data source that is given is for one"],
    ];
    for (const [typed, says] of FOR_ONE)
      it(`refuses ${typed.join(" ")}`, async () => {
        await using project = await twoDatabases(FILE("main"), FILE("audit"), REVISIONS);
        const { code, stderr } = await project.mig(...typed);
        expect(code).to.equal(1);
        expect(stderr).to.contain("MIG521").and.contain(says);
        expect(stderr).to.contain("-n main or -n audit");
      });

    it("takes what every database has", async () => {
      await using project = await twoDatabases(FILE("main"), FILE("audit"), REVISIONS);
      const show = await project.run("show", "head");
      expect(show).to.contain("Rev: aaaa2").and.contain("Rev: bbbb1");
      await project.run("upgrade", "--output", "{name}.sql");
      const [main, audit] = await Promise.all(
        ["main", "audit"].map((name) => readFile(join(project.path, `${name}.sql`), "utf8")),
      );
      expect(main).to.contain('"shop"').and.not.contain('"log"');
      expect(audit).to.contain('"log"').and.not.contain('"shop"');
      const document = JSON.parse(await project.run("upgrade", "--sql", "--json")) as object;
      expect(document).to.have.keys("main", "audit");
    });

    it("goes on after a failure where it only reads, and stops where it writes", async () => {
      await using project = await twoDatabases(
        { ...FILE("main"), type: "postgres", host: "127.0.0.1", port: 1 },
        FILE("audit"),
        REVISIONS,
      );
      const current = await project.mig("current");
      expect(current.code).to.equal(1);
      expect(current.stdout).to.equal("main:\n\naudit:\n");
      expect(current.stderr)
        .to.match(/main: MIG203/)
        .and.match(/audit.*is at base/);
      const both = JSON.parse((await project.mig("check", "--json")).stdout) as Record<
        string,
        unknown
      >;
      expect(both).to.have.nested.property("main.error.code", "MIG203");
      expect(both).to.have.nested.property("audit.error.code", "MIG201");
      const upgrade = await project.mig("upgrade");
      expect(upgrade.code).to.equal(1);
      expect(upgrade.stderr)
        .to.match(/main: MIG203/)
        .and.match(/audit: not begun/);
      const document = JSON.parse((await project.mig("upgrade", "--json")).stdout) as unknown;
      expect(document).to.have.nested.property("main.error.code", "MIG203");
      expect(document).to.have.property("audit", null);
    });
  });

  describe("a configuration", () => {
    const WRONG: Readonly<Record<string, readonly [config: string, ...says: readonly string[]]>> = {
      "of no database": ["{ databases: {} }", "MIG504", "databases"],
      "of a name that is none": ['{ databases: { "a b": {} } }', "MIG504", "letters"],
      "with a wrong key for one": ["{ databases: { a: { dataSorce: 1 } } }", "MIG503", "for a,"],
      "with a wrong key for all": ["{ databasse: {} }", "MIG503", '"databases"'],
      "with a wrong value for one": [
        '{ dataSource: "a.ts", databases: { a: { versionTable: 5 } } }',
        ...["MIG504", "for a,", "versionTable"],
      ],
      "of databases in a database": [
        '{ databases: { a: { dataSource: "a.ts", databases: {} } } }',
        ...["MIG503", "for a,"],
      ],
      "of two histories in one version table": [
        '{ dataSource: "a.ts", databases: { a: {}, b: {} } }',
        ...["MIG504", "a and b", "versionTable"],
      ],
      "of two histories with one journal": [
        '{ dataSource: "a.ts", databases: { a: { versionTable: "a" }, b: { versionTable: "a_version" } } }',
        ...["MIG504", "a and b", "versionTable"],
      ],
    };
    for (const [what, [config, ...says]] of Object.entries(WRONG))
      it(`${what} is refused`, async () => {
        await using project = await userProject(
          {},
          { "mig.config.ts": `export default ${config};` },
        );
        const { code, stderr } = await project.mig("heads");
        expect(code).to.equal(1);
        for (const text of says) expect(stderr).to.contain(text);
      });

    it("names its databases where another is asked for", async () => {
      await using project = await twoDatabases(FILE("main"), FILE("audit"));
      const { code, stderr } = await project.mig("heads", "-n", "adit");
      expect(code).to.equal(1);
      expect(stderr).to.contain("MIG518").and.contain("Did you mean -n audit?");
      await using one = await userProject(FILE("main"));
      expect((await one.mig("heads", "-n", "main")).stderr).to.contain("MIG518");
    });

    it("shares what stands beside the databases, and a folder for each if none is named", async () => {
      await using project = await userProject(FILE("main"), {
        "mig.config.ts": `export default {
          dataSource: "src/data-source.ts", versionTable: "at", fileTemplate: "x_%(rev)s",
          databases: { a: {}, b: { versionTable: "b_at", dataSource: { type: "better-sqlite3", database: "b.sqlite" } } },
        };`,
      });
      for (const name of ["a", "b"]) {
        await project.run("revision", "-m", "one", "-n", name, "--rev-id", `${name}aaa1`);
        await readFile(join(project.path, `migrations/${name}/x_${name}aaa1.ts`));
      }
      expect(await project.run("ensure-version")).to.equal(
        "a:\nMade the table at.\n\nb:\nMade the table b_at.\n",
      );
    });
  });

  it("can be opened by name, and all at once, from a program", async () => {
    await using project = await twoDatabases(FILE("main"), FILE("audit"), REVISIONS);
    const printed = await runScript(
      project.path,
      `import { openProject, openProjects, heads } from "typeorm-mig";
const say = async (project) => console.log(project.settings.database, (await heads(project))[0].revision.id);
await say(await openProject({ name: "audit" }));
for (const project of await openProjects()) await say(project);
await openProject().catch(({ code, details }) => console.log(code, ...details.databases));
`,
    );
    expect(printed).to.equal("audit bbbb1\nmain aaaa2\naudit bbbb1\nMIG521 main audit\n");
  });
});

const FILE = (name: string) => ({ type: "better-sqlite3", database: `${name}.sqlite` });
