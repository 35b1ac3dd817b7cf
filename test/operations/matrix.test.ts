import { expect } from "chai";
import { dialectFor } from "../../src/dialects/index.js";
import { operations, type Kind, type Operation } from "../../src/operations/index.js";
import type { Composed, Statement } from "../../src/sql.js";
import type { ServerName } from "../support/databases.js";
import { IMAGINED } from "../support/imagined-servers.js";
import { markTable } from "../support/own-operations.js";
import { SAMPLE_SCHEMA } from "../support/samples.js";

/** What a database makes of an operation: statements, a table made anew, or a refusal (MIG404). */
type Answer = readonly (Statement | Composed)[] | typeof REBUILDS | typeof REFUSED;
const REBUILDS = "rebuilds the table";
const REFUSED = "refused";

/** An operation, and the answer of every database; MariaDB says what MySQL says where it has none of its own. */
interface Spelling {
  readonly op: Operation;
  readonly answers: { readonly [Name in ServerName]: Answer };
}

const spells = (
  op: Operation,
  answers: Omit<Spelling["answers"], "mariadb"> & { readonly mariadb?: Answer },
): Spelling => ({ op, answers: { mariadb: answers.mysql, ...answers } });

/** Every operation on every database. Leaving one out is a compile error. */
const MATRIX: { readonly [K in Kind]: readonly Spelling[] } = {
  createSchema: [
    spells(operations.createSchema.of("billing"), {
      postgres: ['CREATE SCHEMA "billing"'],
      mysql: ["CREATE DATABASE `billing`"],
      sqlite: REFUSED,
    }),
  ],
  dropSchema: [
    spells(operations.dropSchema.of("audit"), {
      postgres: ['DROP SCHEMA "audit"'],
      mysql: [
        {
          expression:
            "IF(EXISTS (SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'audit') OR EXISTS (SELECT 1 FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'audit') OR EXISTS (SELECT 1 FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'audit'), 'SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ''The database audit is not empty.''', 'DROP DATABASE `audit`')",
        },
      ],
      sqlite: REFUSED,
    }),
  ],
  createExtension: [
    spells(operations.createExtension.of("hstore"), {
      postgres: ['CREATE EXTENSION IF NOT EXISTS "hstore"'],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  dropExtension: [
    spells(operations.dropExtension.of("citext"), {
      postgres: ['DROP EXTENSION "citext"'],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  createEnum: [
    spells(operations.createEnum.of("colour", ["red", "it's blue"]), {
      postgres: ["CREATE TYPE \"colour\" AS ENUM ('red', 'it''s blue')"],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  dropEnum: [
    spells(operations.dropEnum.of("mood"), {
      postgres: ['DROP TYPE "mood"'],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  alterEnum: [
    spells(operations.alterEnum.of("mood", ["ok", "it's"], ["ok", "so-so", "it's"]), {
      postgres: ["ALTER TYPE \"mood\" ADD VALUE 'so-so' AFTER 'ok'"],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
    spells(
      operations.alterEnum.of("mood", ["ok", "it's"], ["fine", "it's"], { values: { ok: "fine" } }),
      {
        postgres: [
          'ALTER TYPE "mood" RENAME TO "mood__old"',
          "CREATE TYPE \"mood\" AS ENUM ('fine', 'it''s')",
          'DROP TYPE "mood__old"',
        ],
        mysql: REFUSED,
        sqlite: REFUSED,
      },
    ),
  ],
  renameEnum: [
    spells(operations.renameEnum.of("mood", "temper"), {
      postgres: ['ALTER TYPE "mood" RENAME TO "temper"'],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
    spells(operations.renameEnum.of("mood", "audit.temper"), {
      postgres: [
        'ALTER TYPE "mood" SET SCHEMA "audit"',
        'ALTER TYPE "audit"."mood" RENAME TO "temper"',
      ],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  renameEnumValue: [
    spells(operations.renameEnumValue.of("mood", "ok", "fine"), {
      postgres: ["ALTER TYPE \"mood\" RENAME VALUE 'ok' TO 'fine'"],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  addEnumValue: [
    spells(operations.addEnumValue.of("mood", "fine", { before: "ok" }), {
      postgres: ["ALTER TYPE \"mood\" ADD VALUE 'fine' BEFORE 'ok'"],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  createSequence: [
    spells(operations.createSequence.of({ name: "invoices", increment: "10", cycle: true }), {
      postgres: [
        'CREATE SEQUENCE "invoices" AS bigint START WITH 1 INCREMENT BY 10 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1 CYCLE',
      ],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  dropSequence: [
    spells(operations.dropSequence.of("numbers"), {
      postgres: ['DROP SEQUENCE "numbers"'],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  alterSequence: [
    spells(
      operations.alterSequence.of(
        "numbers",
        { increment: "1", cycle: false },
        { increment: "2", cycle: true },
      ),
      {
        postgres: ['ALTER SEQUENCE "numbers" INCREMENT BY 2 CYCLE'],
        mysql: REFUSED,
        sqlite: REFUSED,
      },
    ),
  ],
  createTable: [
    spells(
      operations.createTable.of({
        name: "orders",
        columns: [
          { name: "id", type: "integer", generated: "increment" },
          { name: "user_id", type: "integer", comment: "who" },
        ],
        primaryKey: ["id"],
        checks: [{ name: "ck_orders", expression: "user_id > 0" }],
        indexes: [{ name: "ix_orders_user", columns: ["user_id"] }],
        comment: "it's all",
      }),
      {
        postgres: [
          'CREATE TABLE "orders" ("id" serial NOT NULL, "user_id" integer NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "ck_orders" CHECK (user_id > 0))',
          'COMMENT ON COLUMN "orders"."user_id" IS \'who\'',
          "COMMENT ON TABLE \"orders\" IS 'it''s all'",
          'CREATE INDEX "ix_orders_user" ON "orders" ("user_id")',
        ],
        mysql: [
          "CREATE TABLE `orders` (`id` integer NOT NULL AUTO_INCREMENT, `user_id` integer NOT NULL COMMENT 'who', PRIMARY KEY (`id`), CONSTRAINT `ck_orders` CHECK (user_id > 0), INDEX `ix_orders_user` (`user_id`)) ENGINE=InnoDB COMMENT='it''s all'",
        ],
        sqlite: [
          'CREATE TABLE "orders" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "user_id" integer NOT NULL, CONSTRAINT "ck_orders" CHECK (user_id > 0))',
          'CREATE INDEX "ix_orders_user" ON "orders" ("user_id")',
        ],
      },
    ),
  ],
  dropTable: [
    spells(operations.dropTable.of("empty"), {
      postgres: ['DROP TABLE "empty"'],
      mysql: ["DROP TABLE `empty`"],
      sqlite: ['DROP TABLE "empty"'],
    }),
    spells(operations.dropTable.of("audit.empty"), {
      postgres: ['DROP TABLE "audit"."empty"'],
      mysql: ["DROP TABLE `audit`.`empty`"],
      sqlite: ['DROP TABLE "audit"."empty"'],
    }),
  ],
  renameTable: [
    spells(operations.renameTable.of("teams", "groups"), {
      postgres: ['ALTER TABLE "teams" RENAME TO "groups"'],
      mysql: ["RENAME TABLE `teams` TO `groups`"],
      sqlite: ['ALTER TABLE "teams" RENAME TO "groups"'],
    }),
  ],
  alterTable: [
    spells(operations.alterTable.of("teams", { engine: null }, { engine: "MyISAM" }), {
      postgres: [],
      mysql: ["ALTER TABLE `teams` ENGINE=`MyISAM`"],
      sqlite: [],
    }),
    spells(operations.alterTable.of("teams", { strict: false }, { strict: true }), {
      postgres: [],
      mysql: [],
      sqlite: REBUILDS,
    }),
  ],
  setTableComment: [
    spells(operations.setTableComment.of("teams", "it's a team", null), {
      postgres: ["COMMENT ON TABLE \"teams\" IS 'it''s a team'"],
      mysql: ["ALTER TABLE `teams` COMMENT = 'it''s a team'"],
      sqlite: [],
    }),
    spells(operations.setTableComment.of("teams", null, "it's a team"), {
      postgres: ['COMMENT ON TABLE "teams" IS NULL'],
      mysql: ["ALTER TABLE `teams` COMMENT = ''"],
      sqlite: [],
    }),
  ],
  addColumn: [
    spells(operations.addColumn.of("teams", { name: "born", type: "date", nullable: true }), {
      postgres: ['ALTER TABLE "teams" ADD COLUMN "born" date'],
      mysql: ["ALTER TABLE `teams` ADD COLUMN `born` date NULL"],
      sqlite: ['ALTER TABLE "teams" ADD COLUMN "born" date'],
    }),
    spells(
      operations.addColumn.of("teams", {
        name: "note",
        type: "varchar(40)",
        default: "'none'",
        comment: "it's",
      }),
      {
        postgres: [
          'ALTER TABLE "teams" ADD COLUMN "note" varchar(40) DEFAULT \'none\' NOT NULL',
          "COMMENT ON COLUMN \"teams\".\"note\" IS 'it''s'",
        ],
        mysql: [
          "ALTER TABLE `teams` ADD COLUMN `note` varchar(40) NOT NULL DEFAULT 'none' COMMENT 'it''s'",
        ],
        sqlite: ['ALTER TABLE "teams" ADD COLUMN "note" varchar(40) NOT NULL DEFAULT (\'none\')'],
      },
    ),
    spells(
      operations.addColumn.of("teams", {
        name: "twice",
        type: "integer",
        generated: "stored",
        expression: "id * 2",
        nullable: true,
      }),
      {
        postgres: [
          'ALTER TABLE "teams" ADD COLUMN "twice" integer GENERATED ALWAYS AS (id * 2) STORED',
        ],
        mysql: [
          "ALTER TABLE `teams` ADD COLUMN `twice` integer GENERATED ALWAYS AS (id * 2) STORED NULL",
        ],
        mariadb: [
          "ALTER TABLE `teams` ADD COLUMN `twice` integer GENERATED ALWAYS AS (id * 2) STORED",
        ],
        sqlite: REBUILDS,
      },
    ),
  ],
  dropColumn: [
    spells(operations.dropColumn.of("users", "note"), {
      postgres: ['ALTER TABLE "users" DROP COLUMN "note"'],
      mysql: ["ALTER TABLE `users` DROP COLUMN `note`"],
      sqlite: ['ALTER TABLE "users" DROP COLUMN "note"'],
    }),
    spells(operations.dropColumn.of("users", "age"), {
      postgres: ['ALTER TABLE "users" DROP COLUMN "age"'],
      mysql: ["ALTER TABLE `users` DROP COLUMN `age`"],
      sqlite: REBUILDS,
    }),
  ],
  alterColumn: [
    spells(
      operations.alterColumn.of("teams", { name: "id", type: "integer" }, { type: "bigint" }),
      {
        postgres: ['ALTER TABLE "teams" ALTER COLUMN "id" TYPE bigint'],
        mysql: [
          {
            expression:
              "CONCAT('ALTER TABLE `teams` MODIFY COLUMN `id` bigint NOT NULL', COALESCE((SELECT CONCAT(IF(EXTRA LIKE '%INVISIBLE%', ' INVISIBLE', ''), IF(EXTRA LIKE '%WITHOUT SYSTEM VERSIONING%', ' WITHOUT SYSTEM VERSIONING', '')) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'teams' AND COLUMN_NAME = 'id'), ''))",
          },
        ],
        sqlite: REBUILDS,
      },
    ),
    spells(
      operations.alterColumn.of(
        "teams",
        { name: "id", type: "integer" },
        { nullable: true, default: "7" },
      ),
      {
        postgres: [
          'ALTER TABLE "teams" ALTER COLUMN "id" DROP NOT NULL, ALTER COLUMN "id" SET DEFAULT 7',
        ],
        mysql: [
          {
            expression:
              "CONCAT('ALTER TABLE `teams` MODIFY COLUMN `id` integer NULL DEFAULT 7', COALESCE((SELECT CONCAT(IF(EXTRA LIKE '%INVISIBLE%', ' INVISIBLE', ''), IF(EXTRA LIKE '%WITHOUT SYSTEM VERSIONING%', ' WITHOUT SYSTEM VERSIONING', '')) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'teams' AND COLUMN_NAME = 'id'), ''))",
          },
        ],
        sqlite: REBUILDS,
      },
    ),
  ],
  orderColumns: [
    spells(operations.orderColumns.of("teams", ["id"]), {
      postgres: REFUSED,
      mysql: [],
      sqlite: [],
    }),
  ],
  renameColumn: [
    spells(operations.renameColumn.of("teams", "id", "number"), {
      postgres: ['ALTER TABLE "teams" RENAME COLUMN "id" TO "number"'],
      mysql: ["ALTER TABLE `teams` RENAME COLUMN `id` TO `number`"],
      sqlite: ['ALTER TABLE "teams" RENAME COLUMN "id" TO "number"'],
    }),
  ],
  addPrimaryKey: [
    spells(operations.addPrimaryKey.of("teams", ["id"]), {
      postgres: ['ALTER TABLE "teams" ADD PRIMARY KEY ("id")'],
      mysql: ["ALTER TABLE `teams` ADD PRIMARY KEY (`id`)"],
      sqlite: REBUILDS,
    }),
    spells(operations.addPrimaryKey.of("teams", { name: "pk_teams", columns: ["id"] }), {
      postgres: ['ALTER TABLE "teams" ADD CONSTRAINT "pk_teams" PRIMARY KEY ("id")'],
      mysql: ["ALTER TABLE `teams` ADD PRIMARY KEY (`id`)"],
      sqlite: REBUILDS,
    }),
  ],
  dropPrimaryKey: [
    spells(operations.dropPrimaryKey.of("users", null), {
      postgres: ['ALTER TABLE "users" DROP CONSTRAINT "users_pkey"'],
      mysql: ["ALTER TABLE `users` DROP PRIMARY KEY, ADD INDEX `mig_auto_increment` (`id`)"],
      sqlite: REFUSED,
    }),
  ],
  addUnique: [
    spells(operations.addUnique.of("teams", { name: "uq_teams", columns: ["id"] }), {
      postgres: ['ALTER TABLE "teams" ADD CONSTRAINT "uq_teams" UNIQUE ("id")'],
      mysql: ["ALTER TABLE `teams` ADD CONSTRAINT `uq_teams` UNIQUE (`id`)"],
      sqlite: REBUILDS,
    }),
    spells(
      operations.addUnique.of("teams", {
        name: "uq_teams",
        columns: ["id"],
        deferrable: "INITIALLY DEFERRED",
      }),
      {
        postgres: [
          'ALTER TABLE "teams" ADD CONSTRAINT "uq_teams" UNIQUE ("id") DEFERRABLE INITIALLY DEFERRED',
        ],
        mysql: REFUSED,
        sqlite: REBUILDS,
      },
    ),
    spells(
      operations.addUnique.of("teams", {
        name: "uq_teams",
        columns: ["id"],
        nullsNotDistinct: true,
      }),
      {
        postgres: [
          'ALTER TABLE "teams" ADD CONSTRAINT "uq_teams" UNIQUE NULLS NOT DISTINCT ("id")',
        ],
        mysql: REFUSED,
        sqlite: REBUILDS,
      },
    ),
  ],
  dropUnique: [
    spells(operations.dropUnique.of("users", "uq_users_email"), {
      postgres: ['ALTER TABLE "users" DROP CONSTRAINT "uq_users_email"'],
      mysql: ["ALTER TABLE `users` DROP INDEX `uq_users_email`"],
      sqlite: REBUILDS,
    }),
  ],
  addCheck: [
    spells(operations.addCheck.of("teams", { name: "ck_teams", expression: "id > 0" }), {
      postgres: ['ALTER TABLE "teams" ADD CONSTRAINT "ck_teams" CHECK (id > 0)'],
      mysql: ["ALTER TABLE `teams` ADD CONSTRAINT `ck_teams` CHECK (id > 0)"],
      sqlite: REBUILDS,
    }),
  ],
  dropCheck: [
    spells(operations.dropCheck.of("users", "ck_users_age"), {
      postgres: ['ALTER TABLE "users" DROP CONSTRAINT "ck_users_age"'],
      mysql: ["ALTER TABLE `users` DROP CHECK `ck_users_age`"],
      mariadb: ["ALTER TABLE `users` DROP CONSTRAINT `ck_users_age`"],
      sqlite: REBUILDS,
    }),
  ],
  validateConstraint: [
    spells(operations.validateConstraint.of("users", "ck_users_age"), {
      postgres: ['ALTER TABLE "users" VALIDATE CONSTRAINT "ck_users_age"'],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  addExclusion: [
    spells(
      operations.addExclusion.of("users", {
        name: "ex_users_age",
        expression: "USING gist (age WITH =)",
      }),
      {
        postgres: [
          'ALTER TABLE "users" ADD CONSTRAINT "ex_users_age" EXCLUDE USING gist (age WITH =)',
        ],
        mysql: REFUSED,
        sqlite: REFUSED,
      },
    ),
  ],
  dropExclusion: [
    spells(operations.dropExclusion.of("users", "ex_users_stay"), {
      postgres: ['ALTER TABLE "users" DROP CONSTRAINT "ex_users_stay"'],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  addForeignKey: [
    spells(
      operations.addForeignKey.of("users", {
        name: "fk_users_boss",
        columns: ["age"],
        references: { table: "users", columns: ["id"] },
        onDelete: "SET NULL",
      }),
      {
        postgres: [
          'ALTER TABLE "users" ADD CONSTRAINT "fk_users_boss" FOREIGN KEY ("age") REFERENCES "users" ("id") ON DELETE SET NULL',
        ],
        mysql: [
          "ALTER TABLE `users` ADD CONSTRAINT `fk_users_boss` FOREIGN KEY (`age`) REFERENCES `users` (`id`) ON DELETE SET NULL ON UPDATE NO ACTION",
        ],
        sqlite: REBUILDS,
      },
    ),
  ],
  dropForeignKey: [
    spells(operations.dropForeignKey.of("users", "fk_users_team"), {
      postgres: ['ALTER TABLE "users" DROP CONSTRAINT "fk_users_team"'],
      mysql: ["ALTER TABLE `users` DROP FOREIGN KEY `fk_users_team`, DROP INDEX `fk_users_team`"],
      sqlite: REBUILDS,
    }),
  ],
  createIndex: [
    spells(
      operations.createIndex.of("users", {
        name: "ix_users_age",
        columns: ["age", { column: "id", order: "DESC" }],
        unique: true,
      }),
      {
        postgres: ['CREATE UNIQUE INDEX "ix_users_age" ON "users" ("age", "id" DESC)'],
        mysql: ["ALTER TABLE `users` ADD UNIQUE INDEX `ix_users_age` (`age`, `id` DESC)"],
        sqlite: ['CREATE UNIQUE INDEX "ix_users_age" ON "users" ("age", "id" DESC)'],
      },
    ),
    spells(
      operations.createIndex.of("users", {
        name: "ix_users_mail",
        columns: [{ expression: "lower(email)" }],
      }),
      {
        postgres: ['CREATE INDEX "ix_users_mail" ON "users" ((lower(email)))'],
        mysql: ["ALTER TABLE `users` ADD INDEX `ix_users_mail` ((lower(email)))"],
        mariadb: REFUSED,
        sqlite: ['CREATE INDEX "ix_users_mail" ON "users" ((lower(email)))'],
      },
    ),
    spells(
      operations.createIndex.of("users", {
        name: "ix_users_mail",
        columns: ["email"],
        where: "age > 17",
      }),
      {
        postgres: ['CREATE INDEX "ix_users_mail" ON "users" ("email") WHERE age > 17'],
        mysql: REFUSED,
        sqlite: ['CREATE INDEX "ix_users_mail" ON "users" ("email") WHERE age > 17'],
      },
    ),
    spells(
      operations.createIndex.of("users", {
        name: "ix_users_mail",
        columns: [{ column: "email", length: 10 }],
      }),
      {
        postgres: ['CREATE INDEX "ix_users_mail" ON "users" ("email")'],
        mysql: ["ALTER TABLE `users` ADD INDEX `ix_users_mail` (`email` (10))"],
        sqlite: ['CREATE INDEX "ix_users_mail" ON "users" ("email")'],
      },
    ),
    spells(
      operations.createIndex.of("users", {
        name: "ix_users_mail",
        columns: ["email"],
        method: "fulltext",
      }),
      {
        postgres: ['CREATE INDEX "ix_users_mail" ON "users" USING "fulltext" ("email")'],
        mysql: ["ALTER TABLE `users` ADD FULLTEXT INDEX `ix_users_mail` (`email`)"],
        sqlite: ['CREATE INDEX "ix_users_mail" ON "users" ("email")'],
      },
    ),
    spells(
      operations.createIndex.of("users", {
        name: "ix_users_mail",
        columns: [{ column: "email", nulls: "FIRST", opclass: "text_pattern_ops" }],
        include: ["id"],
        nullsNotDistinct: true,
        unique: true,
      }),
      {
        postgres: [
          'CREATE UNIQUE INDEX "ix_users_mail" ON "users" ("email" text_pattern_ops NULLS FIRST) INCLUDE ("id") NULLS NOT DISTINCT',
        ],
        mysql: REFUSED,
        sqlite: ['CREATE UNIQUE INDEX "ix_users_mail" ON "users" ("email")'],
      },
    ),
  ],
  dropIndex: [
    spells(operations.dropIndex.of("users", "ix_users_email"), {
      postgres: ['DROP INDEX "ix_users_email"'],
      mysql: ["ALTER TABLE `users` DROP INDEX `ix_users_email`"],
      sqlite: ['DROP INDEX "ix_users_email"'],
    }),
  ],
  renameIndex: [
    spells(operations.renameIndex.of("users", "ix_users_email", "ix_users_mail"), {
      postgres: ['ALTER INDEX "ix_users_email" RENAME TO "ix_users_mail"'],
      mysql: ["ALTER TABLE `users` RENAME INDEX `ix_users_email` TO `ix_users_mail`"],
      sqlite: [
        'DROP INDEX "ix_users_email"',
        'CREATE INDEX "ix_users_mail" ON "users" ("email", (lower(email)) DESC) WHERE email IS NOT NULL',
      ],
    }),
  ],
  renameConstraint: [
    spells(operations.renameConstraint.of("users", "ck_users_age", "ck_users_adult"), {
      postgres: ['ALTER TABLE "users" RENAME CONSTRAINT "ck_users_age" TO "ck_users_adult"'],
      mysql: [
        "ALTER TABLE `users` DROP CHECK `ck_users_age`",
        "ALTER TABLE `users` ADD CONSTRAINT `ck_users_adult` CHECK (age > 17)",
      ],
      mariadb: [
        "ALTER TABLE `users` DROP CONSTRAINT `ck_users_age`",
        "ALTER TABLE `users` ADD CONSTRAINT `ck_users_adult` CHECK (age > 17)",
      ],
      sqlite: REBUILDS,
    }),
    spells(operations.renameConstraint.of("users", "uq_users_email", "uq_users_mail"), {
      postgres: ['ALTER TABLE "users" RENAME CONSTRAINT "uq_users_email" TO "uq_users_mail"'],
      mysql: ["ALTER TABLE `users` RENAME INDEX `uq_users_email` TO `uq_users_mail`"],
      sqlite: REBUILDS,
    }),
    spells(operations.renameConstraint.of("users", "fk_users_team", "fk_team"), {
      postgres: ['ALTER TABLE "users" RENAME CONSTRAINT "fk_users_team" TO "fk_team"'],
      mysql: [
        "ALTER TABLE `users` DROP FOREIGN KEY `fk_users_team`, DROP INDEX `fk_users_team`",
        "ALTER TABLE `users` ADD CONSTRAINT `fk_team` FOREIGN KEY (`team_id`) REFERENCES `teams` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
      ],
      sqlite: REBUILDS,
    }),
  ],
  createView: [
    spells(operations.createView.of({ name: "ages", query: "SELECT age FROM users" }), {
      postgres: ['CREATE VIEW "ages" AS SELECT age FROM users'],
      mysql: ["CREATE VIEW `ages` AS SELECT age FROM users"],
      sqlite: ['CREATE VIEW "ages" AS SELECT age FROM users'],
    }),
    spells(
      operations.createView.of({
        name: "ages",
        query: "SELECT age FROM users",
        materialized: true,
        indexes: [{ name: "ix_ages", columns: ["age"] }],
      }),
      {
        postgres: [
          'CREATE MATERIALIZED VIEW "ages" AS SELECT age FROM users',
          'CREATE INDEX "ix_ages" ON "ages" ("age")',
        ],
        mysql: REFUSED,
        sqlite: REFUSED,
      },
    ),
  ],
  dropView: [
    spells(operations.dropView.of("adults"), {
      postgres: ['DROP VIEW "adults"'],
      mysql: ["DROP VIEW `adults`"],
      sqlite: ['DROP VIEW "adults"'],
    }),
    spells(operations.dropView.of("adults", { materialized: true }), {
      postgres: ['DROP MATERIALIZED VIEW "adults"'],
      mysql: ["DROP VIEW `adults`"],
      sqlite: ['DROP VIEW "adults"'],
    }),
  ],
  replaceView: [
    spells(operations.replaceView.of({ name: "adults", query: "SELECT 1 AS id" }), {
      postgres: ['CREATE OR REPLACE VIEW "adults" AS SELECT 1 AS id'],
      mysql: ["CREATE OR REPLACE VIEW `adults` AS SELECT 1 AS id"],
      sqlite: ['DROP VIEW IF EXISTS "adults"', 'CREATE VIEW "adults" AS SELECT 1 AS id'],
    }),
  ],
  refreshView: [
    spells(operations.refreshView.of("ages", { concurrently: true }), {
      postgres: ['REFRESH MATERIALIZED VIEW CONCURRENTLY "ages"'],
      mysql: REFUSED,
      sqlite: REFUSED,
    }),
  ],
  execute: [
    spells(operations.execute.of("UPDATE users SET age = 18"), {
      postgres: ["UPDATE users SET age = 18"],
      mysql: ["UPDATE users SET age = 18"],
      sqlite: ["UPDATE users SET age = 18"],
    }),
  ],
  bulkInsert: [
    spells(operations.bulkInsert.of("users", [{ age: 18, note: "it's\\🎈" }, { age: null }]), {
      postgres: [
        `INSERT INTO "users" ("age", "note") VALUES (18, E'it''s\\\\🎈'), (NULL, DEFAULT)`,
      ],
      mysql: [
        "INSERT INTO `users` (`age`, `note`) VALUES (18, _utf8mb4 X'697427735cf09f8e88'), (NULL, DEFAULT)",
      ],
      sqlite: [
        `INSERT INTO "users" ("age", "note") VALUES (18, 'it''s\\🎈')`,
        `INSERT INTO "users" ("age") VALUES (NULL)`,
      ],
    }),
    spells(operations.bulkInsert.of("users", [{}]), {
      postgres: ['INSERT INTO "users" DEFAULT VALUES'],
      mysql: ["INSERT INTO `users` () VALUES ()"],
      sqlite: ['INSERT INTO "users" DEFAULT VALUES'],
    }),
  ],
  backfill: [
    spells(operations.backfill.of("users", { set: { note: "'x'" }, where: "age > 1" }), {
      postgres: [`UPDATE "users" SET "note" = 'x' WHERE age > 1`],
      mysql: ["UPDATE `users` SET `note` = 'x' WHERE age > 1"],
      sqlite: [`UPDATE "users" SET "note" = 'x' WHERE age > 1`],
    }),
  ],

  run: [
    spells(markTable("users", null, "it's"), {
      postgres: [`COMMENT ON TABLE "users" IS 'it''s'`],
      mysql: ["ALTER TABLE `users` COMMENT 'it''s'"],
      sqlite: [],
    }),
  ],
};

describe("what every database makes of every operation", () => {
  for (const [kind, spellings] of Object.entries(MATRIX))
    for (const server of Object.keys(IMAGINED) as ServerName[])
      it(`${kind}, ${server}`, async () => {
        expect(spellings).not.to.deep.equal([]);
        const dialect = await dialectFor(IMAGINED[server]);
        for (const { op, answers } of spellings) {
          expect(op.kind).to.equal(kind);
          const compile = () => dialect.compile([op], SAMPLE_SCHEMA);
          const answer = answers[server];
          if (answer === REFUSED) expect(compile).to.throw().with.property("code", "MIG404");
          else if (answer === REBUILDS) isRebuilt(compile(), op);
          else expect(compile()).to.deep.equal(answer);
        }
      });
});

/** A draft of the new shape takes the rows, and then the name. */
function isRebuilt(statements: readonly (Statement | Composed)[], op: Operation): void {
  const table = "table" in op && typeof op.table === "string" ? op.table : "";
  const [create, ...rest] = statements.map(String);
  expect(create).to.match(new RegExp(`^CREATE TABLE "_mig_${table}" \\(`));
  const steps = [
    `INSERT INTO "_mig_${table}"`,
    `DROP TABLE "${table}"`,
    `ALTER TABLE "_mig_${table}" RENAME TO "${table}"`,
  ];
  const found = steps.map((step) => rest.findIndex((statement) => statement.startsWith(step)));
  expect(found).not.to.contain(-1);
  expect(found).to.deep.equal(found.toSorted((a, b) => a - b));
}
