import { expect } from "chai";
import { MigError } from "../../../src/errors.js";
import { operations } from "../../../src/operations/index.js";
import { EMPTY_SCHEMA } from "../../../src/schema/model.js";
import { column } from "../../../src/schema/spec.js";
import { onBoth, open, type Opened } from "./database.js";

const MAPPED: readonly {
  readonly from: string;
  readonly to: string;
  readonly values: Readonly<Record<string, string>>;
  /** What rows hold before and after. */
  readonly rows: Readonly<Record<string, string>>;
}[] = [
  {
    from: "enum('a','it''s','c')",
    to: "enum('c','b\\\\b')",
    values: { a: "c", "it's": "b\\b" },
    rows: { a: "c", "it's": "b\\b", c: "c" },
  },
  {
    from: "enum('a','b','c')",
    to: "enum('b','c','d')",
    values: { a: "b", b: "c", c: "d" },
    rows: { a: "b", b: "c", c: "d" },
  },
  {
    from: "enum('sad','ok')",
    to: "enum('Sad','fine')",
    values: { sad: "Sad", ok: "fine" },
    rows: { sad: "Sad", ok: "fine" },
  },
  {
    from: "SET('a','b','ab')",
    to: "set('x','b')",
    values: { a: "x", ab: "b" },
    rows: { "": "", a: "x", ab: "b", "a,b": "x,b", "b,ab": "b", "a,b,ab": "x,b" },
  },
];

onBoth((server) => {
  describe("values that go from a column", () => {
    let opened: Opened;
    before(async () => (opened = await open(server)));
    after(() => opened[Symbol.asyncDispose]());

    for (const { from, to, values, rows } of MAPPED)
      it(`are mapped: ${from} to ${to}`, async () => {
        const before = column({ name: "v", type: from });
        await opened.database.run(`DROP TABLE IF EXISTS t; CREATE TABLE t (
          id int, v ${from} NOT NULL, at timestamp NOT NULL DEFAULT '2020-01-01' ON UPDATE CURRENT_TIMESTAMP
        )`);
        for (const [at, row] of Object.keys(rows).entries())
          await opened.query("INSERT INTO t (id, v) VALUES (?, ?)", [at, row]);
        const schema = await opened.reflect();
        await opened.run(
          [operations.alterColumn.of("t", before, { type: to }, { values })],
          schema,
        );
        const found = await opened.query("SELECT v FROM t ORDER BY id");
        const times = await opened.query("SELECT DISTINCT YEAR(at) AS year FROM t");
        expect(times).to.deep.equal([{ year: 2020 }]);
        expect(found.map(({ v }) => v)).to.deep.equal(Object.values(rows));
        const after = opened.dialect.normalize(await opened.reflect());
        expect(after.tables[0]?.columns[1]?.type).to.equal(to);
      });

    for (const values of [{ c: "b" }, { a: "c" }])
      it(`are not mapped where they are none: ${JSON.stringify(values)}`, () => {
        const before = column({ name: "v", type: "enum('a')" });
        const op = operations.alterColumn.of("t", before, { type: "enum('b')" }, { values });
        expect(() => opened.dialect.compile([op], EMPTY_SCHEMA))
          .to.throw(MigError)
          .with.property("code", "MIG404");
      });

    it("are not mapped where the type lists none", () => {
      const before = column({ name: "v", type: "varchar(9)" });
      const op = operations.alterColumn.of(
        "t",
        before,
        { type: "enum('a')" },
        { values: { b: "a" } },
      );
      expect(() => opened.dialect.compile([op], EMPTY_SCHEMA))
        .to.throw(MigError)
        .with.property("code", "MIG404");
    });
  });
});
