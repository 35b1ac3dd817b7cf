import { expect } from "chai";
import { spell, type DdlContext } from "../../../src/dialects/dialect.js";
import { postgres } from "../../../src/dialects/postgres/index.js";
import {
  operations,
  type Kind,
  type Operation,
  type OperationOf,
} from "../../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { table } from "../../../src/schema/spec.js";
import { markTable } from "../../support/own-operations.js";

const server = (major: number) =>
  postgres({
    flavor: "postgres",
    version: [major, 1],
    schema: "public",
    collations: null,
    lowerCaseTables: false,
    implicitTimes: false,
  });

const users = table({
  name: "users",
  columns: [
    { name: "id", type: "integer", generated: "increment" },
    { name: 'na"me', type: "varchar(40)", default: "'x'", collation: "C", comment: "it's" },
    { name: "total", type: "integer", generated: "stored", expression: "id * 2", nullable: true },
  ],
  primaryKey: { name: "pk", columns: ["id"] },
  uniques: [{ name: "uq", columns: ["id"], deferrable: "INITIALLY DEFERRED" }],
  checks: [{ name: "ck", expression: "id > 0" }],
  indexes: [{ name: "ix", columns: [{ column: "total", order: "DESC", nulls: "LAST" }] }],
  comment: "of all",
});
const SCHEMA: Schema = {
  ...EMPTY_SCHEMA,
  enums: [{ name: "mood", values: ["a"] }],
  tables: [users, table({ name: "log", columns: [{ name: "m", type: "mood", default: "'a'" }] })],
};
const id = { name: "id", type: "integer" };

type Spelt<K extends Kind> = readonly [op: OperationOf<K>, statements: readonly string[]];
/** Every kind, and for some kinds several, with the statements it becomes. */
const SPELLINGS: { readonly [K in Kind]: readonly Spelt<K>[] } = {
  createSchema: [[operations.createSchema.of("Audit"), ['CREATE SCHEMA "Audit"']]],
  dropSchema: [[operations.dropSchema.of("Audit"), ['DROP SCHEMA "Audit"']]],
  createExtension: [
    [operations.createExtension.of("uuid-ossp"), ['CREATE EXTENSION IF NOT EXISTS "uuid-ossp"']],
  ],
  dropExtension: [[operations.dropExtension.of("uuid-ossp"), ['DROP EXTENSION "uuid-ossp"']]],
  createEnum: [
    [
      operations.createEnum.of("audit.mood", ["sad", "it's"]),
      [`CREATE TYPE "audit"."mood" AS ENUM ('sad', 'it''s')`],
    ],
  ],
  dropEnum: [[operations.dropEnum.of("audit.mood"), ['DROP TYPE "audit"."mood"']]],
  alterEnum: [
    [
      operations.alterEnum.of("mood", ["b"], ["a", "it's", "b", "c"]),
      [
        `ALTER TYPE "mood" ADD VALUE 'a' BEFORE 'b'`,
        `ALTER TYPE "mood" ADD VALUE 'it''s' AFTER 'a'`,
        `ALTER TYPE "mood" ADD VALUE 'c' AFTER 'b'`,
      ],
    ],
    [
      operations.alterEnum.of("mood", ["a"], ["b", "a"], { rewrite: true }),
      [
        'ALTER TYPE "mood" RENAME TO "mood__old"',
        `CREATE TYPE "mood" AS ENUM ('b', 'a')`,
        'ALTER TABLE "log" ALTER COLUMN "m" DROP DEFAULT, ' +
          `ALTER COLUMN "m" TYPE mood USING "m"::text::mood, ALTER COLUMN "m" SET DEFAULT 'a'`,
        'DROP TYPE "mood__old"',
      ],
    ],
  ],
  renameEnum: [
    [operations.renameEnum.of("mood", "temper"), ['ALTER TYPE "mood" RENAME TO "temper"']],
    [
      operations.renameEnum.of("mood", "audit.temper"),
      ['ALTER TYPE "mood" SET SCHEMA "audit"', 'ALTER TYPE "audit"."mood" RENAME TO "temper"'],
    ],
  ],
  renameEnumValue: [
    [
      operations.renameEnumValue.of("mood", "a", "it's"),
      [`ALTER TYPE "mood" RENAME VALUE 'a' TO 'it''s'`],
    ],
  ],
  renameIndex: [
    [operations.renameIndex.of("audit.log", "a", "b"), ['ALTER INDEX "audit"."a" RENAME TO "b"']],
  ],
  // Refused: see below.
  orderColumns: [],
  renameConstraint: [
    [
      operations.renameConstraint.of("audit.log", "a", "b"),
      ['ALTER TABLE "audit"."log" RENAME CONSTRAINT "a" TO "b"'],
    ],
  ],
  addEnumValue: [
    [
      operations.addEnumValue.of("audit.mood", "it's"),
      [`ALTER TYPE "audit"."mood" ADD VALUE 'it''s'`],
    ],
    [
      operations.addEnumValue.of("mood", "b", { before: "a", ifNotExists: true }),
      [`ALTER TYPE "mood" ADD VALUE IF NOT EXISTS 'b' BEFORE 'a'`],
    ],
    [
      operations.addEnumValue.of("mood", "b", { after: "it's" }),
      [`ALTER TYPE "mood" ADD VALUE 'b' AFTER 'it''s'`],
    ],
  ],
  validateConstraint: [
    [
      operations.validateConstraint.of("audit.users", "ck"),
      ['ALTER TABLE "audit"."users" VALIDATE CONSTRAINT "ck"'],
    ],
  ],
  replaceView: [
    [
      operations.replaceView.of({ name: "audit.v", query: "SELECT 1 AS a" }),
      ['CREATE OR REPLACE VIEW "audit"."v" AS SELECT 1 AS a'],
    ],
    [
      operations.replaceView.of({
        name: "v",
        query: "SELECT 1 AS a",
        materialized: true,
        indexes: [{ name: "ix_v", columns: ["a"] }],
      }),
      [
        'DROP MATERIALIZED VIEW IF EXISTS "v"',
        'CREATE MATERIALIZED VIEW "v" AS SELECT 1 AS a',
        'CREATE INDEX "ix_v" ON "v" ("a")',
      ],
    ],
    [
      operations.replaceView.of(
        { name: "v", query: "SELECT 1 AS a", materialized: true },
        { name: "v", query: "SELECT 1 AS a" },
      ),
      ['DROP VIEW IF EXISTS "v"', 'CREATE MATERIALIZED VIEW "v" AS SELECT 1 AS a'],
    ],
  ],
  refreshView: [
    [operations.refreshView.of("audit.v"), ['REFRESH MATERIALIZED VIEW "audit"."v"']],
    [
      operations.refreshView.of("v", { concurrently: true }),
      ['REFRESH MATERIALIZED VIEW CONCURRENTLY "v"'],
    ],
    [
      operations.refreshView.of("v", { withData: false }),
      ['REFRESH MATERIALIZED VIEW "v" WITH NO DATA'],
    ],
  ],
  createSequence: [
    [
      operations.createSequence.of({ name: "audit.no", type: "integer", max: "99", cycle: true }),
      [
        'CREATE SEQUENCE "audit"."no" AS integer START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 99 CACHE 1 CYCLE',
      ],
    ],
  ],
  alterSequence: [
    [
      operations.alterSequence.of(
        "audit.no",
        { start: "1", increment: "1", cycle: true },
        { start: "2", increment: "2", cycle: false },
      ),
      ['ALTER SEQUENCE "audit"."no" START WITH 2 INCREMENT BY 2 NO CYCLE'],
    ],
    [
      operations.alterSequence.of(
        "no",
        { type: "bigint", min: "1", max: "9223372036854775807", cache: "1", cycle: false },
        { type: "integer", min: "-5", max: "99", cache: "10", cycle: true },
      ),
      ['ALTER SEQUENCE "no" AS integer MINVALUE -5 MAXVALUE 99 CACHE 10 CYCLE'],
    ],
  ],
  dropSequence: [[operations.dropSequence.of("audit.no"), ['DROP SEQUENCE "audit"."no"']]],
  createView: [
    [
      operations.createView.of({ name: "audit.v", query: "SELECT 1" }),
      ['CREATE VIEW "audit"."v" AS SELECT 1'],
    ],
    [
      operations.createView.of({
        name: "v",
        query: "SELECT id FROM users",
        materialized: true,
        indexes: [{ name: "ix_v", columns: ["id"], unique: true }],
        attached: ["GRANT SELECT ON v TO PUBLIC"],
      }),
      [
        'CREATE MATERIALIZED VIEW "v" AS SELECT id FROM users',
        'CREATE UNIQUE INDEX "ix_v" ON "v" ("id")',
        "GRANT SELECT ON v TO PUBLIC",
      ],
    ],
  ],
  dropView: [
    [operations.dropView.of("audit.v"), ['DROP VIEW "audit"."v"']],
    [operations.dropView.of("v", { materialized: true }), ['DROP MATERIALIZED VIEW "v"']],
  ],
  createTable: [
    [
      { kind: "createTable", table: users },
      [
        'CREATE TABLE "users" ("id" serial NOT NULL, "na""me" varchar(40) COLLATE "C" DEFAULT \'x\' NOT NULL, ' +
          '"total" integer GENERATED ALWAYS AS (id * 2) STORED, CONSTRAINT "pk" PRIMARY KEY ("id"), ' +
          'CONSTRAINT "uq" UNIQUE ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "ck" CHECK (id > 0))',
        `COMMENT ON COLUMN "users"."na""me" IS 'it''s'`,
        `COMMENT ON TABLE "users" IS 'of all'`,
        'CREATE INDEX "ix" ON "users" ("total" DESC NULLS LAST)',
      ],
    ],
    [
      // The server would leave out the unique key: https://www.postgresql.org/docs/current/sql-createtable.html
      operations.createTable.of({
        name: "t",
        columns: [id],
        primaryKey: ["id"],
        uniques: [{ name: "uq", columns: ["id"] }],
      }),
      [
        'CREATE TABLE "t" ("id" integer NOT NULL, PRIMARY KEY ("id"))',
        'ALTER TABLE "t" ADD CONSTRAINT "uq" UNIQUE ("id")',
      ],
    ],
  ],
  dropTable: [[operations.dropTable.of("audit.a b"), ['DROP TABLE "audit"."a b"']]],
  renameTable: [
    [operations.renameTable.of("a", "b"), ['ALTER TABLE "a" RENAME TO "b"']],
    [operations.renameTable.of("a", "audit.a"), ['ALTER TABLE "a" SET SCHEMA "audit"']],
    [
      operations.renameTable.of("audit.a", "b"),
      ['ALTER TABLE "audit"."a" SET SCHEMA "public"', 'ALTER TABLE "a" RENAME TO "b"'],
    ],
  ],
  alterTable: [[operations.alterTable.of("t", { engine: null }, { engine: "MyISAM" }), []]],
  setTableComment: [
    [operations.setTableComment.of("t", "it's", null), [`COMMENT ON TABLE "t" IS 'it''s'`]],
    [operations.setTableComment.of("t", null, "it's"), ['COMMENT ON TABLE "t" IS NULL']],
  ],
  addColumn: [
    [
      operations.addColumn.of("t", { name: "a", type: "text", nullable: true, comment: "c" }),
      ['ALTER TABLE "t" ADD COLUMN "a" text', `COMMENT ON COLUMN "t"."a" IS 'c'`],
    ],
    [
      operations.addColumn.of("t", { ...id, type: "bigint", generated: "identity by default" }),
      ['ALTER TABLE "t" ADD COLUMN "id" bigint GENERATED BY DEFAULT AS IDENTITY'],
    ],
    [
      operations.addColumn.of("t", { ...id, generated: "increment", nullable: true }),
      ['ALTER TABLE "t" ADD COLUMN "id" serial', 'ALTER TABLE "t" ALTER COLUMN "id" DROP NOT NULL'],
    ],
    [
      operations.addColumn.of("t", id, {
        references: {
          table: 'audit."o""o"',
          columns: ['x"y'],
          name: "f",
          onDelete: "SET NULL",
          deferrable: "INITIALLY DEFERRED",
        },
      }),
      [
        'ALTER TABLE "t" ADD COLUMN "id" integer NOT NULL CONSTRAINT "f" REFERENCES "audit"."o""o" ("x""y") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED',
      ],
    ],
  ],
  dropColumn: [[operations.dropColumn.of("t", "a"), ['ALTER TABLE "t" DROP COLUMN "a"']]],
  alterColumn: [
    [
      operations.alterColumn.of("t", id, { type: "bigint", nullable: true, default: "1" }),
      [
        'ALTER TABLE "t" ALTER COLUMN "id" TYPE bigint, ALTER COLUMN "id" DROP NOT NULL, ' +
          'ALTER COLUMN "id" SET DEFAULT 1',
      ],
    ],
    [
      operations.alterColumn.of("t", { name: "a", type: "text", default: "'1'" }, { type: "uuid" }),
      [
        'ALTER TABLE "t" ALTER COLUMN "a" DROP DEFAULT, ALTER COLUMN "a" TYPE uuid USING "a"::uuid, ' +
          `ALTER COLUMN "a" SET DEFAULT '1'`,
      ],
    ],
    [
      operations.alterColumn.of("t", { name: "a", type: "text", comment: "c" }, { comment: null }),
      ['COMMENT ON COLUMN "t"."a" IS NULL'],
    ],
    [
      operations.alterColumn.of("t", id, { generated: "increment" }),
      [
        `DO 'BEGIN IF pg_get_serial_sequence(''"t"'', ''id'') IS NOT NULL THEN EXECUTE ''DROP SEQUENCE '' || pg_get_serial_sequence(''"t"'', ''id''); END IF; END'`,
        'CREATE SEQUENCE "t_id_seq" AS integer OWNED BY "t"."id"',
        `SELECT setval('"t_id_seq"', GREATEST(max("id"), 0) + 1, false) FROM "t"`,
        `ALTER TABLE "t" ALTER COLUMN "id" SET DEFAULT nextval('"t_id_seq"'::regclass)`,
      ],
    ],
    [
      operations.alterColumn.of("t", id, { generated: "identity always" }),
      [
        'ALTER TABLE "t" ALTER COLUMN "id" ADD GENERATED ALWAYS AS IDENTITY',
        `SELECT setval(pg_get_serial_sequence('"t"', 'id'), GREATEST(max("id"), 0) + 1, false) FROM "t"`,
      ],
    ],
  ],
  renameColumn: [
    [operations.renameColumn.of("t", "a", "b"), ['ALTER TABLE "t" RENAME COLUMN "a" TO "b"']],
  ],
  addPrimaryKey: [
    [operations.addPrimaryKey.of("t", ["a", "b"]), ['ALTER TABLE "t" ADD PRIMARY KEY ("a", "b")']],
  ],
  dropPrimaryKey: [
    [operations.dropPrimaryKey.of("t", "pk"), ['ALTER TABLE "t" DROP CONSTRAINT "pk"']],
    [
      operations.dropPrimaryKey.of("audit.t", null),
      ['ALTER TABLE "audit"."t" DROP CONSTRAINT "t_pkey"'],
    ],
  ],
  addUnique: [
    [
      operations.addUnique.of("t", { name: "u", columns: ["a"], nullsNotDistinct: true }),
      ['ALTER TABLE "t" ADD CONSTRAINT "u" UNIQUE NULLS NOT DISTINCT ("a")'],
    ],
  ],
  dropUnique: [
    [operations.dropUnique.of("t", "u"), ['ALTER TABLE "t" DROP CONSTRAINT "u"']],
    [
      operations.dropUnique.of("t", { columns: ["a", "b"] }),
      ['ALTER TABLE "t" DROP CONSTRAINT "t_a_b_key"'],
    ],
  ],
  addCheck: [
    [
      operations.addCheck.of("t", { name: "c", expression: "a > 0" }),
      ['ALTER TABLE "t" ADD CONSTRAINT "c" CHECK (a > 0)'],
    ],
  ],
  dropCheck: [[operations.dropCheck.of("t", "c"), ['ALTER TABLE "t" DROP CONSTRAINT "c"']]],
  addExclusion: [
    [
      operations.addExclusion.of("t", { name: "x", expression: "USING gist (a WITH &&)" }),
      ['ALTER TABLE "t" ADD CONSTRAINT "x" EXCLUDE USING gist (a WITH &&)'],
    ],
  ],
  dropExclusion: [[operations.dropExclusion.of("t", "x"), ['ALTER TABLE "t" DROP CONSTRAINT "x"']]],
  addForeignKey: [
    [
      operations.addForeignKey.of("t", {
        name: "f",
        columns: ["a"],
        references: { table: "audit.b", columns: ["c"] },
        onDelete: "SET NULL",
        onUpdate: "CASCADE",
        deferrable: "INITIALLY IMMEDIATE",
      }),
      [
        'ALTER TABLE "t" ADD CONSTRAINT "f" FOREIGN KEY ("a") REFERENCES "audit"."b" ("c") ' +
          "ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE",
      ],
    ],
  ],
  dropForeignKey: [
    [operations.dropForeignKey.of("t", "f"), ['ALTER TABLE "t" DROP CONSTRAINT "f"']],
  ],
  createIndex: [
    [
      operations.createIndex.of("audit.t", {
        name: "i",
        columns: [{ expression: "lower(a)", opclass: "text_pattern_ops", collation: "C" }, "b"],
        unique: true,
        method: "btree",
        include: ["c"],
        nullsNotDistinct: true,
        where: "a IS NOT NULL",
      }),
      [
        'CREATE UNIQUE INDEX "i" ON "audit"."t" USING "btree" ' +
          '((lower(a)) COLLATE "C" text_pattern_ops, "b") INCLUDE ("c") NULLS NOT DISTINCT WHERE a IS NOT NULL',
      ],
    ],
  ],
  dropIndex: [
    [operations.dropIndex.of("t", "i"), ['DROP INDEX "i"']],
    [operations.dropIndex.of("audit.t", "i"), ['DROP INDEX "audit"."i"']],
  ],
  execute: [
    [operations.execute.of("SELECT 1"), ["SELECT 1"]],
    [operations.execute.of("SELECT $1", ["it's"]), ["SELECT 'it''s'"]],
  ],
  bulkInsert: [
    [
      operations.bulkInsert.of("users", [{ Age: 1, note: "a\\b" }, {}]),
      [`INSERT INTO "users" ("Age", "note") VALUES (1, E'a\\\\b'), (DEFAULT, DEFAULT)`],
    ],
    [
      operations.bulkInsert.of("users", [{ id: 1 }, { id: -2 }], {
        batchSize: 1,
        overridingSystemValue: true,
      }),
      [
        'INSERT INTO "users" ("id") OVERRIDING SYSTEM VALUE VALUES (1)',
        'INSERT INTO "users" ("id") OVERRIDING SYSTEM VALUE VALUES (-2)',
      ],
    ],
  ],
  backfill: [
    [
      operations.backfill.of("audit.log", { set: { note: "upper(note)" } }),
      ['UPDATE "audit"."log" SET "note" = upper(note)'],
    ],
  ],
  run: [
    [markTable("a.users", null, "it's"), [`COMMENT ON TABLE "a"."users" IS 'it''s'`]],
    [markTable("users", "a", null), ['COMMENT ON TABLE "users" IS NULL']],
  ],
};

describe("PostgreSQL spells", () => {
  const { ddl, grammar } = server(18);
  const context: DdlContext = { grammar, schema: SCHEMA };
  for (const [kind, spelt] of Object.entries(SPELLINGS))
    it(kind, () => {
      for (const [op, statements] of spelt as readonly (readonly [Operation, readonly string[]])[])
        expect(spell(ddl, op, context)).to.deep.equal(statements);
    });
});

describe("PostgreSQL refuses what it cannot do", () => {
  const refused: readonly (readonly [version: number, op: Operation, message: RegExp])[] = [
    [
      17,
      operations.addColumn.of("t", { ...id, generated: "virtual", expression: "1" }),
      /PostgreSQL 17 has no virtual columns, which id/,
    ],
    [
      17,
      operations.createTable.of({
        name: "t",
        columns: [{ ...id, generated: "virtual", expression: "1" }],
      }),
      /virtual/,
    ],
    [17, operations.alterColumn.of("t", id, { generated: "virtual", expression: "1" }), /virtual/],
    [
      14,
      operations.addUnique.of("t", { columns: ["a"], nullsNotDistinct: true }),
      /PostgreSQL 14 has no NULLS NOT DISTINCT/,
    ],
    [
      14,
      operations.createIndex.of("t", { name: "i", columns: ["a"], nullsNotDistinct: true }),
      /which i asks for/,
    ],
    [
      18,
      operations.addColumn.of("t", { name: "c", type: "text", generated: "increment" }),
      /column c of type text cannot count/,
    ],
    [18, operations.addColumn.of("t", id, { first: true }), /t\.id is to have another place/],
    [18, operations.alterColumn.of("t", id, {}, { after: "a" }), /moves none/],
    [18, operations.orderColumns.of("t", ["a"]), /moves no column, and those of t/],
    [18, { kind: "dropCheck", table: "t", name: null }, /its name is not said/],
  ];
  for (const [version, op, message] of refused)
    it(`${op.kind}: ${message.source}`, () => {
      expect(() => server(version).compile([op], EMPTY_SCHEMA))
        .to.throw(message)
        .with.property("code", "MIG404");
    });
});

describe("PostgreSQL compiles a list of operations", () => {
  it("with the schema that each of them meets", () => {
    const statements = server(18).compile(
      [
        operations.createEnum.of("mood", ["a", "c"]),
        operations.createTable.of({ name: "t", columns: [{ name: "m", type: "mood" }] }),
        operations.renameColumn.of("t", "m", "n"),
        operations.alterEnum.of("mood", ["a", "c"], ["b", "a"]),
        operations.dropTable.of("t"),
      ],
      EMPTY_SCHEMA,
    );
    expect(statements).to.include(
      'ALTER TABLE "t" ALTER COLUMN "n" TYPE mood USING "n"::text::mood',
    );
  });

  it("and says which of them need a schema", () => {
    const { readsSchema } = server(18);
    const ops = (changes: readonly object[]) =>
      changes.map((change) => readsSchema(operations.alterColumn.of("t", id, change)));
    expect(ops([{ type: "text" }, { generated: null }, { expression: "1" }])).to.not.include(false);
    expect(ops([{ default: "1" }, { nullable: true }, { comment: "c" }])).to.not.include(true);
    expect(readsSchema(operations.alterEnum.of("mood", ["a"], ["b"]))).to.equal(true);
    expect(readsSchema(operations.alterEnum.of("mood", ["a"], ["a", "b"]))).to.equal(false);
    expect(readsSchema(operations.dropTable.of("t"))).to.equal(false);
  });
});
