import { expect } from "chai";
import { MigError } from "../../../src/errors.js";
import { defineOperation } from "../../../src/operations/define.js";
import {
  apply,
  isOnTable,
  operations,
  type Kind,
  type Operation,
  type OperationOf,
} from "../../../src/operations/index.js";
import { EMPTY_SCHEMA } from "../../../src/schema/model.js";
import { markTable } from "../../support/own-operations.js";
import { onBoth, open } from "./database.js";
import { spelt } from "./spelt.js";

const BEFORE = `
CREATE TABLE teams (id integer PRIMARY KEY, code text);
CREATE TABLE users (
  id integer PRIMARY KEY,
  email varchar(255),
  age integer CONSTRAINT adult CHECK (age > 17) CONSTRAINT one UNIQUE,
  team_id integer CONSTRAINT of_team REFERENCES teams (id),
  mood varchar CHECK( mood IN ('ok','bad') ) DEFAULT ('ok'),
  note text
);
CREATE INDEX by_email ON users (email);
CREATE TABLE lonely (a text);
CREATE VIEW adults AS SELECT a FROM lonely;
INSERT INTO teams VALUES (1, 'x');
INSERT INTO users VALUES (1, 'a@b.c', 18, 1, 'ok', 'n'), (2, NULL, NULL, NULL, 'bad', NULL);`;

/** How an operation is spelt: its statements, or the text of the table that it is rebuilt into, or a refusal. */
type Spelling =
  | { readonly statements: readonly string[] }
  | { readonly rebuilds: string | RegExp }
  | { readonly refused: string };

const EMAIL = { name: "email", type: "varchar(255)", nullable: true };

/** It has no statements for any database. */
const NOWHERE = defineOperation({ name: "NOWHERE", of: () => null, sql: {} });

const SPELLINGS: { readonly [K in Kind]: readonly (readonly [OperationOf<K>, Spelling])[] } = {
  createSchema: [[operations.createSchema.of("audit"), { refused: "MIG404" }]],
  dropSchema: [[operations.dropSchema.of("audit"), { refused: "MIG404" }]],
  createExtension: [[operations.createExtension.of("citext"), { refused: "MIG404" }]],
  dropExtension: [[operations.dropExtension.of("citext"), { refused: "MIG404" }]],
  createEnum: [[operations.createEnum.of("mood", ["ok"]), { refused: "MIG404" }]],
  dropEnum: [[operations.dropEnum.of("mood"), { refused: "MIG404" }]],
  alterEnum: [[operations.alterEnum.of("mood", ["ok"], ["bad"]), { refused: "MIG404" }]],
  renameEnum: [[operations.renameEnum.of("a", "b"), { refused: "MIG404" }]],
  renameEnumValue: [[operations.renameEnumValue.of("a", "b", "c"), { refused: "MIG404" }]],
  addEnumValue: [[operations.addEnumValue.of("a", "b"), { refused: "MIG404" }]],
  validateConstraint: [[operations.validateConstraint.of("users", "adult"), { refused: "MIG404" }]],
  refreshView: [[operations.refreshView.of("adults"), { refused: "MIG404" }]],
  replaceView: [
    [
      operations.replaceView.of({ name: "adults", query: "SELECT 1 AS a" }),
      { statements: ['DROP VIEW IF EXISTS "adults"', 'CREATE VIEW "adults" AS SELECT 1 AS a'] },
    ],
    [
      operations.replaceView.of({ name: "adults", query: "SELECT 1", materialized: true }),
      { refused: "MIG404" },
    ],
  ],
  renameIndex: [
    [
      operations.renameIndex.of("users", "by_email", "by_mail"),
      { statements: ['DROP INDEX "by_email"', 'CREATE INDEX "by_mail" ON "users" ("email")'] },
    ],
    [operations.renameIndex.of("users", "gone", "by_mail"), { refused: "MIG206" }],
  ],
  orderColumns: [
    [operations.orderColumns.of("users", ["ID", "email"]), { statements: [] }],
    [
      operations.orderColumns.of("users", ["email"]),
      { rebuilds: /\(\s*email varchar\(255\),\s*id/ },
    ],
    [operations.orderColumns.of("users", ["gone"]), { refused: "MIG206" }],
  ],
  renameConstraint: [
    [
      operations.renameConstraint.of("users", "adult", "grown"),
      { rebuilds: /CONSTRAINT "grown" CHECK/ },
    ],
    [operations.renameConstraint.of("users", "gone", "grown"), { refused: "MIG206" }],
  ],
  createSequence: [[operations.createSequence.of({ name: "no" }), { refused: "MIG404" }]],
  alterSequence: [
    [operations.alterSequence.of("no", { cache: "1" }, { cache: "2" }), { refused: "MIG404" }],
  ],
  dropSequence: [[operations.dropSequence.of("no"), { refused: "MIG404" }]],
  createView: [
    [
      operations.createView.of({ name: "v", query: "SELECT id FROM users" }),
      { statements: ['CREATE VIEW "v" AS SELECT id FROM users'] },
    ],
    [
      operations.createView.of({ name: "v", query: "SELECT 1", materialized: true }),
      { refused: "MIG404" },
    ],
  ],
  dropView: [[operations.dropView.of("adults"), { statements: ['DROP VIEW "adults"'] }]],
  createTable: [
    [
      operations.createTable.of({
        name: '"it""s"',
        columns: [
          { name: "id", type: "integer", generated: "increment" },
          { name: "kind", type: "varchar", default: "'a'" },
          { name: "sum", type: "decimal(12,2)", nullable: true, collation: "NOCASE" },
          {
            name: "twice",
            type: "real",
            generated: "virtual",
            expression: '"sum" * 2',
            nullable: true,
          },
          { name: "at", type: "datetime", default: "datetime('now')", comment: "not kept" },
        ],
        primaryKey: ["id"],
        uniques: [
          { name: "u1", columns: ["sum"] },
          { name: "u2", columns: ["sum", "at"] },
        ],
        checks: [{ expression: `"kind" IN ('a','b')` }, { name: "c1", expression: '("sum" > 0)' }],
        foreignKeys: [
          {
            name: "f1",
            columns: ["sum"],
            references: { table: "users", columns: ["id"] },
            onDelete: "CASCADE",
            deferrable: "INITIALLY DEFERRED",
          },
        ],
        indexes: [
          {
            name: "i1",
            columns: ["at", { expression: "lower(kind)", order: "DESC" }],
            unique: true,
            where: "at > 0",
          },
        ],
        triggers: [
          {
            name: "tr",
            statement: 'CREATE TRIGGER tr AFTER INSERT ON "it""s" BEGIN SELECT 1; END',
          },
        ],
        comment: "not kept",
        engine: "not kept",
      }),
      {
        statements: [
          'CREATE TABLE "it""s" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, ' +
            `"kind" varchar CHECK( "kind" IN ('a','b') ) NOT NULL DEFAULT ('a'), ` +
            '"sum" decimal(12,2) COLLATE "NOCASE", ' +
            '"twice" real GENERATED ALWAYS AS ("sum" * 2) VIRTUAL, ' +
            `"at" datetime NOT NULL DEFAULT (datetime('now')), ` +
            'CONSTRAINT "u2" UNIQUE ("sum", "at"), CONSTRAINT "u1" UNIQUE ("sum"), ' +
            'CONSTRAINT "c1" CHECK ("sum" > 0), ' +
            'CONSTRAINT "f1" FOREIGN KEY ("sum") REFERENCES "users" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)',
          'CREATE UNIQUE INDEX "i1" ON "it""s" ("at", (lower(kind)) DESC) WHERE at > 0',
          'CREATE TRIGGER tr AFTER INSERT ON "it""s" BEGIN SELECT 1; END',
        ],
      },
    ],
    [
      operations.createTable.of({
        name: "pairs",
        columns: [
          { name: "a", type: "TEXT" },
          { name: "b", type: "INT", nullable: true },
        ],
        primaryKey: { name: "pk", columns: ["a", "b"] },
        withoutRowid: true,
        strict: true,
      }),
      {
        statements: [
          'CREATE TABLE "pairs" ("a" text NOT NULL, "b" integer NOT NULL, CONSTRAINT "pk" PRIMARY KEY ("a", "b")) WITHOUT ROWID, STRICT',
        ],
      },
    ],
    [
      operations.createTable.of({
        name: "wrong",
        columns: [
          { name: "a", type: "integer", generated: "increment" },
          { name: "b", type: "integer" },
        ],
        primaryKey: ["a", "b"],
      }),
      { refused: "MIG404" },
    ],
  ],
  dropTable: [[operations.dropTable.of("lonely"), { statements: ['DROP TABLE "lonely"'] }]],
  renameTable: [
    [
      operations.renameTable.of("teams", "groups"),
      { statements: ['ALTER TABLE "teams" RENAME TO "groups"'] },
    ],
    [
      operations.renameTable.of("teams", "Teams"),
      {
        statements: [
          'ALTER TABLE "teams" RENAME TO "_mig_Teams"',
          'ALTER TABLE "_mig_Teams" RENAME TO "Teams"',
        ],
      },
    ],
    [operations.renameTable.of("teams", "audit.teams"), { refused: "MIG404" }],
  ],
  alterTable: [
    [
      operations.alterTable.of("lonely", { strict: false }, { strict: true }),
      { rebuilds: `CREATE TABLE "lonely" (a text) STRICT` },
    ],
    [operations.alterTable.of("users", { engine: null }, { engine: "MyISAM" }), { statements: [] }],
  ],
  setTableComment: [[operations.setTableComment.of("users", "x", null), { statements: [] }]],
  addColumn: [
    [
      operations.addColumn.of("users", { name: "born", type: "date", nullable: true }),
      { statements: ['ALTER TABLE "users" ADD COLUMN "born" date'] },
    ],
    [
      operations.addColumn.of("users", {
        name: "n",
        type: "integer",
        default: "-1",
        collation: "RTRIM",
      }),
      {
        statements: [
          'ALTER TABLE "users" ADD COLUMN "n" integer COLLATE "RTRIM" NOT NULL DEFAULT (-1)',
        ],
      },
    ],
    [
      operations.addColumn.of(
        "users",
        { name: "n", type: "integer", nullable: true },
        { references: { table: "teams", columns: ["id"], name: "to", onDelete: "SET NULL" } },
      ),
      {
        statements: [
          'ALTER TABLE "users" ADD COLUMN "n" integer CONSTRAINT "to" REFERENCES "teams" ("id") ON DELETE SET NULL',
        ],
      },
    ],
    [
      operations.addColumn.of(
        "users",
        { name: "n", type: "integer", nullable: true },
        { after: "note" },
      ),
      { statements: ['ALTER TABLE "users" ADD COLUMN "n" integer'] },
    ],
    [
      operations.addColumn.of(
        "users",
        { name: "n", type: "integer", nullable: true },
        { after: "EMAIL" },
      ),
      { rebuilds: /email varchar\(255\),\s+"n" integer,\s+age / },
    ],
    [
      operations.addColumn.of(
        "users",
        { name: "n", type: "integer", default: "1" },
        { references: { table: "teams", columns: ["id"] } },
      ),
      { rebuilds: /"n" integer NOT NULL DEFAULT \(1\),\s+FOREIGN KEY \("n"\) REFERENCES/ },
    ],
    [
      operations.addColumn.of("users", {
        name: "v",
        type: "text",
        nullable: true,
        generated: "virtual",
        expression: "lower(email)",
      }),
      {
        statements: [
          'ALTER TABLE "users" ADD COLUMN "v" text GENERATED ALWAYS AS (lower(email)) VIRTUAL',
        ],
      },
    ],
    [
      operations.addColumn.of("users", {
        name: "at",
        type: "datetime",
        default: "datetime('now')",
      }),
      {
        rebuilds: /\n {2}note text,\n {2}"at" datetime NOT NULL DEFAULT \(datetime\('now'\)\)\n\)$/,
      },
    ],
    [
      operations.addColumn.of("users", {
        name: "at",
        type: "datetime",
        default: "CURRENT_TIMESTAMP",
      }),
      { rebuilds: /"at" datetime NOT NULL DEFAULT \(CURRENT_TIMESTAMP\)\n\)$/ },
    ],
    [
      operations.addColumn.of("users", {
        name: "s",
        type: "text",
        nullable: true,
        generated: "stored",
        expression: "lower(email)",
      }),
      { rebuilds: /"s" text GENERATED ALWAYS AS \(lower\(email\)\) STORED\n\)$/ },
    ],
  ],
  dropColumn: [
    [
      operations.dropColumn.of("users", "note"),
      { statements: ['ALTER TABLE "users" DROP COLUMN "note"'] },
    ],
    [
      operations.dropColumn.of("users", "email"),
      { statements: ['DROP INDEX "by_email"', 'ALTER TABLE "users" DROP COLUMN "email"'] },
    ],
    [
      operations.dropColumn.of("users", "mood"),
      { statements: ['ALTER TABLE "users" DROP COLUMN "mood"'] },
    ],
    [operations.dropColumn.of("users", "team_id"), { rebuilds: /UNIQUE,\n {2}mood/ }],
    [operations.dropColumn.of("users", "age"), { rebuilds: /\(255\),\n {2}team_id/ }],
    [operations.dropColumn.of("users", "id"), { rebuilds: /\(\n {2}email/ }],
    [operations.dropColumn.of("users", "gone"), { refused: "MIG206" }],
    [operations.dropColumn.of("gone", "id"), { refused: "MIG206" }],
  ],
  alterColumn: [
    [
      operations.alterColumn.of("users", EMAIL, { type: "text" }),
      { rebuilds: /\n {2}email text,\n/ },
    ],
    [
      operations.alterColumn.of("users", EMAIL, { default: "''" }),
      { rebuilds: /email varchar\(255\) DEFAULT \(''\),/ },
    ],
    [
      operations.alterColumn.of("users", EMAIL, { collation: "NOCASE" }),
      { rebuilds: /email varchar\(255\) COLLATE "NOCASE",/ },
    ],
    [
      operations.alterColumn.of(
        "users",
        { ...EMAIL, name: "mood" },
        { default: null, nullable: false },
      ),
      { rebuilds: /mood varchar CHECK\( mood IN \('ok','bad'\) \) NOT NULL,/ },
    ],
    [
      operations.alterColumn.of("users", EMAIL, { generated: "stored", expression: "'x' || note" }),
      { rebuilds: /email varchar\(255\) GENERATED ALWAYS AS \('x' \|\| note\) STORED,/ },
    ],
    [
      operations.alterColumn.of(
        "users",
        { name: "id", type: "integer" },
        { generated: "increment" },
      ),
      { rebuilds: /\n {2}id integer PRIMARY KEY AUTOINCREMENT,/ },
    ],
    [
      operations.alterColumn.of("users", EMAIL, { comment: "not kept", charset: "utf8" }),
      { statements: [] },
    ],
    [operations.alterColumn.of("users", EMAIL, { type: "VARCHAR (255)" }), { statements: [] }],
    [
      operations.alterColumn.of("users", EMAIL, { type: "text" }, { values: { a: "b" } }),
      { refused: "MIG404" },
    ],
    [
      operations.alterColumn.of("users", { ...EMAIL, name: "gone" }, { type: "text" }),
      { refused: "MIG206" },
    ],
  ],
  renameColumn: [
    [
      operations.renameColumn.of("users", "age", "years"),
      { statements: ['ALTER TABLE "users" RENAME COLUMN "age" TO "years"'] },
    ],
  ],
  addPrimaryKey: [
    [
      operations.addPrimaryKey.of("lonely", { name: "pk", columns: ["a"] }),
      { rebuilds: `CREATE TABLE "lonely" (a text, CONSTRAINT "pk" PRIMARY KEY ("a"))` },
    ],
  ],
  dropPrimaryKey: [
    [operations.dropPrimaryKey.of("users", null), { rebuilds: /\(\n {2}id integer NOT NULL,\n/ }],
  ],
  addUnique: [
    [
      operations.addUnique.of("lonely", { name: "u", columns: ["a"] }),
      { rebuilds: `CREATE TABLE "lonely" (a text, CONSTRAINT "u" UNIQUE ("a"))` },
    ],
  ],
  dropUnique: [
    [operations.dropUnique.of("users", "one"), { rebuilds: /CHECK \(age > 17\),\n/ }],
    [operations.dropUnique.of("users", "none"), { refused: "MIG206" }],
  ],
  addCheck: [
    [
      operations.addCheck.of("lonely", { name: "c", expression: "a <> ''" }),
      { rebuilds: `CREATE TABLE "lonely" (a text, CONSTRAINT "c" CHECK (a <> ''))` },
    ],
    [
      operations.addCheck.of("lonely", { expression: `"a" IN ('x','y')` }),
      { rebuilds: `CREATE TABLE "lonely" (a text CHECK( "a" IN ('x','y') ))` },
    ],
  ],
  dropCheck: [
    [
      operations.dropCheck.of("users", "adult"),
      { rebuilds: /\n {2}age integer CONSTRAINT one UNIQUE,/ },
    ],
    [
      operations.dropCheck.of("users", { expression: "mood IN ('ok','bad')" }),
      { rebuilds: /\n {2}mood varchar DEFAULT \('ok'\),/ },
    ],
    [operations.dropCheck.of("users", { expression: "mood IN ('ok')" }), { refused: "MIG206" }],
  ],
  addExclusion: [
    [operations.addExclusion.of("users", { name: "x", expression: "" }), { refused: "MIG404" }],
  ],
  dropExclusion: [[operations.dropExclusion.of("users", "x"), { refused: "MIG404" }]],
  addForeignKey: [
    [
      operations.addForeignKey.of("lonely", {
        name: "f",
        columns: ["a"],
        references: { table: "teams", columns: ["code"] },
        onUpdate: "SET NULL",
      }),
      {
        rebuilds: `CREATE TABLE "lonely" (a text, CONSTRAINT "f" FOREIGN KEY ("a") REFERENCES "teams" ("code") ON UPDATE SET NULL)`,
      },
    ],
  ],
  dropForeignKey: [
    [operations.dropForeignKey.of("users", "of_team"), { rebuilds: /\n {2}team_id integer,/ }],
    [
      operations.dropForeignKey.of("users", {
        columns: ["team_id"],
        references: { table: "teams", columns: ["id"] },
      }),
      { refused: "MIG206" },
    ],
  ],
  createIndex: [
    [
      operations.createIndex.of("lonely", {
        name: "i",
        columns: [
          {
            column: "a",
            order: "DESC",
            nulls: "LAST",
            opclass: "x",
            length: 3,
            collation: "NOCASE",
          },
        ],
        method: "gin",
        include: ["a"],
      }),
      { statements: ['CREATE INDEX "i" ON "lonely" ("a" COLLATE "NOCASE" DESC)'] },
    ],
  ],
  dropIndex: [
    [operations.dropIndex.of("users", "by_email"), { statements: ['DROP INDEX "by_email"'] }],
  ],
  execute: [
    [
      operations.execute.of("UPDATE users SET note = 'x'"),
      { statements: ["UPDATE users SET note = 'x'"] },
    ],
    [
      operations.execute.of("UPDATE users SET note = 'x'; UPDATE users SET note = 'y;';"),
      { statements: ["UPDATE users SET note = 'x'", "UPDATE users SET note = 'y;'"] },
    ],
  ],
  bulkInsert: [
    [
      operations.bulkInsert.of("users", [{ note: "x" }, { note: "y" }, {}], {
        overridingSystemValue: true,
      }),
      {
        statements: [
          `INSERT INTO "users" ("note") VALUES ('x'), ('y')`,
          'INSERT INTO "users" DEFAULT VALUES',
        ],
      },
    ],
  ],
  backfill: [
    [
      operations.backfill.of("users", { set: { note: "'x'" }, where: "note = 'y'" }),
      { statements: [`UPDATE "users" SET "note" = 'x' WHERE note = 'y'`] },
    ],
  ],
  run: [
    [markTable("users", null, "x"), { statements: [] }],
    [{ ...operations.run.of(NOWHERE()) }, { refused: "MIG404" }],
    [{ kind: "run", name: "lost", args: [] }, { refused: "MIG411" }],
  ],
};

describe("how SQLite spells operations", () => {
  onBoth((driver) => {
    for (const [op, spelling] of Object.values(SPELLINGS).flat() as [Operation, Spelling][])
      it(`${op.kind} ${JSON.stringify(op).slice(0, 90)}`, async () => {
        await using database = await open(driver);
        await database.script(BEFORE);
        const before = await database.reflect();
        if ("refused" in spelling) {
          const error: unknown = await database.run(op).catch((error: unknown) => error);
          expect(error).to.be.instanceOf(MigError).with.property("code", spelling.refused);
          return expect(await database.reflect()).to.deep.equal(before);
        }
        const statements = await database.run(op);
        if ("statements" in spelling) expect(statements).to.deep.equal(spelling.statements);
        else if (isOnTable(op))
          expect((await database.catalog())[op.table]).to.match(pattern(spelling.rebuilds));
        else expect.fail(op.kind);
        const added = op.kind === "bulkInsert" ? op.rows.length : 0;
        const rows = await database.rows("SELECT count(*) FROM users");
        expect(rows).to.deep.equal([`[${2 + added}]`]);
        const wanted = database.dialect.normalize(apply(op, before));
        expect(spelt(await database.reflect())).to.deep.equal(spelt(wanted));
      });

    it("reads the schema only for what may need a rebuild", async () => {
      await using database = await open(driver);
      await database.script(BEFORE);
      const all = Object.values(SPELLINGS).flat() as [Operation, Spelling][];
      for (const [op, spelling] of all.filter(([op]) => !database.dialect.readsSchema(op)))
        if ("statements" in spelling)
          expect(database.dialect.compile([op], EMPTY_SCHEMA)).to.deep.equal(spelling.statements);
        else expect("rebuilds" in spelling, JSON.stringify(op)).to.equal(false);
      const reading = all.filter(([op]) => database.dialect.readsSchema(op)).map(([op]) => op.kind);
      expect([...new Set(reading)]).to.deep.equal([
        "replaceView",
        "renameIndex",
        "orderColumns",
        "renameConstraint",
        "dropView",
        "alterTable",
        "addColumn",
        "dropColumn",
        "alterColumn",
        "addPrimaryKey",
        "dropPrimaryKey",
        "addUnique",
        "dropUnique",
        "addCheck",
        "dropCheck",
        "addForeignKey",
        "dropForeignKey",
      ]);
    });

    it("adds and drops a column of an enum where the table stands", async () => {
      await using database = await open(driver);
      await database.script(BEFORE);
      const kind = { expression: `"kind" IN ('a','b')` };
      const add = [
        operations.addColumn.of("users", { name: "kind", type: "varchar", default: "'a'" }),
        operations.addCheck.of("users", kind),
      ];
      expect(await database.run(...add)).to.deep.equal([
        `ALTER TABLE "users" ADD COLUMN "kind" varchar CHECK( "kind" IN ('a','b') ) NOT NULL DEFAULT ('a')`,
      ]);
      const drop = [
        operations.dropCheck.of("users", kind),
        operations.dropColumn.of("users", "kind"),
      ];
      expect(await database.run(...drop)).to.deep.equal(['ALTER TABLE "users" DROP COLUMN "kind"']);
    });

    it("makes changes of several tables, each in one rebuild", async () => {
      await using database = await open(driver);
      await database.script(BEFORE);
      const statements = await database.run(
        operations.addUnique.of("lonely", { columns: ["a"] }),
        operations.addCheck.of("lonely", { expression: "a <> ''" }),
        operations.renameTable.of("lonely", "alone"),
        operations.dropUnique.of("users", "one"),
        operations.dropCheck.of("users", "adult"),
        operations.addColumn.of("alone", { name: "b", type: "text", nullable: true }),
        operations.addCheck.of("alone", { name: "c", expression: "b <> a" }),
      );
      expect(statements.filter((text) => text.startsWith("DROP TABLE"))).to.deep.equal([
        'DROP TABLE "lonely"',
        'DROP TABLE "users"',
        'DROP TABLE "alone"',
      ]);
      expect((await database.catalog())["alone"]).to.equal(
        `CREATE TABLE "alone" (a text, "b" text, UNIQUE ("a"), CONSTRAINT "c" CHECK (b <> a), CHECK (a <> ''))`,
      );
    });
  });
});

const pattern = (text: string | RegExp) =>
  text instanceof RegExp ? text : new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
