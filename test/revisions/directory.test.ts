import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { MigError } from "../../src/errors.js";
import { readRevisions } from "../../src/revisions/directory.js";
import { createGraph } from "../../src/revisions/graph.js";
import { refuse } from "../../src/revisions/problem.js";
import { idsOf } from "../support/revisions.js";

/** The revisions in folders, or a refusal of what cannot be read. */
const read = async (...parameters: Parameters<typeof readRevisions>) => {
  const { revisions, unreadable } = await readRevisions(...parameters);
  refuse(unreadable);
  return revisions;
};

describe("revisions/directory", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mig-revisions-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = async (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  };
  const names = async (...parameters: Parameters<typeof readRevisions>) =>
    (await read(...parameters)).map(({ id, path }) => `${id} ${path.slice(folder.length + 1)}`);
  const refusalOf = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => null,
      (error: unknown) => error,
    );
    if (error instanceof MigError) return error;
    throw new Error("expected a refusal", { cause: error });
  };

  it("reads every file that can be a revision, by name, and nothing else", async () => {
    await write({
      "b.ts": file("b", "a"),
      "a.ts": file("a"),
      "c.mts": file("c", "b"),
      "d.cts": file("d", "c"),
      "e.js": file("e", "d"),
      "f.mjs": file("f", "e"),
      "g.cjs": file("g", "f"),
      "größe 'x' 🎈.ts": file("h", "g"),
      "a.d.ts": "export {};",
      "a.js.map": "{}",
      "README.md": "# Migrations",
      ".hidden.ts": "nothing",
      "folder.ts/x.ts": "nothing",
    });
    expect(await names([folder])).to.deep.equal([
      "a a.ts",
      "b b.ts",
      "c c.mts",
      "d d.cts",
      "e e.js",
      "f f.mjs",
      "g g.cjs",
      "h größe 'x' 🎈.ts",
    ]);
  });

  it("a folder that is not there has no revisions", async () => {
    expect(await read([join(folder, "none")])).to.deep.equal([]);
    expect(await read([])).to.deep.equal([]);
  });

  it("several folders are one history, in order of names, and one that is given twice counts once", async () => {
    await write({ "one/b.ts": file("b", "a"), "two/a.ts": file("a"), "two/c.ts": file("c", "b") });
    const folders = [join(folder, "one"), join(folder, "two"), join(folder, "one/")];
    expect(await names(folders)).to.deep.equal(["a two/a.ts", "b one/b.ts", "c two/c.ts"]);
  });

  it("folders within are read if asked for, but for packages", async () => {
    await write({
      "a.ts": file("a"),
      "2026/11/b.ts": file("b", "a"),
      "node_modules/x/c.ts": file("c"),
      ".git/d.ts": file("d"),
    });
    expect(await names([folder])).to.deep.equal(["a a.ts"]);
    expect(await names([folder], { recursive: true })).to.deep.equal(["a a.ts", "b 2026/11/b.ts"]);
    expect(await names([folder, join(folder, "2026")], { recursive: true })).to.have.length(2);
  });

  it("what was compiled beside its source counts once", async () => {
    await write({
      "a.ts": file("a"),
      "a.js": "an old build, which nobody reads",
      "a.d.ts": "",
      "b.mts": file("b", "a"),
      "b.mjs": file("b", "a"),
      "c.js": file("c", "b"),
      "c.cjs": file("c", "b"),
    });
    expect(await names([folder])).to.deep.equal(["a a.ts", "b b.mts", "c c.js"]);
  });

  it("what was compiled into another folder counts once as well", async () => {
    await write({ "a.ts": file("a"), "dist/a.js": file("a"), "dist/b.js": file("b", "a") });
    expect(await names([folder], { recursive: true })).to.deep.equal(["a a.ts", "b dist/b.js"]);
    expect(await names([join(folder, "dist"), folder])).to.deep.equal(["a a.ts", "b dist/b.js"]);
    expect(await names([join(folder, "dist")])).to.deep.equal(["a dist/a.js", "b dist/b.js"]);
  });

  it("two sources with one id are both seen", async () => {
    await write({ "a.ts": file("a"), "copy of a.ts": file("a") });
    expect(await read([folder])).to.have.length(2);
  });

  it("names every file that has no header, at once", async () => {
    await write({
      "a.ts": file("a"),
      "index.ts": "export {};",
      "b.ts": "export const revision = 1;",
      "empty.ts": "",
    });
    const { code, message } = await refusalOf(read([folder]));
    expect(code).to.equal("MIG109");
    for (const name of ["3 problems", "index.ts", "b.ts:1", "empty.ts"])
      expect(message).to.contain(name);
  });

  it("refuses a folder that is a file, and a file that is a link to nothing", async () => {
    await write({ "a.ts": file("a") });
    expect(await refusalOf(read([join(folder, "a.ts")]))).to.have.property("code", "MIG504");
    await symlink(join(folder, "nothing"), join(folder, "b.ts"));
    const { code, message } = await refusalOf(read([folder]));
    expect(code).to.equal("MIG109");
    expect(message).to.contain("b.ts cannot be read");
  });

  it("follows a link to a file", async () => {
    await write({ "there/a.txt": file("a") });
    await symlink(join(folder, "there/a.txt"), join(folder, "a.ts"));
    expect(await names([folder])).to.deep.equal(["a a.ts"]);
  });

  it("waits for the rest of a file that is being written", async () => {
    const whole = file("b", "a");
    await write({
      "a.ts": file("a"),
      "b.ts": "",
      "c.ts": whole.slice(0, whole.indexOf("export const branchLabels")),
    });
    const reading = read([folder]);
    await setTimeout(60);
    await write({ "b.ts": whole.slice(0, 20) });
    await setTimeout(60);
    await write({ "b.ts": whole, "c.ts": file("c", "b", ["shop"]) });
    expect((await reading).map(({ id, labels }) => [id, ...labels].join(" "))).to.deep.equal([
      "a",
      "b",
      "c shop",
    ]);
  });

  it("a file that goes away is gone, one that gets another name is there once", async () => {
    await write({ "a.ts": file("a"), "b.ts": "", "c.ts": "" });
    const reading = read([folder]);
    await setTimeout(40);
    await rm(join(folder, "b.ts"));
    await rename(join(folder, "a.ts"), join(folder, "z.ts"));
    await write({ "c.ts": file("c", "a") });
    expect(idsOf(await reading)).to.deep.equal(["c", "a"]);
  });

  for (const [order, pause] of [
    ["parents first", 0],
    ["parents first", 30],
    ["children first", 5],
    ["children first", 60],
  ] as const)
    it(`never sees half a history while another process writes one, ${order}, ${pause} ms between files`, async () => {
      const count = pause === 0 ? 400 : 12;
      const writer = spawn(
        process.execPath,
        ["-e", WRITER, folder, order, String(count), String(pause)],
        { stdio: ["ignore", "inherit", "inherit"] },
      );
      const ended = once(writer, "exit");
      const hasEnded = () => writer.exitCode !== null || writer.signalCode !== null;
      let seen = 0;
      for (let isOver = false; !isOver;) {
        isOver = hasEnded();
        const { revisions, unreadable } = await readRevisions([folder]);
        seen = createGraph(revisions, unreadable).revisions.size;
        expect(seen).to.be.oneOf([0, count]);
      }
      expect(await ended).to.deep.equal([0, null]);
      expect(seen).to.equal(count);
    });

  it("takes a folder once, whichever ways there are to it", async () => {
    await write({ "there/a.ts": file("a") });
    await symlink(join(folder, "there"), join(folder, "also"));
    const ways = ["there", "also", "there/../there"].map((way) => join(folder, way));
    expect(await names(ways)).to.deep.equal(["a there/a.ts"]);
    expect(await names([folder], { recursive: true })).to.deep.equal(["a there/a.ts"]);
  });
});

const file = (
  id: string,
  down: string | null = null,
  labels: readonly string[] = [],
) => `// change ${id}
export const revision = "${id}";
export const downRevision = ${JSON.stringify(down)};
export const branchLabels = ${JSON.stringify(labels)};
export const dependsOn = [];

export const upgrade = async () => {};
export const downgrade = async () => {};
`;

/** Writes 400 revisions, one upon the other, each in two pieces, under names in no order. */
const WRITER = `
  const { openSync, writeSync, closeSync } = require("node:fs");
  const { createHash } = require("node:crypto");
  const [, folder, order, count, pause] = process.argv;
  const id = (number) => createHash("md5").update(String(number)).digest("hex").slice(0, 12);
  const wait = (ms) => ms > 0 && Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  const numbers = Array.from({ length: Number(count) }, (_, number) => number);
  for (const number of order === "parents first" ? numbers : numbers.reverse()) {
    const file = openSync(folder + "/" + id(number) + ".ts", "w");
    writeSync(file, 'export const revision = "' + id(number) + '";\\n');
    if (number % 20 === 0) wait(5);
    writeSync(file, 'export const downRevision = ' + (number ? '"' + id(number - 1) + '"' : "null") + ';\\n');
    writeSync(file, 'export const upgrade = async () => {};\\n');
    closeSync(file);
    wait(Number(pause));
  }
`;
