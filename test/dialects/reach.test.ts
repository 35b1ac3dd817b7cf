import { expect } from "chai";
import { watchOf } from "../../src/dialects/mysql/reach.js";
import { scratching as postgres } from "../../src/dialects/postgres/scratch.js";
import type { Place } from "../../src/dialects/scratch.js";
import { scratching as sqlite } from "../../src/dialects/sqlite/scratch.js";
import type { Query } from "../../src/dialects/dialect.js";

const SHOP = "shop";

/** A server that answers what a composed statement comes to. */
const composing =
  (text: string): Query =>
  async () => [{ composed: text }];

const mysql = (sql: string, place: Place = "beside", answer = "", parameters: unknown[] = []) =>
  watchOf(composing(answer), [SHOP, "my`db", "mysql"], place)(sql, parameters);

describe("what reaches out of a scratch database", () => {
  describe("on MySQL and MariaDB", () => {
    for (const sql of [
      "INSERT INTO shop.account VALUES (1)",
      "DROP TABLE `shop`.`account`",
      'DROP TABLE "shop"."account"',
      "DROP TABLE SHOP . account",
      "DROP TABLE shop/* here */.account",
      "/*!50001 DROP TABLE shop.account */",
      "DROP TABLE `my``db`.account",
      "SELECT 1; DELETE FROM shop.account",
      "RENAME TABLE account TO shop.account",
      "UPDATE mysql.user SET host = '%'",
      "CREATE TRIGGER t BEFORE INSERT ON account FOR EACH ROW INSERT INTO shop.log VALUES (1)",
      "PREPARE p FROM 'DROP TABLE shop.account'",
      "SET @n = 'shop'; PREPARE p FROM @s",
      "CREATE PROCEDURE p() BEGIN EXECUTE IMMEDIATE 'DROP TABLE shop.account'; END",
    ])
      it(sql, async () => {
        expect(await mysql(sql)).to.be.oneOf([SHOP, "my`db", "mysql"]);
        expect(await mysql(sql, "given")).to.be.oneOf([SHOP, "my`db", "mysql"]);
      });

    for (const sql of [
      "USE shop",
      "SELECT 1; USE `shop`",
      "DROP DATABASE shop",
      "CREATE SCHEMA other",
      "CREATE OR REPLACE DATABASE other",
      "ALTER DATABASE shop COLLATE utf8mb4_bin",
    ])
      it(sql, async () => {
        expect(await mysql(sql)).to.be.a("string");
        expect(await mysql(sql, "given")).to.be.a("string");
      });

    for (const sql of [
      "CREATE USER app IDENTIFIED BY 'x'",
      "GRANT SELECT ON account TO app",
      "SET GLOBAL max_connections = 5",
      "SET @@global.max_connections = 5",
      "SET a = 1, PERSIST b = 2",
      "FLUSH TABLES",
    ])
      it(`${sql}, but on a server given for that`, async () => {
        expect(await mysql(sql)).to.be.a("string");
        expect(await mysql(sql, "given")).to.equal(null);
      });

    it("is found in what is composed on the server", async () => {
      const drop = "DROP TABLE shop.account";
      expect(await mysql("PREPARE p FROM @text", "beside", drop)).to.equal(SHOP);
      expect(await mysql("EXECUTE IMMEDIATE CONCAT('DROP TABLE ', @t)", "beside", drop)).to.equal(
        SHOP,
      );
      expect(await mysql("EXECUTE IMMEDIATE @t USING 1", "beside", drop)).to.equal(SHOP);
      expect(await mysql("PREPARE p FROM @text", "beside", "DROP TABLE account")).to.equal(null);
    });

    it("is found in a name that the driver puts in", async () => {
      expect(await mysql("DROP TABLE ??.??", "beside", "", [SHOP, "account"])).to.equal(SHOP);
      expect(await mysql("DROP TABLE ??", "beside", "", ["shop.account"])).to.equal(SHOP);
      expect(await mysql("INSERT INTO account VALUES (?)", "beside", "", [SHOP])).to.equal(null);
    });

    for (const sql of [
      "INSERT INTO account (name) VALUES ('shop.example.com')",
      "INSERT INTO account (name) VALUES ('it''s; USE shop')",
      "SELECT * FROM shop",
      "SELECT workshop.id FROM workshop",
      "SELECT `own`.`shop`.`id` FROM `own`.`shop`",
      "SELECT id FROM account USE INDEX (account_name)",
      "SELECT 1 -- shop.account",
      "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'shop'",
      "ALTER DATABASE CHARACTER SET utf8mb4",
      "ALTER TABLE account CHANGE a b int COMMENT 'shop.'",
      "UPDATE account SET global = 1",
    ])
      it(`is not: ${sql}`, async () => expect(await mysql(sql)).to.equal(null));
  });

  describe("on PostgreSQL", () => {
    const watch = async (sql: string, place: Place = "beside") =>
      (await postgres.watch(composing(""), place))(sql);
    for (const sql of [
      "CREATE ROLE app",
      "create user app",
      "ALTER DATABASE shop SET timezone TO 'UTC'",
      "DROP DATABASE shop",
      "ALTER SYSTEM SET work_mem = '1MB'",
      "GRANT owner TO app",
      "GRANT CONNECT ON DATABASE shop TO app",
      "REASSIGN OWNED BY a TO b",
      "DO $$ BEGIN CREATE ROLE app; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
      "DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles) THEN CREATE ROLE app; END IF; END$$",
      "DO 'BEGIN DROP ROLE app; END'",
      "SELECT 1; /* now */ CREATE TABLESPACE t LOCATION '/x'",
    ])
      it(`${sql}, but on a server given for that`, async () => {
        expect(await watch(sql)).to.be.a("string");
        expect(await watch(sql, "given")).to.equal(null);
      });
    for (const sql of [
      "GRANT SELECT ON account TO app",
      "INSERT INTO account VALUES ('; CREATE ROLE app')",
      'CREATE TABLE "user" (id integer)',
      "CREATE USER MAPPING FOR app SERVER s",
      "ALTER TABLE account DROP COLUMN role",
      "-- CREATE ROLE app\nSELECT 1",
    ])
      it(`is not: ${sql}`, async () => expect(await watch(sql)).to.equal(null));
  });

  describe("on SQLite", () => {
    const watch = async (sql: string) => (await sqlite.watch(composing(""), "beside"))(sql);
    for (const sql of [
      "ATTACH 'shop.sqlite' AS shop",
      "SELECT 1; attach database 'x' as y",
      "VACUUM INTO 'copy.sqlite'",
      "VACUUM main INTO 'copy.sqlite'",
    ])
      it(sql, async () => expect(await watch(sql)).to.be.a("string"));
    for (const sql of [
      "VACUUM",
      "INSERT INTO a VALUES ('; ATTACH ')",
      "INSERT INTO attach VALUES (1)",
    ])
      it(`is not: ${sql}`, async () => expect(await watch(sql)).to.equal(null));
  });
});
