import { expect } from "chai";
import fc from "fast-check";
import { fromAscii, inAscii } from "../../src/runtime/kept-file.js";

describe("a text as the journal keeps it", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(fc.constantFrom("\\", "\\u", "u00e9", "é", "😀", "\ud800", "\0", "\r\n", "a"))
      .map((all) => all.join("")),
  );

  it("law: is the same again, whatever was in it", () => {
    fc.assert(fc.property(text, (it) => void expect(fromAscii(inAscii(it))).to.equal(it)));
  });

  it("law: has nothing in it that a database could refuse", () => {
    fc.assert(fc.property(text, (it) => void expect(inAscii(it)).to.match(/^[\n\t\x20-\x7e]*$/)));
  });

  it("can be read by people as it is", () => {
    expect(inAscii("await op.execute(\"SELECT 'é'\");\n")).to.equal(
      "await op.execute(\"SELECT '\\u00e9'\");\n",
    );
  });
});
