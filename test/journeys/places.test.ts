import { expect } from "chai";
import { createDatabase, eachServer, type TestDatabase } from "../support/databases.js";
import { tableNames } from "../support/table-names.js";
import { userProject } from "../support/user-project.js";

describe("schemas and databases beside the connection's own", function () {
  this.timeout(120_000);

  eachServer(
    (server) => {
      const key = server === "postgres" ? "schema" : "database";

      it("the last entity of one is removed: its table and its place go, and come back", async () => {
        await using database = await createDatabase(server);
        await using place = placeOf(database, "audit");
        await using project = await userProject(database.options, {
          "src/entities.ts": entities(`{ ${key}: ${JSON.stringify(place.name)} }`, "Thing, Entry"),
        });
        await project.run("revision", "--autogenerate", "-m", "both");
        await project.run("upgrade");
        expect(await place.tables()).to.deep.equal(["entry"]);

        await project.write({ "src/entities.ts": entities("", "Thing") });
        expect((await project.mig("check")).code).to.equal(3);
        await project.run("revision", "--autogenerate", "-m", "one less");
        expect(await project.revision("one_less"))
          .to.contain(`op.dropSchema("${place.name}")`)
          .and.contain(`op.dropTable("${place.name}.entry"`)
          .and.not.contain(`"thing"`);
        await project.run("upgrade");
        expect(await place.exists()).to.equal(false);
        expect(await project.run("check")).to.equal(
          "No difference: the database is what the entities ask for.\n",
        );
        await project.run("downgrade", "-1");
        expect(await place.tables()).to.deep.equal(["entry"]);
      });

      it("one that holds a stranger's table stays", async () => {
        await using database = await createDatabase(server);
        await using place = placeOf(database, "audit");
        await using project = await userProject(database.options, {
          "src/entities.ts": entities(`{ ${key}: ${JSON.stringify(place.name)} }`, "Thing, Entry"),
        });
        await project.run("revision", "--autogenerate", "-m", "both");
        await project.run("upgrade");
        await database.query(`CREATE TABLE ${place.name}.theirs (id int)`);
        await project.write({ "src/entities.ts": entities("", "Thing") });
        const { stdout } = await project.mig("revision", "--autogenerate", "-m", "one less");
        expect(stdout).to.contain(
          `revision of this project knows them: table ${place.name}.theirs.`,
        );
        expect(await project.revision("one_less")).to.not.contain("dropSchema");
        await project.run("upgrade");
        expect(await place.tables()).to.deep.equal(["theirs"]);
        expect((await project.mig("check")).code).to.equal(0);
      });
    },
    ["postgres", "mysql", "mariadb"],
  );

  eachServer(() => {
    it("a stranger's schema stays, and is one short line however much is in it", async () => {
      await using database = await createDatabase("postgres");
      await database.run(`CREATE SCHEMA legacy; CREATE TYPE legacy.mood AS ENUM ('ok');
          DO $$ BEGIN FOR n IN 1..300 LOOP
            EXECUTE format('CREATE TABLE legacy.t%s (id int)', n);
            EXECUTE format('CREATE TABLE public.x%s (id int)', n);
          END LOOP; END $$;
          CREATE TABLE thing (id integer NOT NULL, CONSTRAINT "PK_7c9a4d8a2c1a0e3ca0d5c8e5d3b" PRIMARY KEY (id))`);
      await using project = await userProject(database.options, {
        "src/entities.ts": entities("", "Thing"),
        "mig.config.ts": `import { defineConfig } from "typeorm-mig";
export default defineConfig({ dataSource: "src/data-source.ts", versionTableSchema: "kept" });
`,
      });
      await project.run("revision", "--autogenerate", "-m", "key");
      await project.run("upgrade");
      const { stdout, code } = await project.mig("check");
      expect(code, stdout).to.equal(0);
      const [line = ""] = stdout.split("\n");
      expect(line).to.match(
        /^Left alone, .*: schema legacy with 300 tables, table x\d+, .*, table x\d+ and 29\d more\.$/,
      );
      expect(line).to.have.length.below(250).and.not.contain("legacy.").and.not.contain("kept");
      expect(await tableNames(database)).to.have.length(301);
    });
  }, ["postgres"]);
});

const entities = (place: string, list: string) => `import { Entity, PrimaryColumn } from "typeorm";
@Entity() class Thing { @PrimaryColumn("integer") id!: number; }
@Entity(${place}) class Entry { @PrimaryColumn("integer") id!: number; }
export const entities = [${list}];
`;

/** A schema of the database, or on MySQL a database of this test's own beside it. */
function placeOf(database: TestDatabase, local: string) {
  const isSchema = database.server === "postgres";
  const name = isSchema ? local : `${database.name}_${local}`;
  const rows = (select: string, of: string) =>
    database.query(`SELECT ${select} AS name FROM information_schema.${of} = '${name}'`);
  return {
    name,
    exists: async () => (await rows("1", "schemata WHERE schema_name")).length > 0,
    tables: async () =>
      (await rows("table_name", "tables WHERE table_schema")).map((row) => row["name"]).sort(),
    [Symbol.asyncDispose]: async () =>
      isSchema ? undefined : void (await database.query(`DROP DATABASE IF EXISTS \`${name}\``)),
  };
}
