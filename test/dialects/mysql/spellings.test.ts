import { EMPTY_SCHEMA } from "../../../src/schema/model.js";
import { expect } from "chai";
import { canonicalDefault, canonicalOnUpdate } from "../../../src/dialects/mysql/default.js";
import { settingsOf } from "../../../src/dialects/mysql/settings.js";
import { canonicalType } from "../../../src/dialects/mysql/type.js";
import { table } from "../../../src/schema/spec.js";
import { making, onBoth, open } from "./database.js";
import { DEFAULTS, TYPES, TYPES_OF } from "./spellings.js";

describe("the one spelling", () => {
  onBoth((server) => {
    it("of a type is also that of what the server makes of it", async () => {
      await using opened = await open(server);
      const settings = settingsOf(opened.dialect.server);
      const types = Object.entries({ ...TYPES, ...TYPES_OF[server] });
      const columns = types.map(([spelling], at) => `c${at} ${spelling}`);
      await opened.query(`CREATE TABLE t (${columns.join(", ")})`);
      const [table] = (await opened.reflect()).tables;
      expect(table?.columns.map(({ type }) => type)).to.deep.equal(types.map(([, type]) => type));
      for (const [spelling, type] of types) {
        expect(canonicalType(spelling, settings), spelling).to.equal(type);
        expect(canonicalType(type, settings), type).to.equal(type);
      }
    });

    it("of a default is also that of what the server makes of it", async () => {
      await using opened = await open(server);
      const settings = settingsOf(opened.dialect.server);
      const { grammar } = opened.dialect;
      const columns = DEFAULTS.map(([type, text], at) => {
        const plain = { charset: null, collation: null, comment: null, onUpdate: null };
        const rest = { generated: null, expression: null, nullable: true };
        return grammar.column({ name: `c${at}`, type, default: text, ...plain, ...rest });
      });
      await opened.query(`CREATE TABLE t (${columns.join(", ")})`);
      const [table] = (await opened.reflect()).tables;
      expect(table?.columns.map((column) => column.default)).to.deep.equal(
        DEFAULTS.map(([, , normal]) => normal),
      );
      for (const [type, text, normal] of DEFAULTS) {
        expect(canonicalDefault(text, type, settings), `${type} ${text}`).to.equal(normal);
        if (normal !== null)
          expect(canonicalDefault(normal, type, settings), `${type} ${normal}`).to.equal(normal);
      }
    });

    it("of a character set is the collation that the server takes for it", async () => {
      await using opened = await open(server);
      const found = await opened.query(
        "SELECT CHARACTER_SET_NAME AS name FROM information_schema.CHARACTER_SETS WHERE CHARACTER_SET_NAME NOT IN ('binary', 'filename')",
      );
      const sets = [...found.map(({ name }) => String(name)), "utf8"];
      expect(sets).to.include.members(["utf8mb4", "latin1", "ascii", "utf8mb3"]);
      const asked = table({
        name: "t",
        columns: sets.map((charset) => ({ name: `in ${charset}`, type: "varchar(9)", charset })),
      });
      const schema = { ...EMPTY_SCHEMA, tables: [asked] };
      await opened.run(making(schema));
      expect(await opened.reflect()).to.deep.equal(opened.dialect.normalize(schema));
    });

    it("of what is set on update is that of the present moment", async () => {
      await using opened = await open(server);
      const settings = settingsOf(opened.dialect.server);
      for (const [type, text, normal] of [
        ["datetime(6)", "current_timestamp(6)", "CURRENT_TIMESTAMP(6)"],
        ["timestamp", "NOW()", "CURRENT_TIMESTAMP"],
        ["datetime(3)", "now( 3 )", "CURRENT_TIMESTAMP(3)"],
      ] as const) {
        expect(canonicalOnUpdate(text, type, settings)).to.equal(normal);
        await opened.query(`DROP TABLE IF EXISTS t`);
        await opened.query(
          `CREATE TABLE t (c ${type} NOT NULL DEFAULT '2020-01-01' ON UPDATE ${text.replace("( 3 )", "(3)")})`,
        );
        const [table] = (await opened.reflect()).tables;
        expect(table?.columns[0]?.onUpdate).to.equal(normal);
      }
    });
  });
});
