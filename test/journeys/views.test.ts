import { expect } from "chai";
import { createDatabase, eachServer, eachSetup, type ServerName } from "../support/databases.js";
import { tableNames } from "../support/table-names.js";
import { typeormDifference } from "../support/typeorm.js";
import { userProject, type UserProject } from "../support/user-project.js";

const AUTOGENERATE = ["revision", "--autogenerate", "-m"];

describe("views", function () {
  this.timeout(240_000);

  eachSetup((setup) => {
    it("TypeORM agrees after a view comes and changes; it changes back, too", async () => {
      await using database = await createDatabase(setup);
      await using project = await userProject(database.options, {
        "src/entities.ts": entities(database.server, { length: 40, age: 17 }),
      });
      const agrees = async () => {
        expect(await project.run("check")).to.contain("No difference");
        expect(await typeormDifference(project.path, {})).to.deep.equal([]);
      };
      const ids = async () =>
        (await database.query("SELECT id FROM adults ORDER BY id")).map(({ id }) => Number(id));
      await write(project, "views");
      await agrees();
      await database.run(ROWS);
      expect(await ids()).to.deep.equal([2]);

      await project.write({
        "src/entities.ts": entities(database.server, { length: 40, age: 15 }),
      });
      await write(project, "younger");
      await agrees();
      expect(await ids()).to.deep.equal([1, 2]);

      await project.run("downgrade", "-1");
      expect(await ids()).to.deep.equal([2]);
      await project.run("downgrade", "base");
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);
    });
  });

  eachServer(
    (server) => {
      it("over a column that is retyped keep rights, comments, indexes and owners", async () => {
        await using database = await createDatabase(server);
        await using project = await userProject(database.options, {
          "src/entities.ts": entities(server, { length: 40, age: 17 }),
        });
        await write(project, "views");
        await database.run(`${ROWS};
          REFRESH MATERIALIZED VIEW mails;
          GRANT SELECT ON adults TO pg_monitor;
          GRANT SELECT ON mails TO pg_monitor WITH GRANT OPTION;
          COMMENT ON VIEW adults IS 'it''s who may vote';
          COMMENT ON COLUMN adults.email IS 'where to write';
          COMMENT ON MATERIALIZED VIEW mails IS 'of each host';
          CREATE VIEW strangers AS SELECT a.email FROM adults a JOIN mails m ON m.email = a.email;
          GRANT SELECT (email) ON strangers TO PUBLIC;
          ALTER VIEW strangers SET (security_barrier = true);
          ALTER VIEW strangers OWNER TO pg_monitor`);
        const before = await database.query(VIEWS);
        expect(before).to.have.length(4);
        expect(before.map(({ comment }) => comment)).to.include("it's who may vote");

        await project.write({ "src/entities.ts": entities(server, { length: 120, age: 17 }) });
        await write(project, "longer");
        const text = await project.revision("longer");
        expect(text).to.contain("op.alterColumn").and.not.contain("strangers");
        expect(await database.query(VIEWS)).to.deep.equal(before);
        expect(await database.query("SELECT email FROM strangers")).to.deep.equal([
          { email: "grace@navy" },
        ]);
        expect(await database.query("SELECT count(*)::int AS n FROM mails")).to.deep.equal([
          { n: 2 },
        ]);
        expect(await typeormDifference(project.path, {})).to.deep.equal([]);

        await project.run("downgrade", "-1");
        expect(await database.query(VIEWS)).to.deep.equal(before);
        const type = "SELECT character_maximum_length AS n FROM information_schema.columns";
        const retyped = `${type} WHERE table_name = 'strangers'`;
        expect(await database.query(retyped)).to.deep.equal([{ n: 40 }]);
      });
    },
    ["postgres"],
  );

  eachServer(
    (server) => {
      it("that lose a column keep the rights on the others", async () => {
        await using database = await createDatabase(server);
        const showing = (columns: string) => `
import { ViewColumn, ViewEntity } from "typeorm";

@ViewEntity({ name: "shown", expression: "SELECT ${columns}" })
class Shown {
  @ViewColumn() a!: number;
}
export const entities = [Shown];
`;
        await using project = await userProject(database.options, {
          "src/entities.ts": showing("1 AS a, 2 AS b"),
        });
        await write(project, "view");
        await database.run(
          "GRANT SELECT (a) ON shown TO pg_monitor; GRANT SELECT (b) ON shown TO PUBLIC",
        );
        await project.write({ "src/entities.ts": showing("1 AS a") });
        await write(project, "less");
        const [{ parts } = {}] = await database.query(VIEWS);
        expect(parts).to.have.length(1);
        expect(String(parts)).to.contain("pg_monitor=r");
      });
    },
    ["postgres"],
  );
});

async function write(project: UserProject, message: string): Promise<void> {
  await project.run(...AUTOGENERATE, message);
  await project.run("upgrade");
}

/** Accounts, and who of them is grown up; on PostgreSQL also their addresses, kept with an index. */
const entities = (server: ServerName, { length, age }: { length: number; age: number }) => `
import { Column, Entity, Index, PrimaryGeneratedColumn, ViewColumn, ViewEntity } from "typeorm";

@Entity()
class Account {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ length: ${length} }) email!: string;
  @Column({ nullable: true }) age!: number;
}

@ViewEntity({ name: "adults", expression: "SELECT id, email FROM account WHERE age > ${age}" })
class Adults {
  @ViewColumn() id!: number;
  @ViewColumn() email!: string;
}

@ViewEntity({ name: "a_first", dependsOn: [Adults], expression: "select min(id) as id from adults" })
class First {
  @ViewColumn() id!: number;
}

@ViewEntity({
  name: "mails",
  materialized: ${server === "postgres"},
  expression: "SELECT email, count(*) AS n FROM account GROUP BY email",
})
class Mails {
  ${server === "postgres" ? `@Index("mails_email", { unique: true })` : ""}
  @ViewColumn() email!: string;
  @ViewColumn() n!: number;
}
export const entities = [Account, Adults, First, Mails];
`;

const ROWS = `INSERT INTO account (email, age) VALUES ('ada@example', 16), ('grace@navy', 80)`;

/** All that is known of each view but its columns. */
const VIEWS = `SELECT c.relname AS name, c.relkind AS kind, c.relacl::text AS rights, c.reloptions::text AS options,
  pg_get_userbyid(c.relowner) AS owner, obj_description(c.oid, 'pg_class') AS comment,
  (SELECT array_agg(d.description::text) FROM pg_description d WHERE d.objoid = c.oid AND d.objsubid > 0) AS comments,
  (SELECT array_agg(a.attacl::text) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL) AS parts,
  (SELECT array_agg(pg_get_indexdef(i.indexrelid)) FROM pg_index i WHERE i.indrelid = c.oid) AS indexes
FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'public'::regnamespace ORDER BY name`;
