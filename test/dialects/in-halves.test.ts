import { expect } from "chai";
import { inHalves } from "../../src/dialects/in-halves.js";

describe("work that is refused for the sake of one item", () => {
  const results = async (items: readonly string[], isHopeless = false) => {
    let calls = 0;
    const found = await inHalves(items, {
      all: async (some) => {
        calls += 1;
        if (some.some((item) => item.startsWith("bad"))) throw new Error("no");
        return some.map((item) => item.toUpperCase());
      },
      problemOf: (error) => ({ kind: "refused", words: String(error) }),
      isHopeless: () => isHopeless,
      refused: (item, { words }) => `${item}: ${words}`,
    });
    return { found, calls };
  };

  it("is done to the others, in few calls", async () => {
    expect(await results([])).to.deep.equal({ found: [], calls: 0 });
    expect(await results(["a", "b"])).to.deep.equal({ found: ["A", "B"], calls: 1 });
    const items = [..."abcdefg", "bad"];
    const { found, calls } = await results(items);
    expect(found).to.deep.equal([..."ABCDEFG", "bad: Error: no"]);
    expect(calls).to.equal(7);
  });

  it("is not done again where that is no use", async () => {
    expect(await results(["a", "bad"], true)).to.deep.equal({
      found: ["a: Error: no", "bad: Error: no"],
      calls: 1,
    });
  });

  it("throws what is no refusal", async () => {
    const attempt = {
      all: () => Promise.reject(new RangeError("lost")),
      problemOf: (error: unknown): never => {
        throw error;
      },
      isHopeless: () => false,
      refused: () => null,
    };
    expect(await inHalves(["a"], attempt).catch(String)).to.equal("RangeError: lost");
  });
});
