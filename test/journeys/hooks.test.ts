import { expect } from "chai";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDatabase, eachServer } from "../support/databases.js";
import { migs } from "../support/mig.js";
import { copyShop, shopEnvironment } from "../support/shop.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { userProject } from "../support/user-project.js";

const NODE = JSON.stringify(process.execPath);

/** Appends its arguments to the last of them, so that one sees who was called with what. */
const NOTE = `import { appendFileSync } from "node:fs";
import { relative } from "node:path";
const words = process.argv.slice(2);
const file = words.find((word) => word.includes("migrations")).replace("--file=", "");
appendFileSync(file, "// " + [relative(file, process.cwd()), ...words].join(" ").replaceAll(file, "F") + "\\n");
`;

/** Hooks, as they stand in a configuration, and what they leave behind at the end of the file. */
const HOOKS: Readonly<Record<string, readonly [hooks: string, leaves: RegExp]>> = {
  "prettier, if nothing is said": ["undefined", /op\) => \{\};\n$/],
  none: ["[]", /op\) => \{\n\};\n$/],
  "a program, the file at its end": [
    `[{ exec: [${NODE}, "note.mjs", "a b"] }]`,
    /\/\/ \S+ a b F\n$/,
  ],
  "a program, the file in the middle": [
    `[{ exec: [${NODE}, "note.mjs", "{file}", "end"] }]`,
    /\/\/ \S+ F end\n$/,
  ],
  "a program, the file in the middle of an argument": [
    `[{ exec: [${NODE}, "note.mjs", "--file={file}", "end"] }]`,
    /\/\/ \S+ --file=F end\n$/,
  ],
  "a command line with quotes": [
    `[{ exec: '"${process.execPath}" note.mjs --why="it is so" {file}' }]`,
    /\/\/ \S+ --why=it is so F\n$/,
  ],
  "a program in a folder of its own": [
    `[{ exec: [${NODE}, "../note.mjs"], cwd: "src" }]`,
    /\/\/ \.\.\/\.\.\/src F\n$/,
  ],
  "a function, after a program": [
    `[{ exec: [${NODE}, "note.mjs"] }, async (file) => appendFileSync(file, "// called")]`,
    /\/\/ \S+ F\n\/\/ called$/,
  ],
};

/** Hooks that fail, and what must be said of them. */
const FAILING: Readonly<Record<string, readonly [hook: string, ...says: readonly string[]]>> = {
  "a program that ends with another code": [
    `{ exec: [${NODE}, "-e", "console.log('first'); console.error('second'); process.exit(7)"] }`,
    "ended with 7",
    "first",
    "second",
  ],
  "a program that is not there": [
    `{ exec: "no-such-program --fix" }`,
    "no program no-such-program",
  ],
  "a folder that is not there": [`{ exec: ${NODE}, cwd: "nowhere" }`, "no folder", "nowhere"],
  "a function that throws": [`function tidy() { throw new Error("untidy"); }`, "tidy()", "untidy"],
  "a promise that is rejected": [`async () => Promise.reject("no")`, "failed: no"],
};

const config = (hooks: string) => `import { appendFileSync } from "node:fs";
export default { dataSource: "src/data-source.ts", postWriteHooks: ${hooks} };
void appendFileSync;
`;

describe("post-write hooks", function () {
  this.timeout(60_000);

  for (const [name, [hooks, leaves]] of Object.entries(HOOKS))
    it(name, async () => {
      await using project = await userProject({ type: "better-sqlite3", database: "a.sqlite" });
      await project.write({ "mig.config.ts": config(hooks), "note.mjs": NOTE });
      await project.run("revision", "-m", "one");
      expect(await project.revision("one")).to.match(leaves);
    });

  for (const [name, [hook, ...says]] of Object.entries(FAILING))
    it(`${name} fails the command; the file stays, and no hook runs after it`, async () => {
      await using project = await userProject({ type: "better-sqlite3", database: "a.sqlite" });
      const never = `(file) => appendFileSync(file, "// called")`;
      await project.write({ "mig.config.ts": config(`[${hook}, ${never}]`) });
      const { code, stderr } = await project.mig("revision", "-m", "one");
      expect(code).to.equal(1);
      for (const words of ["MIG405", "_one.ts was written and stays", "--no-hooks", ...says])
        expect(stderr).to.contain(words);
      expect(await project.revision("one"))
        .to.contain("export const upgrade")
        .and.not.contain("called");
      await project.run("revision", "-m", "two", "--no-hooks");
      expect(await project.revision("two")).to.not.contain("called");
    });
});

describe("a generated revision", function () {
  this.timeout(120_000);

  eachServer((server) => {
    it("is the same to the byte each time, but for its id and its date", async () => {
      await using database = await createDatabase(server);
      await using folder = await temporaryFolder();
      await copyShop(folder.path, "before");
      const written = async (name: string, id: string) => {
        const setting = `export default { dataSource: "src/data-source.ts", versionLocations: "${name}" };`;
        await writeFile(join(folder.path, `${name}.config.ts`), setting);
        const typed = ["revision", "--autogenerate", "-m", "all", "--rev-id", id];
        const environment = shopEnvironment(database.options);
        await migs(folder.path, [...typed, "-c", `${name}.config.ts`], environment);
        const text = await readFile(join(folder.path, name, `${id}_all.ts`), "utf8");
        return text.replace(/^\/\/ Created: [\d: -]+ UTC$/m, "// Created").replaceAll(id, "ID");
      };
      const [once, again] = [await written("one", "aaaa1"), await written("two", "bbbb2")];
      expect(once.match(/createTable/g)?.length).to.be.greaterThan(20);
      expect(again).to.equal(once);
    });
  });
});
