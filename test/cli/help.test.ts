import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { ORDER } from "../../src/cli/help.js";

describe("cli/help", () => {
  it("has a place for every command, and for no other", async () => {
    const manifest = JSON.parse(
      await readFile(new URL("../../oclif.manifest.json", import.meta.url), "utf8"),
    ) as { readonly commands: Readonly<Record<string, unknown>> };
    expect(ORDER.toSorted()).to.deep.equal(Object.keys(manifest.commands).toSorted());
  });
});
