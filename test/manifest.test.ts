import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { manifest } from "./support/manifest.js";

describe("the manifest of the commands", () => {
  it("is that of the commands as they are; if not: npm run manifest", async () => {
    const written = await readFile(new URL("../oclif.manifest.json", import.meta.url), "utf8");
    expect(JSON.parse(written)).to.deep.equal(JSON.parse(await manifest()));
  });
});
