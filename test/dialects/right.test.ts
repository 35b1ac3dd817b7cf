import { expect } from "chai";
import { remedy } from "../../src/dialects/remedy.js";
import { missingRight } from "../../src/dialects/right.js";

/** What servers say, of which statement, and what gives the right. */
const CASES: readonly (readonly [says: string, statement: string, grant: string | null])[] = [
  [
    "permission denied for schema public",
    "CREATE TABLE t (id int)",
    "GRANT USAGE, CREATE ON SCHEMA public TO …",
  ],
  ["permission denied for schema Odd", "SELECT 1", 'GRANT USAGE ON SCHEMA "Odd" TO …'],
  ["permission denied for database shop", "CREATE SCHEMA a", "GRANT CREATE ON DATABASE shop TO …"],
  ["permission denied for table t", "INSERT INTO t VALUES (1)", "GRANT INSERT ON t TO …"],
  ["permission denied for table t", "SELECT * FROM t FOR UPDATE", "GRANT SELECT, UPDATE ON t TO …"],
  ['permission denied for table o"dd', "delete from x", 'GRANT DELETE ON "o""dd" TO …'],
  ["permission denied for table t", "WITH a AS (SELECT 1) SELECT * FROM t", null],
  ["must be owner of table t", "ALTER TABLE t ADD a int", "ALTER TABLE t OWNER TO …"],
  [
    "CREATE command denied to user 'a'@'localhost' for table 't'",
    "CREATE TABLE t (id int)",
    "GRANT CREATE ON t TO …",
  ],
  [
    "INSERT, DELETE command denied to user 'a'@'localhost' for table `shop`.`t`",
    "REPLACE INTO t VALUES (1)",
    "GRANT INSERT, DELETE ON `shop`.`t` TO …",
  ],
  [
    "SELECT with locking clause command denied to user 'a'@'%' for table 't'",
    "SELECT * FROM t FOR UPDATE",
    "GRANT SELECT, UPDATE ON t TO …",
  ],
  [
    "Access denied for user 'a'@'%' to database 'shop'",
    "CREATE DATABASE shop",
    "GRANT ALL ON shop.* TO …",
  ],
  ["must be superuser", "CREATE EXTENSION x", null],
];

describe("what gives a right", () => {
  for (const [says, statement, grant] of CASES)
    it(`that is missing where a server says: ${says}`, () => {
      const error = Object.assign(new Error(says), { code: "42501" });
      expect(missingRight(error, statement)).to.equal(grant);
      const hint = remedy(error, statement);
      expect(hint).to.contain("Give the user of the data source the right");
      expect(hint?.includes("(`")).to.equal(grant !== null);
    });
});
