import { expect } from "chai";
import { driverError } from "../../src/dialects/driver-error.js";

describe("what a driver says", () => {
  it("is under what TypeORM says", () => {
    const error = Object.assign(new Error("QueryFailedError: no"), {
      driverError: Object.assign(new Error("no"), { errno: 1045, code: "ER_X", sqlState: "28000" }),
    });
    const said = { code: "ER_X", errno: 1045, sqlState: "28000", message: "no" };
    expect(driverError(error)).to.deep.equal(said);
  });

  it("is that of the first address, where several were tried", () => {
    const one = Object.assign(new Error("connect ECONNREFUSED ::1"), { code: "ECONNREFUSED" });
    expect(driverError(new AggregateError([one]))).to.deep.equal({
      code: "ECONNREFUSED",
      errno: 0,
      sqlState: "",
      message: "connect ECONNREFUSED ::1",
    });
  });
});
