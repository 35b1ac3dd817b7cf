import { expect } from "chai";
import { MigError, type Code } from "../../src/errors.js";

/** The refusal some work ends in, which must have this code. */
export async function refusal(code: Code, work: () => unknown): Promise<MigError> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    expect(error.code, error.message).to.equal(code);
    expect(error.hint, "a way out").to.be.a("string").that.is.not.empty;
    return error;
  }
  throw new Error(`Not refused, although ${code} was expected.`);
}
