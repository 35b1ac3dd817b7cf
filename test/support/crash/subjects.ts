import type { ServerName } from "../servers/index.js";

/** A revision: what it does, both ways, in the words of a migration. */
export interface Said {
  readonly up: string;
  readonly down: string;
  /** Whether it is in a transaction where the database can; true if left out. */
  readonly transaction?: boolean;
}

/** Revisions that are run together, and stopped at every point. */
export interface Subject {
  readonly name: string;
  readonly on: readonly ServerName[];
  readonly revisions: readonly Said[];
  /** They are the first that run on the database, where mig has nothing yet; and are not taken back. */
  readonly isFirst?: true;
}

const ALL: readonly ServerName[] = ["postgres", "mysql", "mariadb", "sqlite"];
const MYSQL: readonly ServerName[] = ["mysql", "mariadb"];

/** Tables with rows, which every subject begins with. */
export const BASE: Said = {
  up: `
  await op.createTable({ name: "team", columns: [
    { name: "id", type: "integer" }, { name: "name", type: "varchar(40)" },
    { name: "note", type: "varchar(40)", nullable: true },
  ], primaryKey: ["id"] });
  await op.createTable({ name: "author", columns: [
    { name: "id", type: "integer" }, { name: "name", type: "varchar(80)" },
    { name: "team_id", type: "integer", nullable: true }, { name: "age", type: "integer", nullable: true },
  ], primaryKey: ["id"], indexes: [{ name: "ix_author_name", columns: ["name"] }] });
  await op.bulkInsert("team", [{ id: 1, name: "it's", note: "one" }, { id: 2, name: "two", note: null }]);
  await op.bulkInsert("author", [1, 2, 3, 4, 5].map((id) => ({ id, name: "author " + id, team_id: id % 2 + 1, age: 20 + id })));`,
  down: "",
};

export const SUBJECTS: readonly Subject[] = [
  {
    name: "the first of all",
    on: ALL,
    isFirst: true,
    revisions: [],
  },
  {
    name: "tables",
    on: MYSQL,
    revisions: [
      {
        up: `
  await op.createTable({ name: "book", columns: [{ name: "id", type: "integer" }, { name: "author_id", type: "integer" }],
    primaryKey: ["id"], indexes: [{ name: "ix_book_author", columns: ["author_id"] }],
    foreignKeys: [{ name: "fk_book_author", columns: ["author_id"], references: { table: "author", columns: ["id"] } }] });
  await op.setTableComment("author", "who writes", null);`,
        down: `
  await op.setTableComment("author", null, "who writes");
  await op.dropTable("book");`,
      },
    ],
  },
  {
    name: "tables of another name and engine",
    on: MYSQL,
    revisions: [
      {
        up: `
  await op.renameTable("author", "writer");
  await op.alterTable("team", { engine: "InnoDB" }, { engine: "MyISAM" });`,
        down: `
  await op.alterTable("team", { engine: "MyISAM" }, { engine: "InnoDB" });
  await op.renameTable("writer", "author");`,
      },
    ],
  },
  {
    name: "columns",
    on: MYSQL,
    revisions: [
      {
        up: `
  await op.addColumn("author", { name: "born", type: "varchar(10)", default: "'long ago'" });
  await op.dropColumn("team", "note");`,
        down: `
  await op.addColumn("team", { name: "note", type: "varchar(40)", nullable: true });
  await op.dropColumn("author", "born");`,
      },
    ],
  },
  {
    name: "changed columns",
    on: MYSQL,
    revisions: [
      {
        up: `
  await op.alterColumn("author", { name: "name", type: "varchar(80)" }, { type: "varchar(120)", default: "'nobody'" });
  await op.renameColumn("author", "age", "years");
  await op.execute("UPDATE team SET note = 'none' WHERE note IS NULL");
  await op.alterColumn("team", { name: "note", type: "varchar(40)", nullable: true }, { nullable: false, default: "'none'" });`,
        down: `
  await op.alterColumn("team", { name: "note", type: "varchar(40)", default: "'none'" }, { nullable: true, default: null });
  await op.renameColumn("author", "years", "age");
  await op.alterColumn("author", { name: "name", type: "varchar(120)", default: "'nobody'" }, { type: "varchar(80)", default: null });`,
      },
    ],
  },
  {
    name: "the order of columns",
    on: MYSQL,
    revisions: [
      {
        up: `await op.orderColumns("author", ["name", "age"], ["id", "name", "team_id", "age"]);`,
        down: `await op.orderColumns("author", ["id", "name"], ["name", "age", "id", "team_id"]);`,
      },
    ],
  },
  {
    name: "primary keys",
    on: MYSQL,
    revisions: [
      {
        up: `
  await op.dropPrimaryKey("team", null);
  await op.addPrimaryKey("team", ["id", "name"]);`,
        down: `
  await op.dropPrimaryKey("team", null);
  await op.addPrimaryKey("team", ["id"]);`,
      },
    ],
  },
  {
    name: "constraints",
    on: MYSQL,
    revisions: [
      {
        up: `
  await op.addUnique("team", { name: "uq_team_name", columns: ["name"] });
  await op.addCheck("author", { name: "ck_author_age", expression: "age > 17" });`,
        down: `
  await op.dropCheck("author", "ck_author_age");
  await op.dropUnique("team", "uq_team_name");`,
      },
    ],
  },
  {
    name: "foreign keys",
    on: MYSQL,
    revisions: [
      {
        up: `
  await op.addForeignKey("author", { name: "fk_author_team", columns: ["team_id"], references: { table: "team", columns: ["id"] }, onDelete: "CASCADE" });
  await op.renameConstraint("author", "fk_author_team", "fk_author_of");`,
        down: `
  await op.renameConstraint("author", "fk_author_of", "fk_author_team");
  await op.dropForeignKey("author", "fk_author_team");`,
      },
    ],
  },
  {
    name: "indexes",
    on: MYSQL,
    revisions: [
      {
        up: `
  await op.createIndex("author", { name: "ix_author_age", columns: ["age"] });
  await op.renameIndex("author", "ix_author_name", "ix_author_called");`,
        down: `
  await op.renameIndex("author", "ix_author_called", "ix_author_name");
  await op.dropIndex("author", "ix_author_age");`,
      },
    ],
  },
  {
    name: "views",
    on: MYSQL,
    revisions: [
      {
        up: `
  await op.createView({ name: "adult", query: "SELECT id FROM author WHERE age > 17" });
  await op.replaceView({ name: "adult", query: "SELECT id FROM author WHERE age > 20" });`,
        down: `
  await op.replaceView({ name: "adult", query: "SELECT id FROM author WHERE age > 17" });
  await op.dropView("adult");`,
      },
    ],
  },
  {
    name: "other databases",
    on: MYSQL,
    revisions: [
      { up: `await op.createSchema("DATABASE_x");`, down: `await op.dropSchema("DATABASE_x");` },
    ],
  },
  {
    name: "a batch",
    on: ["mysql", "mariadb", "sqlite"],
    revisions: [
      {
        up: `
  await op.batchAlterTable("author", {}, (table) => {
    table.addColumn({ name: "born", type: "varchar(10)", nullable: true });
    table.alterColumn({ name: "name", type: "varchar(80)" }, { type: "varchar(120)" });
    table.addCheck({ name: "ck_author_age", expression: "age > 17" });
  });`,
        down: `
  await op.batchAlterTable("author", {}, (table) => {
    table.dropCheck("ck_author_age");
    table.alterColumn({ name: "name", type: "varchar(120)" }, { type: "varchar(80)" });
    table.dropColumn("born");
  });`,
      },
    ],
  },
  {
    name: "rows, outside of a transaction",
    on: ALL,
    revisions: [
      {
        transaction: false,
        up: `
  await op.execute(["INSERT INTO team (id, name) VALUES (3, 'three')", "UPDATE team SET note = 'both' WHERE note IS NULL"]);
  await op.query("SELECT id FROM team");
  await op.bulkInsert("author", [6, 7, 8].map((id) => ({ id, name: "more; " + id })), { batchSize: 2 });`,
        down: `
  await op.execute("DELETE FROM author WHERE id > 5");
  await op.execute("DELETE FROM team WHERE id > 2; UPDATE team SET note = NULL WHERE id = 2");`,
      },
    ],
  },
  {
    name: "rows, in batches",
    on: ALL,
    revisions: [
      {
        up: `await op.backfill("author", { set: { age: "age + 100" }, batchSize: 2 });`,
        down: `
  await op.backfill("author", { columns: ["age"], each: (rows) => rows.map((row) => ({ ...row, age: row.age - 100 })), batchSize: 2 });`,
      },
    ],
  },
  {
    name: "a migration of TypeORM's",
    on: MYSQL,
    revisions: [{ up: `await op.typeorm(Old, "up");`, down: `await op.typeorm(Old, "down");` }],
  },
  {
    name: "a person's own words",
    on: MYSQL,
    revisions: [
      {
        up: `await op.execute("CREATE PROCEDURE nothing() DO 1");`,
        down: `await op.execute("DROP PROCEDURE nothing");`,
      },
    ],
  },
  {
    name: "operations of the project",
    on: MYSQL,
    revisions: [
      {
        up: `await op.run(mark("author", "who came"));`,
        down: `await op.run(mark("author", ""));`,
      },
    ],
  },
  {
    name: "a part outside of the transaction, and the next revision",
    on: ALL,
    revisions: [
      {
        up: `
  await op.execute("INSERT INTO team (id, name) VALUES (3, 'three')");
  await op.autocommit(async () => {
    await op.createTable({ name: "book", columns: [{ name: "id", type: "integer" }] });
  });
  await op.execute("INSERT INTO book (id) VALUES (1)");`,
        down: `
  await op.dropTable("book");
  await op.autocommit(() => op.execute("DELETE FROM team WHERE id = 3"));`,
      },
      {
        up: `await op.createIndex("author", { name: "ix_author_age", columns: ["age"] });`,
        down: `await op.dropIndex("author", "ix_author_age");`,
      },
    ],
  },
  {
    name: "in one transaction",
    on: ["postgres", "sqlite"],
    revisions: [
      {
        up: `
  await op.addColumn("author", { name: "born", type: "varchar(10)", nullable: true });
  await op.execute("UPDATE author SET born = 'once'");
  await op.alterColumn("author", { name: "name", type: "varchar(80)" }, { type: "varchar(120)" });`,
        down: `
  await op.alterColumn("author", { name: "name", type: "varchar(120)" }, { type: "varchar(80)" });
  await op.dropColumn("author", "born");`,
      },
      {
        up: `await op.createIndex("author", { name: "ix_author_age", columns: ["age"] });`,
        down: `await op.dropIndex("author", "ix_author_age");`,
      },
    ],
  },
  {
    name: "tables made anew, outside of a transaction",
    on: ["sqlite"],
    revisions: [
      {
        transaction: false,
        up: `
  await op.alterColumn("author", { name: "name", type: "varchar(80)" }, { type: "varchar(120)" });
  await op.addForeignKey("author", { name: "fk_author_team", columns: ["team_id"], references: { table: "team", columns: ["id"] }, onDelete: "CASCADE" });
  await op.batchAlterTable("team", { recreate: "always" }, (table) => { table.dropColumn("note"); });`,
        down: `
  await op.addColumn("team", { name: "note", type: "varchar(40)", nullable: true });
  await op.dropForeignKey("author", "fk_author_team");
  await op.alterColumn("author", { name: "name", type: "varchar(120)" }, { type: "varchar(80)" });`,
      },
    ],
  },
  {
    name: "indexes while others write",
    on: ["postgres"],
    revisions: [
      {
        up: `await op.createIndex("author", { name: "ix_author_age", columns: ["age"] }, { concurrently: true });
  await op.run(tidy("author"));`,
        down: `await op.dropIndex("author", "ix_author_age", { concurrently: true });`,
      },
    ],
  },
  {
    name: "enum values",
    on: ["postgres"],
    revisions: [
      {
        up: `
  await op.createEnum("mood", ["ok", "it's"]);
  await op.addColumn("author", { name: "mood", type: "mood", default: "'ok'" });
  await op.addEnumValue("mood", "so-so", { before: "it's" });`,
        down: `
  await op.dropColumn("author", "mood");
  await op.dropEnum("mood");`,
      },
    ],
  },
  {
    name: "materialized views and constraints that become valid",
    on: ["postgres"],
    revisions: [
      {
        up: `
  await op.createView({ name: "adult", query: "SELECT id FROM author WHERE age > 17", materialized: true,
    indexes: [{ name: "uq_adult", columns: ["id"], unique: true }] });
  await op.addCheck("author", { name: "ck_author_age", expression: "age > 17" }, { notValid: true });`,
        down: `
  await op.dropCheck("author", "ck_author_age");
  await op.dropView("adult", { materialized: true });`,
      },
      {
        up: `
  await op.execute("DELETE FROM author WHERE id = 1");
  await op.refreshView("adult", { concurrently: true });
  await op.execute("INSERT INTO author (id, name, age) VALUES (1, 'again', 30)");
  await op.validateConstraint("author", "ck_author_age");`,
        down: `await op.autocommit(() => op.refreshView("adult", { concurrently: true }));`,
      },
    ],
  },
  {
    name: "each operation by itself",
    on: ["postgres"],
    revisions: [
      {
        transaction: false,
        up: `
  await op.createTable({ name: "book", columns: [{ name: "id", type: "integer" }], primaryKey: ["id"] });
  await op.renameColumn("author", "age", "years");
  await op.execute("VACUUM author");
  await op.createSequence({ name: "numbers" });`,
        down: `
  await op.dropSequence("numbers");
  await op.renameColumn("author", "years", "age");
  await op.dropTable("book");`,
      },
    ],
  },
];
