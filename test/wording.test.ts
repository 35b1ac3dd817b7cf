import { expect } from "chai";
import { counted, didYouMean, nearest } from "../src/wording.js";

describe("wording", () => {
  it("counts", () => {
    expect([0, 1, 2].map((count) => counted(count, "new table"))).to.deep.equal([
      ...["0 new tables", "1 new table", "2 new tables"],
    ]);
  });

  it("takes a mistyped name for at most three that are near, and for none that is not", () => {
    expect(nearest("heade", ["heads", "head", "base"])).to.deep.equal(["head", "heads"]);
    expect(nearest("aaaa", ["aaab", "aaac", "aaad", "aaae"])).to.deep.equal([
      ...["aaab", "aaac", "aaad"],
    ]);
    expect(nearest("zzz", ["dataSource", "ignore"])).to.deep.equal([]);
  });

  it("asks what was meant, or says something else", () => {
    const quoted = (name: string) => `"${name}"`;
    expect(didYouMean("usr", ["user", "users"], "Check it.")).to.equal("Did you mean user?");
    expect(didYouMean("heade", ["heads", "head"], "", quoted)).to.equal(
      'Did you mean "head" or "heads"?',
    );
    expect(didYouMean("zzz", ["user"], "Check it.")).to.equal("Check it.");
  });
});
