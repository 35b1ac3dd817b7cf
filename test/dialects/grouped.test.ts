import { expect } from "chai";
import { grouped } from "../../src/dialects/grouped.js";

describe("grouped items", () => {
  it("keep their order, and the keys that of their first item", () => {
    expect([...grouped(["b1", "a1", "b2"], (text) => text[0])]).to.deep.equal([
      ["b", ["b1", "b2"]],
      ["a", ["a1"]],
    ]);
  });
});
