import { expect } from "chai";
import { operations } from "../../../src/operations/index.js";
import type { ColumnSpec } from "../../../src/schema/spec.js";
import { onBoth, open, type Opened } from "./database.js";

describe("what no schema says of a column", () => {
  onBoth((server) => {
    let opened: Opened;
    before(async () => (opened = await open(server)));
    afterEach(() => opened.query("DROP TABLE IF EXISTS t"));
    after(() => opened[Symbol.asyncDispose]());

    const alter = async (name: string, change: Partial<ColumnSpec>) => {
      const schema = await opened.reflect();
      const column = schema.tables[0]?.columns.find((column) => column.name === name);
      await opened.run([operations.alterColumn.of("t", column!, change)], schema);
    };
    const shown = async () =>
      String((await opened.query("SHOW CREATE TABLE t"))[0]?.["Create Table"]);

    it("stays when the column is restated, or made again", async () => {
      await opened.query(`CREATE TABLE t (id int PRIMARY KEY, c int INVISIBLE DEFAULT 1 CHECK (c > 0),
        d int AS (id * 2) VIRTUAL INVISIBLE, CONSTRAINT known CHECK (d > 0)${server === "mysql" ? " NOT ENFORCED" : ""})`);
      await alter("c", { comment: "it's \\ here" });
      await alter("d", { expression: "`id` * 3", generated: "stored" });
      const text = await shown();
      expect(text).to.contain("it''s").and.contain("* 3");
      expect(text.match(/INVISIBLE/g)).to.have.length(2);
      expect(text.match(/CHECK \(/g)).to.have.length(2);
      if (server === "mysql") expect(text).to.match(/known.* NOT ENFORCED/);
    });

    it("stays when a column is renamed that it is computed from", async () => {
      await opened.query(`CREATE TABLE t (id int PRIMARY KEY, c int,
        d int AS (c * 2) VIRTUAL INVISIBLE, CONSTRAINT known CHECK (c > 0)${server === "mysql" ? " NOT ENFORCED" : ""})`);
      const schema = await opened.reflect();
      await opened.run([operations.renameColumn.of("t", "c", "e")], schema);
      const text = await shown();
      expect(text).to.match(/`d`.*`e` \* 2.*INVISIBLE/);
      expect(text).to.match(server === "mysql" ? /known.*`e`.* NOT ENFORCED/ : /known.*`e`/);
    });

    if (server === "mysql") return;
    it("is also that it has no versions", async () => {
      await opened.query(
        "CREATE TABLE t (id int PRIMARY KEY, c int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING",
      );
      await opened.query("SET SESSION system_versioning_alter_history = KEEP");
      await alter("c", { comment: "now" });
      expect(await shown()).to.match(/`c`.*WITHOUT SYSTEM VERSIONING/);
    });
  });
});
