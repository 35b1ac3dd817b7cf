import { expect } from "chai";
import { isAtLeast, versionNumbers } from "../../src/dialects/version.js";

describe("a version", () => {
  it("is compared number by number, as far as both go", () => {
    for (const [text, ...wanted] of [
      ["8.0.30-log", 8, 0, 30],
      ["8.0.31", 8, 0, 30],
      ["8.4", 8, 0, 30],
      ["9.0.0", 8, 4],
      ["10.7.1", 10, 7],
      ["11", 10, 7],
    ] as const)
      expect(isAtLeast(versionNumbers(text), ...wanted), text).to.equal(true);
    for (const [text, ...wanted] of [
      ["8.0.29", 8, 0, 30],
      ["8.0", 8, 0, 30],
      ["7.9.9", 8],
      ["10.6.20", 10, 7],
    ] as const)
      expect(isAtLeast(versionNumbers(text), ...wanted), text).to.equal(false);
  });
});
