import { expect } from "chai";
import { isLost } from "../../src/dialects/lost.js";
import { remedy } from "../../src/dialects/remedy.js";

describe("a connection that is lost", () => {
  for (const facts of [
    { code: "57P01" },
    { code: "08006" },
    { code: "ECONNRESET" },
    { code: "PROTOCOL_CONNECTION_LOST" },
    { code: "ER_CONNECTION_KILLED", errno: 1927 },
    { message: "Connection terminated unexpectedly" },
    { message: "Can't add new command when connection is in closed state" },
  ])
    it(`is known by ${JSON.stringify(facts)}`, () => {
      const error = Object.assign(new Error("x"), facts);
      expect(isLost(error)).to.equal(true);
      expect(remedy(error)).to.contain("run the same command again");
    });

  for (const facts of [
    { code: "42P01" },
    { code: "57014" },
    { code: "SQLITE_BUSY" },
    { errno: 1064 },
    { message: "relation is not there" },
  ])
    it(`is not what ${JSON.stringify(facts)} says`, () => {
      expect(isLost(Object.assign(new Error("x"), facts))).to.equal(false);
    });
});
