import { expect } from "chai";
import { operations } from "../../../src/operations/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/model.js";
import { table, view } from "../../../src/schema/spec.js";
import { IMAGINED } from "../../support/imagined-servers.js";
import { mysql } from "../../../src/dialects/mysql/index.js";
import { onBoth, open, type Opened } from "./database.js";

const AUDIT: Schema = {
  ...EMPTY_SCHEMA,
  tables: [table({ name: "audit.entries", columns: [{ name: "id", type: "int" }] })],
};

describe("a database is not dropped", () => {
  it("with tables or views in it that are known", () => {
    const { compile } = mysql({ ...IMAGINED.mysql, lowerCaseTables: true });
    const views = [view({ name: "audit.latest", query: "SELECT 1 AS one" })];
    for (const schema of [AUDIT, { ...EMPTY_SCHEMA, views }])
      for (const name of ["audit", "AUDIT"])
        expect(() => compile([operations.dropSchema.of(name)], schema))
          .to.throw()
          .with.property("code", "MIG404");
    expect(compile([operations.dropSchema.of("other")], AUDIT)).to.have.length(1);
  });

  onBoth((server) => {
    let opened: Opened;
    before(async () => (opened = await open(server)));
    after(() => opened[Symbol.asyncDispose]());

    it("with anything else in it, and is without", async () => {
      const name = `${String(opened.dialect.server.schema)} it's "audit"`;
      const sql = opened.dialect.grammar;
      const inside = (thing: string) => `${sql.name(name)}.${sql.name(thing)}`;
      const isThere = async () =>
        (await opened.query("SHOW DATABASES")).some((row) => Object.values(row)[0] === name);
      await opened.run([operations.createSchema.of(name)]);
      for (const [kind, rest] of [
        ["TABLE", "(id int)"],
        ["VIEW", "AS SELECT 1 AS one"],
        ["PROCEDURE", "() SELECT 1"],
        ["FUNCTION", "() RETURNS int DETERMINISTIC RETURN 1"],
        ["EVENT", "ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1"],
      ] as const) {
        await opened.query(`CREATE ${kind} ${inside("thing")} ${rest}`);
        const error: unknown = await opened.run([operations.dropSchema.of(name)]).then(
          () => null,
          (error: unknown) => error,
        );
        expect(String(error), kind).to.contain("is not empty");
        await opened.query(`DROP ${kind} ${inside("thing")}`);
      }
      expect(await isThere()).to.equal(true);
      await opened.run([operations.dropSchema.of(name)]);
      expect(await isThere()).to.equal(false);
    });
  });
});
