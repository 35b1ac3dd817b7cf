import { expect } from "chai";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { namedInPage, namedInSource, problemOf, readManifest } from "./support/commands-named.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

describe("what mig says to type", () => {
  it("exists, with its flags: in every page", async () => {
    const pages = (await readdir(join(ROOT, "docs"), { recursive: true }))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join("docs", name));
    expect(await problems(["README.md", ...pages], namedInPage)).to.deep.equal([]);
  });

  it("exists, with its flags: in every message, hint and help text", async () => {
    const sources = (await readdir(join(ROOT, "src"), { recursive: true }))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join("src", name));
    expect(await problems(sources, namedInSource)).to.deep.equal([]);
  });

  it("is found in pages and in strings", () => {
    const page = "Run `mig upgrade`.\n```console\nnpx mig check\n```\nmig never does.\n";
    expect(namedInPage(page)).to.deep.equal(["upgrade", "check"]);
    const source = 'const a = "`mig heads -v`"; f(`mig does \\`mig ${b} --json\\``);';
    expect(namedInSource(source)).to.deep.equal(["heads -v", "… --json"]);
  });

  /** What is typed, and what is wrong with it. */
  const WRONG: Readonly<Record<string, RegExp | null>> = {
    "upgrade head": null,
    "downgrade -1": null,
    "-c a.ts history -r 27c6:head": null,
    'revision --autogenerate -m "two words"': null,
    "help <command>": null,
    "rebase heads": /no command rebase/,
    "stamp --forget head": /no --forget/,
    "upgrade one two": /fewer arguments/,
  };
  for (const [typed, problem] of Object.entries(WRONG))
    it(`mig ${typed}: ${problem ? "refused" : "let pass"}`, async () => {
      const found = problemOf(typed, await readManifest());
      if (problem) expect(found).to.match(problem);
      else expect(found).to.equal(null);
    });
});

/** Every command that these files name and that does not exist as it stands there. */
async function problems(
  paths: readonly string[],
  named: (text: string) => readonly string[],
): Promise<readonly string[]> {
  const manifest = await readManifest();
  const found: string[] = [];
  let count = 0;
  for (const path of paths)
    for (const typed of named(await readFile(join(ROOT, path), "utf8"))) {
      count++;
      const problem = problemOf(typed, manifest);
      if (problem !== null) found.push(`${path}: mig ${typed}: ${problem}`);
    }
  expect(count).to.be.greaterThan(20);
  return found;
}
