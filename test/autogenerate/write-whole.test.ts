import { expect } from "chai";
import { spawnSync } from "node:child_process";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeWhole } from "../../src/autogenerate/write-whole.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { userProject } from "../support/user-project.js";

const { link } = files;
const RUN = fileURLToPath(new URL("../../bin/run.js", import.meta.url));

describe("autogenerate/write-whole", () => {
  afterEach(() => useLink(link));

  it("writes a file whole, in folders that it makes", async () => {
    await using folder = await temporaryFolder();
    await writeWhole(join(folder.path, "a", "b", "one.ts"), "one");
    expect(await files.readdir(join(folder.path, "a", "b"))).to.deep.equal(["one.ts"]);
    expect(await files.readFile(join(folder.path, "a", "b", "one.ts"), "utf8")).to.equal("one");
  });

  for (const code of ["EPERM", "ENOTSUP", "EXDEV"])
    it(`writes a file where there are no hard links (${code}), and overwrites none`, async () => {
      useLink(() => Promise.reject(Object.assign(new Error(code), { code })));
      await using folder = await temporaryFolder();
      const path = join(folder.path, "one.ts");
      await writeWhole(path, "one");
      await refused(writeWhole(path, "two"), path, "EEXIST");
      expect(await files.readFile(path, "utf8")).to.equal("one");
      expect(await files.readdir(folder.path)).to.deep.equal(["one.ts"]);
    });

  it("overwrites nothing, and leaves nothing behind", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "one.ts");
    await writeWhole(path, "one");
    await refused(writeWhole(path, "two"), path, "EEXIST");
    await refused(writeWhole(join(path, "two.ts"), "two"), path, "EEXIST");
    const long = join(folder.path, `${"x".repeat(300)}.ts`);
    await refused(writeWhole(long, "two"), long, "ENAMETOOLONG");
    expect(await files.readFile(path, "utf8")).to.equal("one");
    expect(await files.readdir(folder.path)).to.deep.equal(["one.ts"]);
  });

  it("a disk without room is refused, and nothing is left behind", async () => {
    await using project = await userProject(
      { type: "better-sqlite3", database: "app.sqlite" },
      { "migrations/.gitkeep": "" },
    );
    const command = `ulimit -f 0; exec '${process.execPath}' '${RUN}' revision -m one`;
    const { status, stderr } = spawnSync("sh", ["-c", command], {
      cwd: project.path,
      encoding: "utf8",
    });
    expect(status, stderr).to.equal(1);
    expect(stderr).to.contain("MIG516").and.contain("EFBIG").and.contain("→");
    expect(await project.revisions()).to.deep.equal([".gitkeep"]);
  });
});

/** Gives Node another `link`, as on a file system that has none. */
function useLink(other: typeof link) {
  files.link = other;
  syncBuiltinESMExports();
}

async function refused(work: Promise<void>, ...says: readonly string[]) {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).to.include({ code: "MIG516" });
  expect(error).to.have.property("hint").that.is.not.empty;
  for (const words of says) expect(String(error)).to.contain(words);
}
