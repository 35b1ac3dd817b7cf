import { expect } from "chai";
import { settle } from "../../../src/autogenerate/settle.js";
import { making, onBoth, open } from "./database.js";
import { telling } from "./telling.js";

describe("what was asked for is what is read", () => {
  onBoth((server) => {
    it("for a schema with everything in it", async () => {
      await using opened = await open(server);
      const { dialect, query } = opened;
      const schema = telling(dialect.server);
      const asked = await opened.run(making(schema));
      const read = await opened.reflect();
      const wanted = await settle(read, dialect.normalize(asked), dialect, query);
      expect(read.tables).to.deep.equal(wanted.tables);
    });
  });
});
