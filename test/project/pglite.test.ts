import { expect } from "chai";
import { openPglite } from "../../src/project/pglite.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("project/pglite", () => {
  it("is refused where the project does not have it, with the command that installs it", async () => {
    await using folder = await temporaryFolder();
    const error = await openPglite(folder.path).then(
      () => null,
      (reason: unknown) => reason as Error & { code: string; hint: string },
    );
    expect(error?.code).to.equal("MIG527");
    expect(error?.hint).to.contain("npm install --save-dev @electric-sql/pglite");
  });
});
