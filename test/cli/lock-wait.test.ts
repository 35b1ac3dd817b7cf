import { expect } from "chai";
import { waitLines } from "../../src/cli/lock-wait.js";
import type { Holder } from "../../src/dialects/lock.js";

const holder = (name: string): Holder => ({ name, since: "2026-11-29T12:00:00Z", end: null });

function told(isShown: boolean, ...holders: readonly (Holder | null)[]): readonly string[] {
  const lines: string[] = [];
  const add = (text: string) => {
    lines.push(text);
  };
  const tell = waitLines({ isShown, show: add, clear: () => undefined }, add);
  for (const [at, one] of holders.entries())
    tell({
      database: 'postgres database "a"',
      holder: one,
      milliseconds: (at + 1) * 1000,
      timeout: 9,
    });
  return lines;
}

describe("cli/lock-wait", () => {
  it("says it once where lines stay, and again where somebody else was quicker", () => {
    expect(told(false, holder("a"), holder("a"), null, holder("b"), holder("b"))).to.deep.equal([
      'Waiting for the lock of the postgres database "a": a has it since 2026-11-29T12:00:00Z.',
      'Waiting for the lock of the postgres database "a": b has it since 2026-11-29T12:00:00Z.',
    ]);
    expect(told(false, null, null)).to.deep.equal([
      'Waiting for the lock of the postgres database "a": another run has it.',
    ]);
  });

  it("says each time on a terminal how long it has been waiting", () => {
    expect(told(true, holder("a"), holder("a")).map((text) => text.slice(-6))).to.deep.equal([
      " (1 s)",
      " (2 s)",
    ]);
  });

  it("lets no name steer the terminal", () => {
    for (const isShown of [true, false])
      expect(told(isShown, holder("\u001B[2Ja\rb"))[0])
        .to.contain("\\u001b[2Ja\\u000db")
        .and.not.contain("\u001B");
  });
});
