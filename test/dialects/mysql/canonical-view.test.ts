import { expect } from "chai";
import type { Schema } from "../../../src/schema/model.js";
import { table } from "../../../src/schema/spec.js";
import { onBoth, open, type Opened } from "./database.js";

onBoth((server) => {
  describe("queries of views", () => {
    let opened: Opened;
    let schema: Schema;
    before(async () => {
      opened = await open(server);
      await opened.query(
        "CREATE TABLE cfg (id int PRIMARY KEY, name varchar(20) UNIQUE, n int, twice int AS (n * 2))",
      );
      await opened.query("INSERT INTO cfg (id, name, n) VALUES (1, 'a', 5), (2, 'b', 5)");
      schema = await opened.reflect();
    });
    after(() => opened[Symbol.asyncDispose]());

    const prints = async (...queries: readonly string[]) =>
      (
        await opened.dialect.canonicalViews(opened.query, queries, {
          actual: schema,
          wanted: schema,
        })
      ).map(({ text }) => text);

    it("are one where they mean the same", async () => {
      for (const [one, other] of [
        ["select n from cfg where id = 1", "SELECT `cfg`.`n` FROM cfg WHERE (`id` = 1)"],
        ["select count(*) as k from cfg", "select COUNT(0) AS k from cfg"],
      ] as const) {
        const [first, second] = await prints(one, other);
        expect(first).to.be.a("string").and.equal(second);
      }
    });

    for (const text of [
      "select name, sum(n) as n, if(sum(n) > 5, 'hi', 'lo') as level from cfg group by name with rollup",
      "select id, _utf8mb4'é' as letter, 'it\\'s' as it from cfg -- the end",
    ])
      it(`are one with what a view of them shows: ${text}`, async () => {
        await opened.query(`CREATE VIEW shown AS ${text}`);
        const { views } = await opened.reflect();
        await opened.query("DROP VIEW shown");
        const [first, second] = await prints(text, views[0]?.query ?? "");
        expect(first).to.be.a("string").and.equal(second);
      });

    it("are two where they find other rows by a key, whatever is in these", async () => {
      for (const [one, other] of [
        ["select n from cfg where id = 1", "select n from cfg where id = 2"],
        ["select name from cfg where id = 8", "select name from cfg where id = 9"],
        ["select twice from cfg where name = 'a'", "select twice from cfg where name = 'b'"],
        [
          "select (select n from cfg where id = 1) as x",
          "select (select n from cfg where id = 2) as x",
        ],
        ["select id from cfg where id = 1 and n = 5", "select id from cfg where id = 1"],
      ] as const) {
        const [first, second] = await prints(one, other);
        expect(first, one).to.be.a("string").and.not.equal(second);
      }
    });

    it("are printed with the tables themselves where no others can stand in for them", async () => {
      const self = "select a.n from cfg a join cfg b on b.id = a.n where a.id = 1";
      expect(await prints(self, self)).to.satisfy(([one, other]: string[]) => one === other && one);
    });

    it("are read over the tables and columns that are to come", async () => {
      const more = table({
        name: "author",
        columns: [
          { name: "id", type: "int", generated: "increment" },
          { name: "name", type: "varchar(20)", collation: "utf8mb4_bin" },
        ],
        primaryKey: ["id"],
      });
      const cfg = schema.tables.map((one) => ({
        ...one,
        columns: [
          ...one.columns,
          ...table({ name: "t", columns: [{ name: "m", type: "int" }] }).columns,
        ],
      }));
      const wanted = { ...schema, tables: [...cfg, more] };
      const found = await opened.dialect.canonicalViews(
        opened.query,
        [
          "select a.name, c.m from author a join cfg c on c.id = a.id where a.id = 1",
          "select nope from author",
          "select a.id from author a join author b on b.id = a.id",
        ],
        { actual: schema, wanted },
      );
      const [taken, refused, twice] = found;
      expect(taken).to.have.property("problem", null);
      expect(taken?.text).to.contain("author");
      expect(refused?.problem?.words).to.match(/Unknown column .*nope/);
      // MySQL opens a temporary table once in a query.
      if (twice?.problem) expect(twice.problem.words).to.match(/author' doesn't exist/);
      expect(await opened.reflect()).to.deep.equal(schema);
    });

    it("leave all tables as they were", async () => {
      await prints("select n from cfg where id = 1");
      expect(await opened.query("SELECT COUNT(*) AS n FROM cfg")).to.deep.equal([{ n: 2 }]);
      expect(await opened.reflect()).to.deep.equal(schema);
    });
  });
});
