import { expect } from "chai";
import type { Flavor, Server } from "../../../src/dialects/dialect.js";
import { mysql } from "../../../src/dialects/mysql/index.js";
import { MigError } from "../../../src/errors.js";
import { operations, type Kind, type Operation } from "../../../src/operations/index.js";
import { EMPTY_SCHEMA } from "../../../src/schema/model.js";
import { table } from "../../../src/schema/spec.js";
import type { Composed } from "../../../src/sql.js";
import { SAMPLES, SAMPLE_SCHEMA } from "../../support/samples.js";

const server = (flavor: Flavor): Server => ({
  flavor,
  version: flavor === "mysql" ? [8, 4, 0] : [10, 11, 2],
  schema: "shop",
  collations: null,
  lowerCaseTables: false,
  implicitTimes: false,
});
const dialects = { mysql: mysql(server("mysql")), mariadb: mysql(server("mariadb")) };

const REFUSED = "MIG404";

/** How the samples are spelt; MariaDB's statements where they are not MySQL's. */
const SPELLINGS: {
  readonly [K in Kind]:
    | readonly (string | Composed)[]
    | typeof REFUSED
    | { readonly [F in "mysql" | "mariadb"]: readonly string[] };
} = {
  createSchema: ["CREATE DATABASE `billing`"],
  // What is in it decides: see drop-database.test.ts.
  dropSchema: [
    {
      expression:
        "IF(EXISTS (SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'audit') OR EXISTS (SELECT 1 FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'audit') OR EXISTS (SELECT 1 FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'audit'), 'SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ''The database audit is not empty.''', 'DROP DATABASE `audit`')",
    },
  ],
  createExtension: REFUSED,
  dropExtension: REFUSED,
  createEnum: REFUSED,
  dropEnum: REFUSED,
  alterEnum: REFUSED,
  renameEnum: REFUSED,
  renameEnumValue: REFUSED,
  addEnumValue: REFUSED,
  renameIndex: ["ALTER TABLE `users` RENAME INDEX `ix_users_email` TO `ix_users_mail`"],
  renameConstraint: {
    mysql: [
      "ALTER TABLE `users` DROP CHECK `ck_users_age`",
      "ALTER TABLE `users` ADD CONSTRAINT `ck_users_adult` CHECK (age > 17)",
    ],
    mariadb: [
      "ALTER TABLE `users` DROP CONSTRAINT `ck_users_age`",
      "ALTER TABLE `users` ADD CONSTRAINT `ck_users_adult` CHECK (age > 17)",
    ],
  },
  createSequence: REFUSED,
  dropSequence: REFUSED,
  alterSequence: REFUSED,
  // The sample is a materialized one.
  createView: REFUSED,
  dropView: ["DROP VIEW `adults`"],
  replaceView: ["CREATE OR REPLACE VIEW `adults` AS SELECT id FROM users WHERE age > 20"],
  refreshView: REFUSED,
  validateConstraint: REFUSED,
  createTable: [
    "CREATE TABLE `orders` (`id` integer NOT NULL AUTO_INCREMENT, `user_id` integer NOT NULL, PRIMARY KEY (`id`), INDEX `ix_orders_user` (`user_id`)) ENGINE=InnoDB",
  ],
  dropTable: ["DROP TABLE `empty`"],
  renameTable: ["RENAME TABLE `teams` TO `groups`"],
  alterTable: ["ALTER TABLE `users` ENGINE=`MyISAM`"],
  setTableComment: ["ALTER TABLE `users` COMMENT = 'who may log in, and how'"],
  orderColumns: [
    {
      expression:
        "CONCAT('ALTER TABLE `users` MODIFY COLUMN `email` varchar(255) NULL', COALESCE((SELECT CONCAT(IF(EXTRA LIKE '%INVISIBLE%', ' INVISIBLE', ''), IF(EXTRA LIKE '%WITHOUT SYSTEM VERSIONING%', ' WITHOUT SYSTEM VERSIONING', '')) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'users' AND COLUMN_NAME = 'email'), ''), ' FIRST')",
    },
  ],
  addColumn: ["ALTER TABLE `users` ADD COLUMN `born` date NULL"],
  dropColumn: ["ALTER TABLE `users` DROP COLUMN `note`"],
  // What no schema says of it stays: see alter-table.test.ts.
  alterColumn: [
    {
      expression:
        "CONCAT('ALTER TABLE `users` MODIFY COLUMN `email` varchar(320) NOT NULL DEFAULT ''''', COALESCE((SELECT CONCAT(IF(EXTRA LIKE '%INVISIBLE%', ' INVISIBLE', ''), IF(EXTRA LIKE '%WITHOUT SYSTEM VERSIONING%', ' WITHOUT SYSTEM VERSIONING', '')) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'users' AND COLUMN_NAME = 'email'), ''))",
    },
  ],
  renameColumn: {
    mysql: [
      "ALTER TABLE `users` RENAME COLUMN `email` TO `mail`, DROP INDEX `ix_users_email`, ADD INDEX `ix_users_email` (`mail`, (lower(`mail`)) DESC)",
    ],
    mariadb: ["ALTER TABLE `users` RENAME COLUMN `email` TO `mail`"],
  },
  addPrimaryKey: ["ALTER TABLE `teams` ADD PRIMARY KEY (`id`)"],
  dropPrimaryKey: ["ALTER TABLE `users` DROP PRIMARY KEY, ADD INDEX `mig_auto_increment` (`id`)"],
  addUnique: ["ALTER TABLE `users` ADD CONSTRAINT `uq_users_age` UNIQUE (`age`)"],
  dropUnique: ["ALTER TABLE `users` DROP INDEX `uq_users_email`"],
  addCheck: ["ALTER TABLE `users` ADD CONSTRAINT `ck_users_id` CHECK (id > 0)"],
  dropCheck: {
    mysql: ["ALTER TABLE `users` DROP CHECK `ck_users_age`"],
    mariadb: ["ALTER TABLE `users` DROP CONSTRAINT `ck_users_age`"],
  },
  addExclusion: REFUSED,
  dropExclusion: REFUSED,
  addForeignKey: [
    "ALTER TABLE `users` ADD CONSTRAINT `fk_users_boss` FOREIGN KEY (`age`) REFERENCES `users` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION",
  ],
  dropForeignKey: [
    "ALTER TABLE `users` DROP FOREIGN KEY `fk_users_team`, DROP INDEX `fk_users_team`",
  ],
  createIndex: ["ALTER TABLE `users` ADD UNIQUE INDEX `ix_users_age` (`age`, `id` DESC)"],
  dropIndex: ["ALTER TABLE `users` DROP INDEX `ix_users_email`"],
  execute: ["UPDATE users SET age = 18"],
  bulkInsert: ["INSERT INTO `users` (`age`, `email`) VALUES (18, 'it''s'), (20, DEFAULT)"],
  backfill: ["UPDATE `users` SET `note` = 'old' WHERE age > 90"],
  run: ["ALTER TABLE `users` COMMENT 'who came'"],
};

describe("the words of MySQL and MariaDB", () => {
  for (const kind of Object.keys(SAMPLES) as Kind[])
    for (const flavor of ["mysql", "mariadb"] as const)
      it(`for ${kind}, on ${flavor}`, () => {
        const expected = SPELLINGS[kind];
        const dialect = dialects[flavor];
        const schema = dialect.normalize(SAMPLE_SCHEMA);
        const compile = () => dialect.compile([SAMPLES[kind]], schema);
        if (expected === REFUSED) expect(codeOf(compile)).to.equal(REFUSED);
        else expect(compile()).to.deep.equal("mysql" in expected ? expected[flavor] : expected);
      });

  it("are known without the schema where readsSchema says so", () => {
    for (const { compile, normalize, readsSchema } of Object.values(dialects))
      for (const [kind, op] of Object.entries(SAMPLES))
        if (SPELLINGS[kind as Kind] !== REFUSED && !readsSchema(op))
          expect(compile([op], EMPTY_SCHEMA), kind).to.deep.equal(
            compile([op], normalize(SAMPLE_SCHEMA)),
          );
  });

  it("put a column in its place, and a foreign key beside it", () => {
    const references = { table: "teams", columns: ["id"], onDelete: "CASCADE" } as const;
    const born = { name: "bo`rn", type: "date", nullable: true };
    const add = (options: object) => operations.addColumn.of("users", born, options);
    const spelt = (op: Operation) => dialects.mysql.compile([op], SAMPLE_SCHEMA);
    expect(spelt(add({ after: "a`b" }))).to.deep.equal([
      "ALTER TABLE `users` ADD COLUMN `bo``rn` date NULL AFTER `a``b`",
    ]);
    expect(spelt(add({ before: "id" }))).to.deep.equal([
      "ALTER TABLE `users` ADD COLUMN `bo``rn` date NULL FIRST",
    ]);
    expect(spelt(add({ before: "stay", references }))).to.deep.equal([
      "ALTER TABLE `users` ADD COLUMN `bo``rn` date NULL AFTER `age`, ADD FOREIGN KEY (`bo``rn`) REFERENCES `teams` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION",
    ]);
    for (const place of [{ after: "age" }, { first: true }])
      expect(dialects.mysql.readsSchema(add(place))).to.equal(false);
    expect(dialects.mysql.readsSchema(add({ before: "age" }))).to.equal(true);
  });

  it("let MySQL say whether the index of a foreign key is there where that is not sure", () => {
    const users = SAMPLE_SCHEMA.tables.map((table) => ({
      ...table,
      indexes: [
        ...table.indexes,
        operations.createIndex.of("users", { name: "i", columns: ["team_id"] }).index,
      ],
    }));
    const op = operations.dropForeignKey.of("users", "fk_users_team");
    const schema = { ...SAMPLE_SCHEMA, tables: users };
    expect(dialects.mysql.compile([op], schema)).to.deep.equal([
      {
        expression:
          "CONCAT('ALTER TABLE `users` DROP FOREIGN KEY `fk_users_team`', IF(EXISTS (SELECT 1 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'users' AND INDEX_NAME = 'fk_users_team'), ', DROP INDEX `fk_users_team`', ''))",
      },
    ]);
    expect(dialects.mariadb.compile([op], schema)).to.deep.equal([
      "ALTER TABLE `users` DROP FOREIGN KEY `fk_users_team`, DROP INDEX IF EXISTS `fk_users_team`",
    ]);
  });

  it("read the schema as it is before each operation", () => {
    const ops: readonly Operation[] = [
      operations.dropPrimaryKey.of("users", null),
      operations.addPrimaryKey.of("users", ["id", "age"]),
    ];
    expect(dialects.mysql.compile(ops, SAMPLE_SCHEMA)).to.deep.equal([
      "ALTER TABLE `users` DROP PRIMARY KEY, ADD INDEX `mig_auto_increment` (`id`)",
      "ALTER TABLE `users` ADD PRIMARY KEY (`id`, `age`), DROP INDEX `mig_auto_increment`",
    ]);
  });

  it("name the own database where a table of another one refers to it", () => {
    const key = { name: "f", columns: ["a"], references: { table: "users", columns: ["id"] } };
    const made = { name: "other.t", columns: [{ name: "a", type: "int" }], foreignKeys: [key] };
    for (const { compile } of Object.values(dialects)) {
      const statements = compile(
        [operations.createTable.of(made), operations.addForeignKey.of("other.u", key)],
        EMPTY_SCHEMA,
      );
      expect(statements).to.have.length(2);
      for (const statement of statements)
        expect(statement).to.match(/REFERENCES `\w+`\.`users` \(/);
      expect(compile([operations.addForeignKey.of("t", key)], EMPTY_SCHEMA)[0]).to.contain(
        "REFERENCES `users` (",
      );
    }
  });

  it("refuse what cannot be kept, and say what to do instead", () => {
    const key = { columns: ["a"], references: { table: "p", columns: ["id"] } };
    for (const op of [
      operations.addForeignKey.of("t", { ...key, name: "f", deferrable: "INITIALLY DEFERRED" }),
      operations.addUnique.of("t", { name: "u", columns: ["a"], deferrable: "INITIALLY DEFERRED" }),
      operations.addUnique.of("t", { name: "u", columns: ["a"], nullsNotDistinct: true }),
      operations.createIndex.of("t", { name: "i", columns: ["a"], where: "a > 0" }),
      operations.createIndex.of("t", { name: "i", columns: ["a"], include: ["b"] }),
      operations.createIndex.of("t", { name: "i", columns: [{ column: "a", nulls: "FIRST" }] }),
      operations.createTable.of({
        name: "t",
        columns: [{ name: "a", type: "int" }],
        exclusions: [{ name: "x", expression: "" }],
      }),
    ])
      for (const { compile } of Object.values(dialects))
        expect(codeOf(() => compile([op], EMPTY_SCHEMA))).to.equal(REFUSED);
    const expressionKey = operations.createIndex.of("t", {
      name: "i",
      columns: [{ expression: "lower(a)" }],
    });
    expect(codeOf(() => dialects.mariadb.compile([expressionKey], EMPTY_SCHEMA))).to.equal(REFUSED);
    expect(dialects.mysql.compile([expressionKey], EMPTY_SCHEMA)).to.deep.equal([
      "ALTER TABLE `t` ADD INDEX `i` ((lower(a)))",
    ]);
  });

  it("name collations of utf8 as each server knows them", () => {
    const made = table({
      name: "t",
      columns: [
        { name: "a", type: "varchar(9)", collation: "utf8mb3_bin" },
        { name: "b", type: "varchar(9)", charset: "utf8" },
      ],
      collation: "utf8_unicode_ci",
    });
    const texts = ([flavor, ...version]: [Flavor, ...number[]]) => {
      const { normalize, compile } = mysql({ ...server(flavor), version });
      const { tables } = normalize({ ...EMPTY_SCHEMA, tables: [made] });
      const ops = [
        ...tables.map((one) => operations.createTable.of(one)),
        operations.alterTable.of("t", { collation: null }, { collation: "utf8mb3_bin" }),
      ];
      return compile(ops, EMPTY_SCHEMA)
        .join()
        .match(/utf8\w*/g);
    };
    const later = ["utf8mb3_bin", "utf8mb3_general_ci", "utf8mb3_unicode_ci", "utf8mb3_bin"];
    const earlier = later.map((name) => name.replace("mb3", ""));
    // https://dev.mysql.com/doc/relnotes/mysql/8.0/en/news-8-0-30.html
    expect(texts(["mysql", 8, 0, 29])).to.deep.equal(earlier);
    expect(texts(["mysql", 8, 0, 30])).to.deep.equal(later);
    expect(texts(["mysql", 8, 4, 0])).to.deep.equal(later);
    expect(texts(["mariadb", 10, 6, 3])).to.deep.equal(later);
  });
});

/** The code of the refusal, which also says what to do. */
function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    expect(error.hint).to.match(/\w/);
    return error.code;
  }
}
