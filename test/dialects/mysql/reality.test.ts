import { expect } from "chai";
import fc from "fast-check";
import { settle } from "../../../src/autogenerate/settle.js";
import type { Operation } from "../../../src/operations/index.js";
import type { Schema } from "../../../src/schema/model.js";
import { arbitrarySchema } from "./arbitrary.js";
import { making, onBoth, open, type Opened } from "./database.js";
import { telling } from "./telling.js";

describe("what was asked for is what is read", () => {
  onBoth((server) => {
    let opened: Opened;
    before(async () => (opened = await open(server)));
    after(() => opened[Symbol.asyncDispose]());

    it("for a schema with everything in it", () => check(telling(opened.dialect.server)));

    it("for any schema", async function () {
      this.timeout(120_000);
      await fc.assert(fc.asyncProperty(arbitrarySchema(server), check), { numRuns: 40 });
    });

    async function check(schema: Schema): Promise<void> {
      const { dialect, query } = opened;
      try {
        const asked = await opened.run(making(schema));
        const read = await opened.reflect();
        const { wanted } = await settle(read, dialect.normalize(asked), dialect, query);
        expect(read).to.deep.equal(wanted);
      } finally {
        await clean(schema);
      }
    }

    async function clean({ tables }: Schema): Promise<void> {
      const drops = tables.map(({ name }): Operation => ({ kind: "dropTable", name }));
      await opened.query("SET FOREIGN_KEY_CHECKS = 0");
      for (const drop of drops) await opened.run([drop]).catch(() => undefined);
      await opened.query("SET FOREIGN_KEY_CHECKS = 1");
    }
  });
});
