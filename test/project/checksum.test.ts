import { expect } from "chai";
import fc from "fast-check";
import { format, type Options } from "prettier";
import { checksum } from "../../src/project/checksum.js";

/** A revision with all that a formatter decides about, and texts that say what it may not touch. */
const SOURCE = `/** Names, without blanks. */
import type { Migration } from "typeorm-mig";

export const revision = "aaaa1";
export const downRevision = null;

export const upgrade: Migration = async (op) => {
  await op.createTable({
    name: "users",
    columns: [
      { name: "id", type: "integer" },
      { name: "name", type: "varchar(80)", default: "'it''s'" },
    ],
    primaryKey: ["id"],
  });
  const rows = await op.query("SELECT id, name FROM users WHERE id > ?", [1]);
  for (const { id, name } of rows)
    if (id !== 7) await op.execute(\`UPDATE users SET name = '\${String(name).trim()}' WHERE id = \${id}\`);
};

export const downgrade: Migration = async (op) => {
  await op.dropTable("users");
};
`;

const STYLES: fc.Arbitrary<Options> = fc.record({
  printWidth: fc.integer({ min: 20, max: 300 }),
  tabWidth: fc.integer({ min: 1, max: 8 }),
  useTabs: fc.boolean(),
  semi: fc.boolean(),
  singleQuote: fc.boolean(),
  quoteProps: fc.constantFrom("as-needed", "consistent", "preserve"),
  trailingComma: fc.constantFrom("all", "es5", "none"),
  bracketSpacing: fc.boolean(),
  objectWrap: fc.constantFrom("preserve", "collapse"),
  arrowParens: fc.constantFrom("always", "avoid"),
  endOfLine: fc.constantFrom("lf", "crlf"),
});

describe("the checksum of a revision", () => {
  it("law: is the same however a formatter sets the file", () =>
    fc.assert(
      fc.asyncProperty(STYLES, async (style) => {
        const text = await format(SOURCE, { parser: "typescript", ...style });
        expect(checksum(text)).to.equal(checksum(SOURCE));
      }),
      { numRuns: 100 },
    ));

  it("law: is another one wherever a letter, a digit or an operator is another", () => {
    const remarks = SOURCE.indexOf("import");
    const places = [...SOURCE].flatMap((letter, at) =>
      at >= remarks && /[\w'?{}[\]=!]/.test(letter) ? [at] : [],
    );
    for (const at of places) {
      const [letter] = SOURCE[at] === "x" ? "y" : "x";
      expect(
        checksum(SOURCE.slice(0, at) + letter + SOURCE.slice(at + 1)),
        `at ${at}`,
      ).not.to.equal(checksum(SOURCE));
    }
  });

  const SAME: Readonly<Record<string, string>> = {
    "a comment that is another": SOURCE.replace("Names, without blanks", "Something else"),
    "a comment more": SOURCE.replace("await", "/* soon */ await"),
    "a byte-order mark": `\uFEFF${SOURCE}`,
  };
  for (const [what, text] of Object.entries(SAME))
    it(`is the same with ${what}`, () => expect(checksum(text)).to.equal(checksum(SOURCE)));

  const OTHERS: Readonly<Record<string, string>> = {
    "a blank in a string": SOURCE.replace("SELECT id", "SELECT  id"),
    "a comma in a string": SOURCE.replace("id, name FROM", "id name FROM"),
    "parentheses in a string": SOURCE.replace("varchar(80)", "varchar80"),
    "a statement less": SOURCE.replace('  await op.dropTable("users");\n', ""),
    "an element of a list more": SOURCE.replace('["id"]', '["id", "id"]'),
    "a hole in a list": SOURCE.replace('["id"]', '["id",,]'),
    "a string for a name": SOURCE.replace("[1]", '["1"]'),
  };
  for (const [what, text] of Object.entries(OTHERS))
    it(`is another one with ${what}`, () => {
      expect(text).not.to.equal(SOURCE);
      expect(checksum(text)).not.to.equal(checksum(SOURCE));
    });
});
