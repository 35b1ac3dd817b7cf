import { expect } from "chai";
import { holds, parseType } from "../../src/schema/type.js";

describe("types as text", () => {
  const parsed: readonly (readonly [text: string, name: string, args: readonly number[]])[] = [
    ["integer", "integer", []],
    ["varchar(255)", "varchar", [255]],
    ["numeric(12,2)", "numeric", [12, 2]],
    ["decimal(12, 2)", "decimal", [12, 2]],
    ["VARCHAR(40)", "varchar", [40]],
    ["double precision", "double precision", []],
    ["text[]", "text[]", []],
    ["varchar(10)[]", "varchar[]", [10]],
    ["int unsigned", "int unsigned", []],
    ["decimal(12,2) unsigned", "decimal unsigned", [12, 2]],
    ["enum('a(1)','b')", "enum('a(1)','b')", []],
  ];
  for (const [text, name, args] of parsed)
    it(`${text} is ${name} of ${args.length > 0 ? args.join(" and ") : "nothing"}`, () => {
      expect(parseType(text)).to.deep.equal({ name, args });
    });

  const wider: readonly (readonly [wide: string, narrow: string])[] = [
    ["varchar(255)", "varchar(40)"],
    ["text", "varchar(40)"],
    ["text", "char(3)"],
    ["mediumtext", "text"],
    ["mediumtext", "varchar(255)"],
    ["varchar", "varchar(40)"],
    ["bigint", "integer"],
    ["bigint", "int"],
    ["int", "tinyint"],
    ["numeric", "bigint"],
    ["numeric(12,2)", "numeric(10,2)"],
    ["numeric", "numeric(10,2)"],
    ["double precision", "real"],
    ["double", "float"],
    ["datetime", "date"],
    ["datetime(6)", "datetime"],
    ["enum('a','b','c')", "enum('a','c')"],
    ["set('it''s','b')", "set('it''s')"],
  ];
  for (const [wide, narrow] of wider) {
    it(`${wide} holds all that ${narrow} does, which cannot be said the other way round`, () => {
      expect(holds(wide, narrow)).to.equal(true);
      expect(holds(narrow, wide)).to.equal(false);
    });
  }

  const apart: readonly (readonly [a: string, b: string])[] = [
    ["integer", "text"],
    ["int", "int unsigned"],
    ["text", "text[]"],
    ["varchar(255)", "varchar(255)[]"],
    ["numeric(12,2)", "numeric(10,4)"],
    ["integer", "numeric(12,2)"],
    ["tinytext", "varchar(255)"],
    ["enum('a','b')", "enum('a','c')"],
    ["json", "jsonb"],
    ["timestamp", "timestamptz"],
    ["date", "time"],
  ];
  for (const [a, b] of apart)
    it(`neither of ${a} and ${b} surely holds all that the other does`, () => {
      expect(holds(a, b)).to.equal(false);
      expect(holds(b, a)).to.equal(false);
    });

  it("every type holds itself", () => {
    for (const [text] of [...parsed, ...wider, ...apart]) expect(holds(text, text)).to.equal(true);
  });
});
