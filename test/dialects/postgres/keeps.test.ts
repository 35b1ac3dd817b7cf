import { expect } from "chai";
import { comparable, keeps } from "../../../src/dialects/postgres/keeps.js";
import { eachServer } from "../../support/databases.js";
import { keepsWhatItSays } from "../keeping.js";

type Pair = readonly [from: string, to: string];

describe("what PostgreSQL keeps when a type changes", () => {
  const kept: readonly Pair[] = [
    ["varchar(40)", "varchar(255)"],
    ["varchar(40)", "varchar"],
    ["varchar(40)", "text"],
    ["char(5)", "varchar(5)"],
    ["integer", "bigint"],
    ["integer", "double precision"],
    ["integer", "numeric(10)"],
    ["bigint", "numeric(19)"],
    ["bigint", "varchar(20)"],
    ["numeric(10,2)", "numeric(12,2)"],
    ["numeric(10,2)", "numeric"],
    ["real", "double precision"],
    ["timestamp(3)", "timestamp"],
    ["timestamp(3)", "timestamp(6)"],
    ["timestamp", "timestamp(6)"],
    ["date", "timestamp"],
    ["uuid", "text"],
    ["uuid", "varchar(36)"],
    ["mood", "text"],
    ["mood[]", "text[]"],
    ["varchar(10)[]", "varchar(20)[]"],
    ["jsonb", "json"],
    ["cidr", "inet"],
    ["bit(3)", "varbit(4)"],
  ];
  for (const [from, to] of kept)
    it(`${to} keeps all that ${from} holds`, () => {
      expect(keeps(from, to, "public")).to.equal(true);
    });

  const lost: readonly Pair[] = [
    ["varchar(255)", "varchar(40)"],
    ["text", "varchar(40)"],
    ["varchar(5)", "char(5)"],
    ["bigint", "integer"],
    ["bigint", "double precision"],
    ["integer", "real"],
    ["integer", "numeric(9)"],
    ["integer", "varchar(10)"],
    ["numeric", "double precision"],
    ["numeric(12,2)", "numeric(10,2)"],
    ["numeric(12,2)", "numeric(12,4)"],
    ["double precision", "numeric"],
    ["timestamp", "timestamp(3)"],
    ["timestamp", "timestamptz"],
    ["timestamptz", "timestamp"],
    ["timestamp", "date"],
    ["text", "uuid"],
    ["text", "mood"],
    ["text", "text[]"],
    ["text[]", "text"],
    ["json", "jsonb"],
    ["inet", "cidr"],
    ["bit(3)", "bit(4)"],
    ["text", "citext"],
  ];
  for (const [from, to] of lost)
    it(`${to} may lose something of ${from}`, () => {
      expect(keeps(from, to, "public")).to.equal(false);
    });
});

describe("between which types of PostgreSQL a foreign key can stand", () => {
  const can: readonly Pair[] = [
    ["integer", "bigint"],
    ["varchar(10)", "text"],
    ["date", "timestamptz"],
    ["numeric(10)", "numeric"],
  ];
  for (const [a, b] of can)
    it(`${a} and ${b}`, () => {
      expect(comparable(a, b, "public")).to.equal(true);
      expect(comparable(b, a, "public")).to.equal(true);
    });

  const cannot: readonly Pair[] = [
    ["integer", "text"],
    ["integer", "numeric"],
    ["uuid", "text"],
    ["text", "text[]"],
  ];
  for (const [a, b] of cannot)
    it(`not ${a} and ${b}`, () => {
      expect(comparable(a, b, "public")).to.equal(false);
      expect(comparable(b, a, "public")).to.equal(false);
    });
});

eachServer((server) => {
  if (server !== "postgres") return;
  keepsWhatItSays(server, {
    smallint: ["-32768", "32767"],
    integer: ["-2147483648", "2147483647"],
    bigint: ["-9223372036854775808", "9223372036854775807"],
    "numeric(4,2)": ["-99.99", "0.01"],
    "numeric(12,4)": ["-12345678.9012"],
    "numeric(20)": ["12345678901234567890"],
    numeric: ["'NaN'", "0.1234567890123456789"],
    real: ["0.1", "-3.4e38"],
    "double precision": ["0.1", "1e300"],
    "char(5)": ["'a'", "'abcde'", "'ä'"],
    "varchar(5)": ["'a '", "'abcde'", "''"],
    "varchar(20)": ["'12345678901234567890'"],
    text: ["' a '", "''"],
    boolean: ["true", "false"],
    uuid: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"],
    date: ["'0001-01-01'", "'9999-12-31'"],
    time: ["'23:59:59.999999'"],
    "timestamp(3)": ["'2024-01-01 00:00:00.123'"],
    timestamp: ["'2024-01-01 00:00:00.123456'"],
    interval: ["'1 month 2 days 00:00:00.5'"],
    json: [`'{"b": 1, "a": 2}'`],
    jsonb: [`'{"b": 1, "a": 2}'`],
    cidr: ["'10.0.0.0/8'"],
    inet: ["'10.0.0.1/8'"],
    "bit(3)": ["B'101'"],
    "varbit(4)": ["B'10'"],
    "varchar(5)[]": ["'{a,\"b c\"}'"],
    "text[]": ["'{a,\"b c\"}'", "'{}'"],
    "integer[]": ["'{1,NULL}'"],
    "bigint[]": ["'{9223372036854775807}'"],
  });
});
