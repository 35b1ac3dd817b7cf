import { expect } from "chai";
import { createDatabase, eachServer, eachSetup, type TestDatabase } from "../support/databases.js";
import { userProject } from "../support/user-project.js";

describe("what the server says of the entities' expressions", function () {
  this.timeout(120_000);

  eachSetup((setup) => {
    it("one that it refuses is an error, before a file is written", async () => {
      await using database = await createDatabase(setup);
      const { server } = database;
      const partial = server === "postgres" || server === "sqlite";
      await using project = await userProject(database.options, {
        "src/entities.ts": `import { Check, Column, Entity, Index, PrimaryColumn } from "typeorm";
@Entity("people")
@Check("CK_age", "aged > 0")
@Index("IX_age", ["years"], { where: "aged IS NOT NULL" })
class Person {
  @PrimaryColumn("integer") id!: number;
  @Column("integer", { name: "age", default: () => "nowhere(1)" }) years!: number;
  @Column("integer", { default: 5 }) fine!: number;
}
export const entities = [Person];
`,
      });
      for (const typed of [
        ["check"],
        ["revision", "--autogenerate"],
        ["revision", "--from-empty"],
      ]) {
        const { code, stderr } = await project.mig(...typed);
        expect(code, stderr).to.equal(1);
        expect(stderr)
          .to.contain("MIG514")
          .and.match(/the default of Person\.years \(people\.age\), nowhere\(1\): .*nowhere/)
          .and.match(/the check CK_age of Person \(people\), aged > 0: .*aged/)
          .and.contain("→")
          .and.not.match(/fine|^ +at /m);
        if (partial)
          expect(stderr).to.match(/predicate of the index IX_age of Person \(people\), .*: .*aged/);
      }
      expect(await project.revisions()).to.deep.equal([]);
    });
  });

  eachServer(() => {
    it("what the same revision makes is no error, and no sequence moves", async () => {
      await using database = await createDatabase("postgres");
      await database.run("CREATE SEQUENCE tickets; SELECT nextval('tickets')");
      const column = `{ default: () => "nextval('tickets')" }`;
      const entity = (
        columns: string,
      ) => `import { Check, Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from "typeorm";
@Entity({ schema: "audit" }) @Check("CK_mood", "mood <> 'sad'") class Ticket {
  @PrimaryGeneratedColumn() id!: number;
  ${columns}
}
@Entity() class Copy { @PrimaryColumn("integer", { default: () => "nextval('audit.ticket_id_seq')" }) id!: number; }
export const entities = [Ticket, Copy];
`;
      const mood = (labels: string, value: string) =>
        `@Column({ type: "enum", enum: ${labels}, default: "${value}" }) mood!: string;`;
      await using project = await userProject(database.options, {
        "src/entities.ts": entity(
          `@Column("integer", ${column}) number!: number;
  @Column("uuid", { default: () => "uuid_generate_v4()" }) key!: string;
  @Column("citext", { default: "x" }) name!: string;
  ${mood('["sad", "ok"]', "ok")}`,
        ),
        "src/data-source.ts": `import { DataSource } from "typeorm";
import { entities } from "./entities";
export const AppDataSource = new DataSource({ ...${JSON.stringify(database.options)}, entities, extensions: ["uuid-ossp"] } as any);
`,
      });
      await project.run("revision", "--autogenerate", "-m", "all");
      await project.run("upgrade");
      await project.write({
        "src/entities.ts": entity(
          `@Column("integer", { default: () => "nextval('tickets'::regclass) + 0" }) number!: number;
  @Column("uuid", { default: () => "uuid_generate_v4()" }) key!: string;
  @Column("citext", { default: "x" }) name!: string;
  ${mood('["sad", "ok", "great"]', "great")}`,
        ),
      });
      const { code, stdout } = await project.mig("check");
      expect(code, stdout).to.equal(3);
      expect(stdout).to.contain("great").and.contain("number");
      expect(await database.query("SELECT last_value::int FROM tickets")).to.deep.equal([
        { last_value: 1 },
      ]);
      expect(
        await database.query(
          "SELECT relname FROM pg_class WHERE relname LIKE '%mig\\_%' ORDER BY relname",
        ),
      ).to.deep.equal(
        ["mig_journal", "mig_journal_pkey", "mig_version", "mig_version_pkey"].map((relname) => ({
          relname,
        })),
      );
    });
  }, ["postgres"]);

  eachServer(
    (server) => {
      it("where it may not be asked, that is said, and texts are compared", async () => {
        await using database = await createDatabase(server);
        await using reader = await readerOf(database);
        await database.query(
          server === "postgres"
            ? `CREATE TABLE thing (id integer NOT NULL, CONSTRAINT "PK" PRIMARY KEY (id), CONSTRAINT "CK" CHECK (id > 0 AND id < 9))`
            : "CREATE TABLE thing (id int NOT NULL PRIMARY KEY, CONSTRAINT CK CHECK (id > 0 AND id < 9))",
        );
        if (server === "postgres")
          await database.run("CREATE VIEW seen AS SELECT id FROM thing WHERE id < 5");
        await using project = await userProject(
          { ...database.options, ...reader.options },
          {
            "src/entities.ts": `import { Check, Entity, PrimaryColumn, ViewColumn, ViewEntity } from "typeorm";
${server === "postgres" ? `@ViewEntity({ name: "seen", expression: "select id from thing where id<5" }) class Seen { @ViewColumn() id!: number; }` : "class Seen {}"}
@Entity() @Check("CK", "id<9 AND id>0") class Thing {
  @PrimaryColumn("integer", { primaryKeyConstraintName: "PK" }) id!: number;
}
export const entities = [Thing${server === "postgres" ? ", Seen" : ""}];
`,
          },
        );
        const { stdout, code, stderr } = await project.mig("check");
        expect(code, stderr).to.equal(3);
        expect(stdout).not.to.match(/^[-+] view/m);
        expect(stdout.match(/Note: .*/g)).to.have.length(server === "postgres" ? 2 : 1);
        expect(stdout).to.contain(
          "Note: 1 expression could only be compared word by word (thing.CK), as the server could not be asked: ",
        );
        const { notes } = JSON.parse((await project.mig("check", "--json")).stdout) as {
          notes: string[];
        };
        expect(notes).to.have.length(server === "postgres" ? 2 : 1);
        const written = await project.mig("revision", "--autogenerate", "-m", "check");
        expect(written.stdout).to.contain("Note: ");
      });
    },
    ["postgres", "mysql", "mariadb"],
  );
});

/** A user that may read the database, and make nothing in it. */
async function readerOf(database: TestDatabase) {
  const name = `r${database.name.slice(-12)}`;
  const password = "Secret-1";
  const run = async (...statements: readonly string[]) => {
    for (const statement of statements) await database.query(statement);
  };
  if (database.server === "postgres")
    await run(
      `REVOKE TEMPORARY ON DATABASE ${database.name} FROM PUBLIC`,
      `CREATE ROLE ${name} LOGIN PASSWORD '${password}'`,
    );
  else
    await run(
      `CREATE USER ${name} IDENTIFIED BY '${password}'`,
      `GRANT SELECT, INSERT, ALTER ON \`${database.name}\`.* TO ${name}`,
    );
  return {
    options: { username: name, password },
    [Symbol.asyncDispose]: () =>
      database.server === "postgres" ? run(`DROP ROLE ${name}`) : run(`DROP USER ${name}`),
  };
}
