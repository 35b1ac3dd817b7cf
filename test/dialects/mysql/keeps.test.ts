import { expect } from "chai";
import { keeps } from "../../../src/dialects/mysql/keeps.js";
import { settingsOf } from "../../../src/dialects/mysql/settings.js";
import { eachServer } from "../../support/databases.js";
import { keepsWhatItSays } from "../keeping.js";

type Pair = readonly [from: string, to: string];

const SETTINGS = settingsOf({
  flavor: "mysql",
  version: [9, 0, 0],
  schema: "shop",
  collations: null,
  lowerCaseTables: false,
  implicitTimes: false,
});

describe("what MySQL keeps when a type changes", () => {
  const kept: readonly Pair[] = [
    ["varchar(40)", "varchar(255)"],
    ["varchar(40)", "text"],
    ["char(5)", "varchar(5)"],
    ["char(5)", "text"],
    ["text", "mediumtext"],
    ["tinyint", "int"],
    ["int", "bigint"],
    ["int unsigned", "bigint"],
    ["int unsigned", "bigint unsigned"],
    ["int", "double"],
    ["smallint", "float"],
    ["int", "decimal(10,0)"],
    ["int", "varchar(11)"],
    ["decimal(10,2)", "decimal(12,2)"],
    ["float", "double"],
    ["datetime", "datetime(6)"],
    ["timestamp", "timestamp(3)"],
    ["date", "datetime"],
    ["enum('a','b')", "enum('c','b','a')"],
    ["enum('a','bc')", "varchar(2)"],
    ["set('it''s')", "set('x','it''s')"],
    ["binary(4)", "varbinary(4)"],
    ["varbinary(16)", "blob"],
    ["point", "geometry"],
    ["json", "longtext"],
  ];
  for (const [from, to] of kept)
    it(`${to} keeps all that ${from} holds`, () => {
      expect(keeps(from, to, SETTINGS)).to.equal(true);
    });

  const lost: readonly Pair[] = [
    ["varchar(255)", "varchar(40)"],
    ["text", "varchar(255)"],
    ["varchar(255)", "tinytext"],
    ["varchar(5)", "char(5)"],
    ["bigint", "int"],
    ["int", "int unsigned"],
    ["int unsigned", "int"],
    ["bigint", "double"],
    ["int", "float"],
    ["int", "varchar(10)"],
    ["decimal(12,2)", "decimal(12,4)"],
    ["decimal(10,2)", "double"],
    ["double", "float"],
    ["datetime(6)", "datetime"],
    ["timestamp(6)", "timestamp"],
    ["timestamp", "datetime"],
    ["datetime", "timestamp"],
    ["datetime", "date"],
    ["enum('a','b')", "enum('a')"],
    ["enum('a','b')", "set('a','b')"],
    ["binary(4)", "binary(5)"],
    ["varbinary(4)", "binary(4)"],
    ["geometry", "point"],
    ["point", "point srid 4326"],
    ["longtext", "json"],
  ];
  for (const [from, to] of lost)
    it(`${to} may lose something of ${from}`, () => {
      expect(keeps(from, to, SETTINGS)).to.equal(false);
    });
});

eachServer((server) => {
  if (server !== "mysql" && server !== "mariadb") return;
  keepsWhatItSays(server, {
    tinyint: ["-128", "127"],
    "smallint unsigned": ["0", "65535"],
    mediumint: ["-8388608", "8388607"],
    int: ["-2147483648", "2147483647"],
    "int unsigned": ["0", "4294967295"],
    bigint: ["-9223372036854775808", "9223372036854775807"],
    // The servers take no text for a greater one, although they give it.
    "bigint unsigned": ["9223372036854775807"],
    "decimal(2,2)": ["-0.55"],
    "decimal(12,2)": ["-9999999999.99", "0.01"],
    "decimal(20,0)": ["18446744073709551615"],
    float: ["0.5", "16777216"],
    double: ["0.1", "9007199254740992"],
    "char(5)": ["'a'", "'abcde'"],
    "varchar(5)": ["'a '", "'abcde'"],
    "varchar(20)": ["'12345678901234567890'"],
    tinytext: [`repeat('ä', 127)`],
    text: [`repeat('😀', 16383)`],
    longtext: ["'a'"],
    date: ["'1000-01-01'", "'9999-12-31'"],
    "time(3)": ["'-838:59:58.999'"],
    datetime: ["'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'"],
    "datetime(6)": ["'2024-01-01 00:00:00.123456'"],
    "varchar(26)": ["'2024-01-01 00:00:00.123456'"],
    year: ["1901", "2155"],
    "enum('it''s','b')": ["'it''s'", "'b'"],
    "enum('b','x','it''s')": ["'it''s'"],
    "set('x','y')": ["'x,y'", "''"],
    "set('y','x','z')": ["'x,z'"],
    "binary(2)": ["x'0100'"],
    "varbinary(4)": ["x'0100'", "''"],
    blob: ["x'00'"],
    "bit(4)": ["b'1001'"],
    "bit(9)": ["b'100000001'"],
    point: ["ST_GeomFromText('POINT(1 2)')"],
    geometry: ["ST_GeomFromText('LINESTRING(1 2,3 4)')"],
    json: [`'{"a": 1}'`],
  });
});
