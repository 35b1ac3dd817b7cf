import { expect } from "chai";
import { mig } from "../support/mig.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const EVERY_COMMAND = /init[^]*revision[^]*upgrade[^]*downgrade[^]*current[^]*check[^]*history/;
const VERSION = /^typeorm-mig\/\d+\.\d+\.\d+ \S+ node-v\d+\S+\n$/;

/** What answers a question about mig itself: on standard output, and with 0. */
const ANSWERED: Readonly<Record<string, RegExp>> = {
  "": EVERY_COMMAND,
  "-h": EVERY_COMMAND,
  "--help": EVERY_COMMAND,
  help: EVERY_COMMAND,
  "help upgrade": /\$ mig upgrade \[TARGET\][^]*EXAMPLES/,
  "upgrade -h": /\$ mig upgrade \[TARGET\][^]*EXAMPLES/,
  "upgrade --help": /\$ mig upgrade \[TARGET\][^]*EXAMPLES/,
  "--version": VERSION,
  "-V": VERSION,
  version: VERSION,
};

/** What cannot be understood: what standard error says, and with 2. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  nonsense: ['no command "nonsense"', "`mig --help`"],
  "help nonsense": ['no command "nonsense"', "`mig --help`"],
  "nonsense --help": ['no command "nonsense"', "`mig --help`"],
  upgrad: ["Did you mean `mig upgrade`?"],
  "heads:x": ['no command "heads:x"'],
  "-q": ["No command is named", "`mig --help`"],
  "revision hello world": ["Unexpected arguments", '`mig revision -m "hello world"`'],
  "upgrade head more": ["Unexpected argument: more", "`mig upgrade --help`"],
  "upgrade --fast": ["--fast", "`mig upgrade --help`"],
  "revision -m x --rename a.b:c": ["--rename", "--autogenerate", "--from-empty"],
  "revision --no-renames": ["--no-renames", "--autogenerate"],
  "revision --empty": ["--empty", "--autogenerate"],
  "revision --auto-generate": ["Did you mean --autogenerate?"],
  "-c a.ts --jsn heads": ["--jsn", "Did you mean --json?"],
  downgrade: ["target", "`mig downgrade --help`"],
  "init -c a.ts": ["Leave -c out"],
};

describe("how mig is used", function () {
  this.timeout(60_000);

  for (const [typed, says] of Object.entries(ANSWERED))
    it(`mig ${typed}: answered`, async () => {
      const { code, stdout, stderr } = await run(typed);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      expect(stdout).to.match(says);
    });

  for (const [typed, says] of Object.entries(REFUSED))
    it(`mig ${typed}: wrong usage, in words and as JSON`, async () => {
      const { code, stdout, stderr } = await run(typed);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.match(/^Wrong usage: /);
      for (const words of says) expect(stderr).to.contain(words);

      if (typed.includes("help")) return;
      const json = await run(`${typed} --json`);
      expect({ code: json.code, stderr: json.stderr }).to.deep.equal({ code: 2, stderr: "" });
      const { error } = JSON.parse(json.stdout) as { error: Record<string, string | null> };
      expect(error).to.have.keys("code", "message", "hint");
      for (const words of says) expect(`${error["message"]} ${error["hint"]}`).to.contain(words);
    });

  it("says the same in the environment of a developer, and plainly in that of a build server", async () => {
    const plain = await run("upgrade --help");
    for (const environment of [
      { NODE_ENV: "development" },
      { CI: "true", GITHUB_ACTIONS: "true", COLORTERM: "truecolor" },
    ])
      expect(await run("upgrade --help", environment)).to.deep.equal(plain);
  });
});

async function run(typed: string, environment: Readonly<Record<string, string>> = {}) {
  await using folder = await temporaryFolder();
  return await mig(folder.path, typed.split(" ").filter(Boolean), environment);
}
