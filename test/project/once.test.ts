import { expect } from "chai";
import { once } from "../../src/project/once.js";

describe("project/once", () => {
  it("does the work at the first call, and anew when that is forgotten", async () => {
    let times = 0;
    const work = once(async () => ++times);
    expect([await work(), await work()]).to.deep.equal([1, 1]);
    work.forget();
    expect([await work(), await work()]).to.deep.equal([2, 2]);
  });

  it("does anew what failed, and keeps what came after it", async () => {
    let times = 0;
    const work = once(async () => {
      if (++times === 1) throw new Error("on purpose");
      return times;
    });
    const first = work();
    work.forget();
    const second = work();
    expect(await first.catch((error: Error) => error.message)).to.equal("on purpose");
    expect([await second, await work()]).to.deep.equal([2, 2]);

    const fails = once(async () => Promise.reject(new Error(`${++times}`)));
    expect(await fails().catch((error: Error) => error.message)).to.equal("3");
    expect(await fails().catch((error: Error) => error.message)).to.equal("4");
  });
});
