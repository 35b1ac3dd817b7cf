import { expect } from "chai";
import { keeps } from "../../../src/dialects/sqlite/keeps.js";
import { eachServer } from "../../support/databases.js";
import { keepsWhatItSays } from "../keeping.js";

type Pair = readonly [from: string, to: string];

describe("what SQLite keeps when a type changes", () => {
  const kept: readonly Pair[] = [
    ["varchar(40)", "varchar(255)"],
    ["varchar(255)", "varchar(40)"],
    ["text", "varchar(40)"],
    ["integer", "bigint"],
    ["bigint", "smallint"],
    ["integer", "text"],
    ["integer", "decimal(12,2)"],
    ["date", "datetime"],
    ["datetime", "blob"],
  ];
  for (const [from, to] of kept)
    it(`${to} keeps all that ${from} holds`, () => {
      expect(keeps(from, to)).to.equal(true);
    });

  const lost: readonly Pair[] = [
    ["text", "integer"],
    ["integer", "real"],
    ["bigint", "double"],
    ["numeric", "real"],
    ["real", "text"],
    ["blob", "text"],
    ["varchar(40)", "boolean"],
  ];
  for (const [from, to] of lost)
    it(`${to} may lose something of ${from}`, () => {
      expect(keeps(from, to)).to.equal(false);
    });
});

eachServer((server) => {
  if (server !== "sqlite") return;
  keepsWhatItSays(server, {
    integer: ["9223372036854775807", "-1"],
    "varchar(2)": ["'longer than two'", "'007'"],
    text: ["'007'", "''"],
    real: ["0.1", "1e300"],
    numeric: ["0.1", "9223372036854775807"],
    datetime: ["'2024-01-01 00:00:00.5'"],
    boolean: ["0", "1"],
    blob: ["x'00ff'", "'7'", "7"],
  });
});
