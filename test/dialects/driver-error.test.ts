import { expect } from "chai";
import { StatementError } from "../../src/dialects/telling.js";
import { driverError } from "../../src/dialects/driver-error.js";

describe("what a driver says", () => {
  it("is under what TypeORM says", () => {
    const error = Object.assign(new Error("QueryFailedError: no"), {
      driverError: Object.assign(new Error("no"), { errno: 1045, code: "ER_X", sqlState: "28000" }),
    });
    const said = { code: "ER_X", errno: 1045, sqlState: "28000", message: "no", detail: "" };
    expect(driverError(error)).to.deep.equal(said);
  });

  it("is that of the first address, where several were tried", () => {
    const one = Object.assign(new Error("connect ECONNREFUSED ::1"), { code: "ECONNREFUSED" });
    expect(driverError(new AggregateError([one]))).to.deep.equal({
      code: "ECONNREFUSED",
      errno: 0,
      sqlState: "",
      message: "connect ECONNREFUSED ::1",
      detail: "",
    });
  });

  it("names what is in the way, which PostgreSQL says apart", () => {
    const error = Object.assign(new Error("cannot drop"), {
      code: "2BP01",
      detail: "view v needs it",
    });
    expect(driverError(error).detail).to.equal("view v needs it");
    expect(new StatementError("op.dropView", "DROP VIEW v", {}, error).words).to.equal(
      "cannot drop (view v needs it)",
    );
  });
});
