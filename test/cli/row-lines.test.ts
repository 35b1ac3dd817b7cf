import { expect } from "chai";
import { rowLines } from "../../src/cli/row-lines.js";

describe("the lines that tell how far rows have come", () => {
  const told = (isShown: boolean, total: number | null) => {
    const lines: string[] = [];
    let time = 0;
    const show = (text: string) => void lines.push(`shown ${text}`);
    const live = { isShown, show, clear: () => undefined };
    const tell = rowLines(
      live,
      (text) => void lines.push(`printed ${text}`),
      () => time,
    );
    for (let done = 0; done <= 300; done += 1, time += 100)
      tell({ operation: "~ rows of a\u001b[2Jb", done, total });
    return lines;
  };

  it("change ten times a second on a terminal", () => {
    const lines = told(true, 400);
    expect(lines).to.have.lengthOf(300);
    expect(lines[99]).to.equal("shown ~ rows of a\\u001b[2Jb: 100 of 400 (25%)");
  });

  it("come every ten seconds elsewhere", () => {
    expect(told(false, null)).to.deep.equal(
      [100, 200, 300].map((done) => `printed ~ rows of a\\u001b[2Jb: ${done} rows`),
    );
  });

  it("divide nothing by nothing", () => {
    expect(told(true, 0)[0]).to.equal("shown ~ rows of a\\u001b[2Jb: 1 of 0");
  });
});
