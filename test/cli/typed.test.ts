import { expect } from "chai";
import { readTyped, type Typed } from "../../src/cli/typed.js";

/** What is typed after `mig`, and how it is read. */
const READ: Readonly<Record<string, Partial<Typed>>> = {
  "": { wants: "help", command: null, words: [] },
  "-h": { wants: "help", command: null },
  "--help": { wants: "help", command: null },
  help: { wants: "help", command: null },
  "help upgrade": { wants: "help", command: "upgrade" },
  "upgrade -h": { wants: "help", command: "upgrade" },
  "upgrade --help --json": { wants: "help", command: "upgrade" },
  "-h upgrade": { wants: "help", command: "upgrade" },
  "--version": { wants: "version" },
  "-V": { wants: "version" },
  version: { wants: "version" },
  "upgrade head": { wants: "run", command: "upgrade", words: ["head"], json: false },
  "history -V": { wants: "run", command: "history", words: ["-V"] },
  "revision -m x -- -h": { wants: "run", words: ["-m", "x", "--", "-h"] },
  "-c a.ts upgrade head": { wants: "run", command: "upgrade", words: ["-c", "a.ts", "head"] },
  "--data-source a.ts -q check": { command: "check", words: ["--data-source", "a.ts", "-q"] },
  "--config=a.ts --json heads": {
    command: "heads",
    words: ["--config=a.ts", "--json"],
    json: true,
  },
  "-c a.ts": { wants: "run", command: null },
  "downgrade -1": { command: "downgrade", words: ["--", "-1"] },
  "downgrade -2 --json": { words: ["--json", "--", "-2"], json: true },
  "downgrade -- -1": { words: ["--", "-1"] },
  "downgrade -- -1 --json": { json: false },
  "history -r -3:current": { words: ["-r", "-3:current"] },
};

describe("what was typed", () => {
  for (const [typed, read] of Object.entries(READ))
    it(`mig ${typed}`, () => {
      expect(readTyped(typed.split(" ").filter(Boolean))).to.deep.include(read);
    });
});
