import { expect } from "chai";
import { cutOffLines } from "../../src/cli/blocked-lines.js";

function told(statement: string, hasHappened: boolean | null): string {
  const lines: string[] = [];
  cutOffLines((text) => void lines.push(text))({
    ...{ revision: "aaaa1", direction: "upgrade", statement, hasHappened },
  });
  return lines.join("\n");
}

describe("cli/blocked-lines", () => {
  it("says what has become of a statement in which a run was cut off", () => {
    const begin = "The upgrade of aaaa1 was cut off in: DROP TABLE a.";
    expect(told("DROP  TABLE\na", true)).to.equal(
      `${begin} The catalog shows that it has happened.`,
    );
    expect(told("DROP TABLE a", false)).to.equal(
      `${begin} The catalog shows that it has not happened.`,
    );
    expect(told("DROP TABLE a", null)).to.equal(
      `${begin} The server still runs it; waiting for the end of it.`,
    );
  });

  it("lets no statement steer the terminal", () => {
    expect(told("DROP TABLE `\u001B[2J`", true)).to.contain("\\u001b[2J").and.not.contain("\u001B");
  });
});
