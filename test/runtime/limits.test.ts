import { expect } from "chai";
import { planUpgrade } from "../../src/revisions/plan.js";
import { limitsOf, USUAL_LIMITS } from "../../src/runtime/limits.js";
import { loadSteps, type MigrationModule } from "../../src/runtime/steps.js";
import { graphOf } from "../support/revisions.js";
import { refusal } from "../support/stopped-runs.js";

const load = (exported: object) =>
  loadSteps(
    planUpgrade(graphOf("aaaa1"), [], "head"),
    async () => ({ upgrade: () => undefined, ...exported }) as MigrationModule,
  );

describe("the limits of a revision", () => {
  for (const name of ["lockTimeout", "statementTimeout"])
    it(`${name} is a number of seconds, or null`, async () => {
      for (const wrong of ["5s", "5", 0, -1, NaN, Infinity, 1e9, true, {}]) {
        const error = await refusal(load({ [name]: wrong }));
        expect(error.code).to.equal("MIG402");
        expect(error.message).to.contain(name).and.contain("aaaa1");
      }
      const key = name === "lockTimeout" ? "lock" : "statement";
      for (const [value, milliseconds] of [
        [0.5, 500],
        [30, 30_000],
        [null, null],
      ] as const)
        expect((await load({ [name]: value }))[0]?.limits).to.deep.equal({ [key]: milliseconds });
    });

  it("what a revision does not say the run says, and otherwise mig", async () => {
    const [step] = await load({});
    expect(step?.limits).to.deep.equal({});
    const { lock, statement } = USUAL_LIMITS;
    expect(limitsOf(undefined, {})).to.deep.equal({ lock, statement });
    const run = { lock: 1, statement: 2 };
    expect(limitsOf(run, {})).to.deep.equal(run);
    expect(limitsOf(run, { lock: null })).to.deep.equal({ lock: null, statement: 2 });
  });
});
