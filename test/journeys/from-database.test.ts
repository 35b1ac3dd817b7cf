import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { connect } from "../../src/project/connect.js";
import type { Schema } from "../../src/schema/model.js";
import { createDatabase, eachServer, type TestDatabase } from "../support/databases.js";
import type { ServerName } from "../support/servers/index.js";
import { tableNames } from "../support/table-names.js";
import { refused } from "../support/refused.js";
import { userProject } from "../support/user-project.js";

describe("a database without entities, copied into another", function () {
  this.timeout(120_000);

  eachServer((server) => {
    it("becomes the same, is quiet then, and goes again whole", async () => {
      await using old = await createDatabase(server);
      await using database = await createDatabase(server);
      await old.run(BY_HAND[server]);
      await using project = await userProject(database.options, { "src/old.ts": source(old) });

      const found = await project.mig("check", "--from-database", "src/old.ts");
      expect(found.code, found.stderr).to.equal(3);
      expect(found.stdout).to.contain("between the database and the other one");
      await project.run(
        "revision",
        "--autogenerate",
        "--from-database",
        "src/old.ts",
        "-m",
        "copy",
      );
      await project.run("upgrade");
      expect(await reflected(database)).to.deep.equal(await reflected(old));

      const again = await project.run("revision", "--from-database", "src/old.ts");
      expect(again).to.match(/^No difference: the database has what the other one has\. No file/m);
      expect(await project.revisions()).to.have.length(1);

      await old.run(DROP_TRIGGER[server]);
      const check = await project.run("check", "--from-database", "src/old.ts");
      expect(check).to.contain("No difference");
      expect(check).to.contain("The triggers of book are not those of the other database");
      await project.run("downgrade", "base");
      expect(await reflected(database)).to.deep.equal(await empty(server));
      expect(await tableNames(database)).to.deep.equal(["mig_version"]);
    });

    it("is followed in what changes: a renamed column keeps its values, a stranger's table stays", async () => {
      await using old = await createDatabase(server);
      await using database = await createDatabase(server);
      await old.run("CREATE TABLE account (id integer PRIMARY KEY, name varchar(20) NOT NULL);");
      await database.run("CREATE TABLE theirs (id integer PRIMARY KEY);");
      await using project = await userProject(database.options, { "src/old.ts": source(old) });
      const from = ["--from-database", "src/old.ts"];
      expect(await project.run("revision", ...from, "-m", "accounts")).to.contain(
        "Left alone, as neither the other database nor a revision of this project knows them: table theirs",
      );
      await project.run("upgrade");
      await database.query("INSERT INTO account VALUES (1, 'Ada')");

      await old.run("ALTER TABLE account RENAME COLUMN name TO full_name;");
      const undecided = await project.mig("revision", ...from);
      expect(undecided.code).to.equal(3);
      expect(undecided.stderr).to.contain("--rename account.name:full_name");
      await project.run("revision", ...from, "--rename", "account.name:full_name", "-m", "names");
      await project.run("upgrade");
      expect(await database.query("SELECT full_name FROM account")).to.deep.equal([
        { full_name: "Ada" },
      ]);

      await old.run("DROP TABLE account;");
      await project.run("revision", ...from, "-m", "gone");
      expect(await project.revision("gone")).to.contain(
        "MIG301: drops the table account and its rows",
      );
      await project.run("upgrade");
      expect(await tableNames(database)).to.have.members(["mig_version", "theirs"]);
    });

    it("is its own baseline", async () => {
      await using database = await createDatabase(server);
      await database.run(BY_HAND[server]);
      await using project = await userProject(database.options);
      const itself = ["--from-database", "src/data-source.ts"];
      await project.run("revision", "--from-empty", ...itself, "-m", "baseline");
      await project.run("stamp", "head");
      expect(await project.run("check", ...itself)).to.contain("No difference");
      await using empty = await createDatabase(server);
      await project.write({ "src/empty.ts": source(empty) });
      await project.run("-d", "src/empty.ts", "upgrade");
      expect(await reflected(empty)).to.deep.equal(await reflected(database));
    });

    it("keeps its own records out: TypeORM's tables and the version tables of both", async () => {
      await using old = await createDatabase(server);
      await using database = await createDatabase(server);
      for (const name of ["migrations", "old_migrations", "typeorm_metadata", "mig_version"])
        await old.run(`CREATE TABLE ${name} (id integer PRIMARY KEY);`);
      await database.run("CREATE TABLE migrations (id integer PRIMARY KEY);");
      await using project = await userProject(database.options, {
        "src/old.ts": source(old, { migrationsTableName: "old_migrations" }),
      });
      const check = await project.run("check", "--from-database", "src/old.ts");
      expect(check).to.equal("No difference: the database has what the other one has.\n");
    });
  });
});

describe("another database that cannot be the target", function () {
  this.timeout(60_000);

  eachServer(
    (server) => {
      it("shows its user only a part", async () => {
        await using old = await createDatabase(server);
        await using database = await createDatabase(server);
        await old.run(
          "CREATE TABLE seen (id int PRIMARY KEY); CREATE TABLE other (id int PRIMARY KEY)",
        );
        const user = `part_${randomBytes(4).toString("hex")}`;
        await old.run(`CREATE USER ${user} IDENTIFIED BY 'part'; GRANT SELECT ON seen TO ${user}`);
        await using project = await userProject(database.options, {
          "src/old.ts": source(old, { username: user, password: "part" }),
        });
        const says = ["MIG209", "does not show all", "other tables (SELECT)"];
        await refused(project, ["check", "--from-database", "src/old.ts"], says);
        await old.run(`DROP USER ${user}`);
      });
    },
    ["mysql", "mariadb"],
  );

  eachServer(
    (server) => {
      it("is of another kind", async () => {
        await using old = await createDatabase(server);
        await using database = await createDatabase("sqlite");
        await using project = await userProject(database.options, { "src/old.ts": source(old) });
        const { code, stderr } = await project.mig("check", "--from-database", "src/old.ts");
        expect(code).to.equal(1);
        expect(stderr)
          .to.contain("MIG515")
          .and.contain(`runs on ${server}`)
          .and.contain("on sqlite.")
          .and.contain("--from-database");
      });
    },
    ["postgres", "mysql", "mariadb"],
  );

  it("is a file that is not there", async () => {
    await using database = await createDatabase("sqlite");
    await using project = await userProject(database.options, {
      "src/old.ts": `import { DataSource } from "typeorm";
export default new DataSource({ type: "better-sqlite3", database: "nowhere.sqlite" });
`,
    });
    const missing = await project.mig("check", "--from-database", "src/old.ts");
    expect(missing.code).to.equal(1);
    expect(missing.stderr).to.contain("MIG205").and.contain("nowhere.sqlite");
    const noFile = await project.mig("check", "--from-database", "src/new.ts");
    expect(noFile.stderr).to.contain("MIG505").and.contain("--from-database");
  });
});

const source = ({ options }: TestDatabase, more: object = {}) =>
  `import { DataSource } from "typeorm";
export default new DataSource(${JSON.stringify({ ...options, ...more })} as any);
`;

/** What is in a database, but for mig's own table. */
async function reflected({ server, options }: TestDatabase): Promise<Schema> {
  const connection = await connect(await import("typeorm"), options, "read");
  try {
    const { dialect, query } = connection;
    const namespaces = server === "postgres" ? ("all" as const) : [];
    const scope = { namespaces, except: ["mig_version", "mig_journal", "typeorm_metadata"] };
    return dialect.normalize(await dialect.reflect(query, scope));
  } finally {
    await connection.close();
  }
}

async function empty(server: ServerName): Promise<Schema> {
  await using database = await createDatabase(server);
  // Before the database goes.
  return await reflected(database);
}

/** What people write who have no entities. */
const MYSQL = `
CREATE TABLE latin (name varchar(20), other varchar(20) CHARACTER SET utf8mb4) DEFAULT CHARSET latin1;
CREATE TABLE author (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(80) NOT NULL DEFAULT 'nobody',
  it_is varchar(20) DEFAULT 'it''s \\\\ so',
  born date NULL DEFAULT '1900-01-01',
  rating decimal(6,2) NOT NULL DEFAULT 1.50,
  active tinyint(1) NOT NULL DEFAULT 1,
  mood enum('happy','sad') NOT NULL DEFAULT 'sad',
  made timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  token varchar(36) NOT NULL DEFAULT (uuid()),
  initial char(1) GENERATED ALWAYS AS (left(name, 1)) STORED,
  favourite int NULL,
  CONSTRAINT rating_range CHECK (rating >= 0 AND rating < 100),
  UNIQUE KEY one_name (name, born)
) COMMENT='people''s names';
CREATE TABLE book (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  author_id int unsigned NOT NULL,
  title varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'as printed',
  body text,
  KEY titles (title(20), author_id),
  FULLTEXT KEY words (body),
  CONSTRAINT written_by FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE
);
ALTER TABLE author ADD CONSTRAINT likes FOREIGN KEY (favourite) REFERENCES book (id) ON DELETE SET NULL;
CREATE VIEW shelf AS SELECT b.id, b.title, a.name FROM book b JOIN author a ON a.id = b.author_id WHERE a.active = 1;
CREATE VIEW top_shelf AS SELECT title FROM shelf WHERE id < 10;
CREATE TRIGGER book_title BEFORE INSERT ON book FOR EACH ROW SET NEW.title = TRIM(NEW.title);
`;

const DROP_TRIGGER: { readonly [S in ServerName]: string } = {
  postgres: "DROP TRIGGER same ON book;",
  mysql: "DROP TRIGGER book_title;",
  mariadb: "DROP TRIGGER book_title;",
  sqlite: "DROP TRIGGER book_title;",
};

const BY_HAND: { readonly [S in ServerName]: string } = {
  postgres: `
CREATE TYPE mood AS ENUM ('happy', 'it''s sad');
CREATE SEQUENCE order_no START 100 INCREMENT 5;
CREATE SCHEMA audit;
CREATE TYPE audit.level AS ENUM ('low', 'high');
CREATE TABLE author (
  id serial PRIMARY KEY,
  code bigint GENERATED ALWAYS AS IDENTITY,
  number bigint NOT NULL DEFAULT nextval('order_no'),
  name varchar(80) NOT NULL DEFAULT 'nobody',
  it_is text DEFAULT 'it''s \\ so',
  born date DEFAULT '1900-01-01',
  rating numeric(6,2) NOT NULL DEFAULT 1.50,
  active boolean NOT NULL DEFAULT true,
  mood mood NOT NULL DEFAULT 'it''s sad',
  moods mood[] DEFAULT '{happy}',
  made timestamptz NOT NULL DEFAULT now(),
  token uuid NOT NULL DEFAULT gen_random_uuid(),
  settings jsonb NOT NULL DEFAULT '{"a": [1]}',
  initial text GENERATED ALWAYS AS (left(name, 1)) STORED,
  favourite int,
  CONSTRAINT rating_range CHECK (rating >= 0 AND rating < 100),
  CONSTRAINT one_name UNIQUE (name, born) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE author IS 'people''s names';
CREATE TABLE book (
  id int PRIMARY KEY,
  author_id int NOT NULL CONSTRAINT written_by REFERENCES author ON DELETE CASCADE,
  title text COLLATE "C" NOT NULL
);
COMMENT ON COLUMN book.title IS 'as printed';
ALTER TABLE author ADD CONSTRAINT likes FOREIGN KEY (favourite) REFERENCES book (id) ON DELETE SET NULL;
CREATE INDEX titles ON book (lower(title), author_id DESC) WHERE author_id > 0;
CREATE TABLE audit.log (id int PRIMARY KEY, level audit.level NOT NULL DEFAULT 'low', of int REFERENCES author (id));
CREATE VIEW shelf AS SELECT b.id, b.title, a.name FROM book b JOIN author a ON a.id = b.author_id WHERE a.active;
CREATE VIEW audit.top_shelf AS SELECT title FROM shelf WHERE id < 10;
CREATE MATERIALIZED VIEW counts AS SELECT author_id, count(*) AS n FROM book GROUP BY author_id;
CREATE UNIQUE INDEX counts_author ON counts (author_id);
CREATE TRIGGER same BEFORE UPDATE ON book FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
`,
  mysql: MYSQL,
  mariadb: MYSQL,
  sqlite: `
CREATE TABLE author (
  id integer PRIMARY KEY AUTOINCREMENT,
  name varchar(80) NOT NULL DEFAULT 'nobody',
  it_is text DEFAULT 'it''s \\ so',
  born date DEFAULT '1900-01-01',
  rating decimal(6,2) NOT NULL DEFAULT 1.50,
  active boolean NOT NULL DEFAULT TRUE,
  made datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  stamp integer NOT NULL DEFAULT (strftime('%s', 'now')),
  initial text GENERATED ALWAYS AS (substr(name, 1, 1)) STORED,
  favourite integer REFERENCES book (id) ON DELETE SET NULL,
  CONSTRAINT rating_range CHECK (rating >= 0 AND rating < 100),
  UNIQUE (name, born)
);
CREATE TABLE book (
  id integer PRIMARY KEY,
  author_id integer NOT NULL CONSTRAINT written_by REFERENCES author (id) ON DELETE CASCADE,
  title text COLLATE NOCASE NOT NULL,
  CHECK (length(title) > 0)
);
CREATE INDEX titles ON book (lower(title), author_id DESC) WHERE author_id > 0;
CREATE TABLE setting (name text PRIMARY KEY, value text) WITHOUT ROWID;
CREATE VIEW shelf AS SELECT b.id, b.title, a.name FROM book b JOIN author a ON a.id = b.author_id WHERE a.active;
CREATE VIEW top_shelf AS SELECT title FROM shelf WHERE id < 10;
CREATE TRIGGER book_title AFTER INSERT ON book BEGIN UPDATE book SET title = trim(title) WHERE id = NEW.id; END;
`,
};
