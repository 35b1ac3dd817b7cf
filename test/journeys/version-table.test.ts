import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createDatabase, eachServer, SERVERS } from "../support/databases.js";
import { revisionFile } from "../support/revision-file.js";
import { tableNames } from "../support/table-names.js";
import { userProject, type Files, type UserProject } from "../support/user-project.js";

/** A table made by a revision, which is an entity's, too, and where the revisions are recorded. */
const files = (versionTable: string): Files => ({
  "mig.config.ts": `import { defineConfig } from "typeorm-mig";
export default defineConfig({ dataSource: "src/data-source.ts", ${versionTable} });
`,
  "src/entities.ts": `import { Entity, PrimaryColumn } from "typeorm";
@Entity() export class One { @PrimaryColumn({ primaryKeyConstraintName: "pk_one" }) id!: number; }
export const entities = [One];
`,
  "migrations/a.ts": revisionFile(
    "aaaa1",
    null,
    'await op.createTable({ name: "one", columns: [{ name: "id", type: "integer" }], primaryKey: { name: "pk_one", columns: ["id"] } });',
    'await op.dropTable("one");',
  ),
});

describe("the version table", function () {
  this.timeout(60_000);

  eachServer((server) => {
    it("has the name that the configuration gives it", async () => {
      await using database = await createDatabase(server);
      await using project = await userProject(
        database.options,
        files('versionTable: "Our versions"'),
      );
      await project.run("upgrade");
      expect(await tableNames(database)).to.deep.equal([
        "Our versions",
        "Our versions_journal",
        "one",
      ]);
      await isAtHead(project);
      await project.run("downgrade", "base");
      expect(await tableNames(database)).to.deep.equal(["Our versions", "Our versions_journal"]);
    });
  });

  eachServer(
    (server) => {
      const quote = server === "postgres" ? '"' : "`";

      it("is in the schema that the configuration names, which is made for it", async () => {
        await using database = await createDatabase(server);
        // MySQL's schemas are databases, beside those of other tests.
        const schema = `${database.name} odd`;
        await using project = await userProject(
          database.options,
          files(`versionTableSchema: ${JSON.stringify(schema)}`),
        );
        const rows = () =>
          database.query(`SELECT version_num FROM ${quote}${schema}${quote}.mig_version`);
        try {
          expect((await project.run("current")).trim()).to.equal("");
          await project.run("upgrade");
          expect(await tableNames(database)).to.deep.equal(["one"]);
          expect(await rows()).to.deep.equal([{ version_num: "aaaa1" }]);
          await isAtHead(project);
          await project.run("downgrade", "base");
          expect(await rows()).to.deep.equal([]);
        } finally {
          const cascade = server === "postgres" ? "CASCADE" : "";
          await database.query(`DROP SCHEMA IF EXISTS ${quote}${schema}${quote} ${cascade}`);
        }
      });

      it("is the same when the schema that is named is the connection's own", async () => {
        await using database = await createDatabase(server);
        const own = server === "postgres" ? "public" : database.name;
        await using project = await userProject(database.options, files(""));
        await project.run("upgrade");
        await project.write(files(`versionTableSchema: ${JSON.stringify(own)}`));
        await isAtHead(project);
        expect(await tableNames(database)).to.deep.equal(["mig_version", "one"]);
      });
    },
    SERVERS.filter((server) => server !== "sqlite"),
  );

  eachServer(() => {
    it("may be in a schema that only others can make", async () => {
      await using database = await createDatabase("postgres");
      const user = `${database.name}_user`;
      const { options } = database;
      try {
        await database.run(`CREATE ROLE ${user} LOGIN PASSWORD 'a';
            CREATE SCHEMA migs; GRANT ALL ON SCHEMA migs, public TO ${user};`);
        await using project = await userProject(
          { ...options, username: user, password: "a" },
          files('versionTableSchema: "migs"'),
        );
        await project.run("upgrade");
        await isAtHead(project);
      } finally {
        await database.run(`DROP OWNED BY ${user}; DROP ROLE ${user};`);
      }
    });
  }, ["postgres"]);

  eachServer(() => {
    it("can be in no schema where there are none", async () => {
      await using project = await userProject(
        { type: "better-sqlite3", database: "app.sqlite" },
        files('versionTableSchema: "migs"'),
      );
      for (const typed of ["current", "upgrade"]) {
        const { code, stderr } = await project.mig(typed);
        expect(code).to.equal(1);
        expect(stderr).to.contain("MIG504").and.contain("versionTableSchema").and.contain("migs");
      }
      expect(existsSync(join(project.path, "app.sqlite"))).to.equal(false);
    });
  }, ["sqlite"]);
});

/** All is applied, nothing is different, and the version table is not told of as one that nobody knows. */
async function isAtHead(project: UserProject): Promise<void> {
  expect((await project.run("current")).trim()).to.equal("aaaa1 (head)");
  const { stdout, stderr } = await project.mig("check");
  expect(stdout + stderr).to.match(/^No difference[^\n]*\n?$/);
}
