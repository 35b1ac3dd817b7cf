import { expect } from "chai";
import fc from "fast-check";
import ts from "typescript";
import { readHeader } from "../../src/revisions/header.js";
import { expectRefusal } from "../support/revisions.js";

const WRITTEN = `import type { Migration } from "typeorm-mig";

// add birthdate to account
//
// Revision ID: 1da977fd3e6e
// Revises: 27c6a30d7c24
// Created: 2026-11-21 10:15:00 +00:00
export const revision = "1da977fd3e6e";
export const downRevision = "27c6a30d7c24";
export const branchLabels: string[] = ["shop"];
export const dependsOn: string[] = ["core"];

export const upgrade: Migration = async (op) => {
  await op.addColumn("account", { name: "birthdate", type: "date" });
};

export const downgrade: Migration = async (op) => {
  await op.dropColumn("account", "birthdate");
};
`;

const READ = {
  id: "1da977fd3e6e",
  down: ["27c6a30d7c24"],
  dependsOn: ["core"],
  labels: ["shop"],
  message: "add birthdate to account",
  createdAt: "2026-11-21 10:15:00 +00:00",
  isComplete: true,
};

const HEADER = 'export const revision = "a";\nexport const downRevision = null;\n';

describe("revisions/header", () => {
  it("is read as mig writes it", () => expect(readHeader(WRITTEN, "a.ts")).to.deep.equal(READ));

  const forms: Readonly<Record<string, string>> = {
    "with Windows line ends": WRITTEN.replaceAll("\n", "\r\n"),
    "with a byte-order mark": `\uFEFF${WRITTEN}`,
    "with single quotes": WRITTEN.replaceAll('"', "'"),
    "with template literals": WRITTEN.replaceAll('"', "`"),
    "without semicolons": WRITTEN.replaceAll(";", ""),
    "with a block comment": WRITTEN.replace("// add", "/**\n * add")
      .replaceAll("\n// ", "\n * ")
      .replace("\nexport const revision", "\n */\nexport const revision")
      .replace("\n//\n", "\n *\n"),
    "with `as const` and `satisfies`": WRITTEN.replace(
      '["shop"]',
      '["shop"] as const satisfies readonly string[]',
    ),
    "with types": WRITTEN.replace("revision =", "revision: string =").replace(
      "downRevision =",
      "downRevision: string | null | Array<string> =",
    ),
    "with functions": WRITTEN.replace(
      "const upgrade: Migration = async (op) => {",
      "async function upgrade(op) {",
    ),
    "with comments in between": WRITTEN.replaceAll(
      "export const",
      "// more\nexport /* and */ const",
    ).replace("= [", "= /* ] */ [ // )\n"),
    "in another order": WRITTEN.replace(
      /(export const revision.*\n)(export const down.*\n)/,
      "$2$1",
    ),
    "declared at once": WRITTEN.replace(";\nexport const downRevision =", ",\n  downRevision ="),
    "with escapes": WRITTEN.replace('"27c6a30d7c24"', '"\\u0032\\x37c6a30\\u{64}7c24"'),
    "with lists over lines": WRITTEN.replace('["shop"]', '[\n  "shop",\n]'),
    "exported below": WRITTEN.replaceAll("export const", "const") + "export { revision };",
    "with directives to tools": `#!/usr/bin/env node\n/* eslint-disable no-console */\n// @ts-nocheck\n/// <reference types="node" />\n${WRITTEN}`,
  };
  for (const [form, text] of Object.entries(forms)) {
    it(`is read ${form}`, () => expect(readHeader(text, "a.ts")).to.deep.equal(READ));
  }

  const compiled: Readonly<Record<string, string>> = {
    "CommonJS by TypeScript": compile(WRITTEN, ts.ModuleKind.CommonJS),
    "CommonJS by TypeScript, with functions": compile(
      forms["with functions"] ?? "",
      ts.ModuleKind.CommonJS,
    ),
    "ES modules by TypeScript": compile(WRITTEN, ts.ModuleKind.ESNext),
    "CommonJS by Babel": `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.upgrade = exports.revision = exports.downgrade = exports.downRevision = exports.dependsOn = exports.branchLabels = void 0;
// add birthdate to account
//
// Created: 2026-11-21 10:15:00 +00:00
const revision = exports.revision = "1da977fd3e6e";
const downRevision = exports.downRevision = "27c6a30d7c24";
const branchLabels = exports.branchLabels = ["shop"];
const dependsOn = exports.dependsOn = ["core"];
const upgrade = async op => {};
exports.upgrade = upgrade;`,
    "CommonJS by SWC": `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
function _export(target, all) {
    for(var name in all)Object.defineProperty(target, name, { enumerable: true, get: Object.getOwnPropertyDescriptor(all, name).get });
}
_export(exports, { get revision () { return revision; }, get upgrade () { return upgrade; } });
// add birthdate to account
//
// Created: 2026-11-21 10:15:00 +00:00
const revision = "1da977fd3e6e";
const downRevision = "27c6a30d7c24";
const branchLabels = [ "shop" ];
const dependsOn = [ "core" ];
const upgrade = async (op)=>{};`,
    "CommonJS by hand": WRITTEN.replace(/import.*\n/, "")
      .replaceAll("export const ", "module.exports.")
      .replaceAll(/: (string\[\]|Migration)/g, ""),
  };
  for (const [form, text] of Object.entries(compiled)) {
    it(`is read as compiled: ${form}`, () => expect(readHeader(text, "a.js")).to.deep.equal(READ));
  }

  it("says base, merges, and nothing of what may be left out", () => {
    const header = (lines: string) => readHeader(lines, "a.ts");
    const first = header('export const revision = "a1"\nexport const downRevision = null');
    expect(first).to.deep.equal({
      id: "a1",
      down: [],
      dependsOn: [],
      labels: [],
      message: "",
      createdAt: null,
      isComplete: false,
    });
    const merge = header(
      'export const revision = "a1", downRevision = ["b", "c"], branchLabels = "x", dependsOn = null;',
    );
    expect([merge.down, merge.labels, merge.dependsOn, merge.isComplete]).to.deep.equal([
      ["b", "c"],
      ["x"],
      [],
      true,
    ]);
  });

  const messages: readonly [comment: string, message: string][] = [
    ["// add a\n// and b\n//\n// more to say", "add a and b"],
    ["// add a\n\n// something else", "add a"],
    ["/* add a */", "add a"],
    ["/**\n * add a\n *\n * because\n */", "add a"],
    ["// Revision ID: 1\n// add a", "add a"],
    ["// Create Date: 2026-01-01\n\n// add a", "add a"],
    ["", ""],
    ['// größe 🎈 "quoted" `too`', 'größe 🎈 "quoted" `too`'],
    ["// it's", "it's"],
    ["// eslint cleanup\n//\n// Revision ID: a", "eslint cleanup"],
    ["// @type of account\n//\n// more to say\n//\n// Revision ID: a", "@type of account"],
    ["/* eslint-disable */\n\n// tslint is gone\n//\n// Revision ID: a", "tslint is gone"],
    ["/* eslint-disable */\n// add a\n//\n// Revision ID: a", "add a"],
    ["// add a\n\n// Revision ID: a", "add a"],
  ];
  for (const [comment, message] of messages) {
    it(`takes ${JSON.stringify(message)} from ${JSON.stringify(comment)}`, () => {
      const text = `${comment}\nexport const revision = "a";\nexport const downRevision = null;\n// later`;
      expect(readHeader(text, "a.ts").message).to.equal(message);
    });
  }

  it("does not take what is inside of something else", () => {
    const text = `const it = { revision: "wrong", nested: [{}] };
      call(function () { const revision = "wrong"; exports.revision = "wrong"; });
      const text = \`export const revision = "\${ { a: "}" }["a"] + \`wrong\` }";\`;
      const pattern = /[/"]revision = "/g, half = 4 / 2, braces = "/ {";
      const other = \`\${ "\`" } export const revision = "wrong"; {\`, more = \`\${ 4 / 2 + "/ {".length }\`;
      other.exports.revision; // export const revision = "wrong"
      ${WRITTEN}`;
    expect(readHeader(text, "a.ts").id).to.equal("1da977fd3e6e");
  });

  const refused: readonly [what: string, text: string, says: readonly string[]][] = [
    ["an empty file", "", ["a.ts", "no `revision`"]],
    ["a file of another kind", "export const add = (a, b) => a + b;", ["no `revision`"]],
    [
      "a TypeORM migration",
      'export class Init1 implements MigrationInterface { name = "Init1"; async up() {} }',
      ["no `revision`"],
    ],
    ["no parent", 'export const revision = "a";', ["no `downRevision`", "null"]],
    [
      "a header below the functions",
      'export const upgrade = async () => {};\nexport const revision = "a";',
      ["above `upgrade`"],
    ],
    ["a number", "export const revision = 12;", ["a.ts:1", "computed"]],
    ["no id", "export const revision = null;\nexport const downRevision = null;", ["is not an id"]],
    [
      "a list for an id",
      'export const revision = ["a"];\nexport const downRevision = null;',
      ["is not an id"],
    ],
    [
      "an empty id",
      'export const revision = "";\nexport const downRevision = null;',
      ["is not an id"],
    ],
    [
      "a concatenation",
      '\n\nexport const revision = "a" + "b";',
      ["a.ts:3", "`revision` is computed", "never run"],
    ],
    ["a call", "export const revision = id();", ["computed"]],
    ["a method", 'export const revision = "a".trim();', ["computed"]],
    ["a method on the next line", 'export const revision = "a"\n  .trim()', ["computed"]],
    ["a question", 'export const revision = "a" in it;', ["computed"]],
    ["a template on the next line", 'export const revision = "a"\n`b`;', ["computed"]],
    ["an index on the next line", 'export const downRevision = ["a"]\n[0]', ["computed"]],
    ["a template with a hole", "export const revision = `${a}`;", ["computed"]],
    ["a name", "export const downRevision = previous;", ["`downRevision` is computed"]],
    ["a choice", 'export const downRevision = x ? "a" : "b";', ["computed"]],
    ["a spread", "export const dependsOn = [...others];", ["`dependsOn` is computed"]],
    ["a list with a hole in it", 'export const dependsOn = ["a", b];', ["computed"]],
    ["an object", "export const branchLabels = { a: 1 };", ["`branchLabels` is computed"]],
    ["two ids", 'export const revision = "a";\nexports.revision = "b";', ["a.ts:2", "given twice"]],
    ["a string without an end", 'export const revision = "a', ["computed"]],
    ["a list without an end", 'export const downRevision = ["a",', ["computed"]],
    [
      "a field below the functions",
      `${HEADER}export const upgrade = async () => {};\nexport const dependsOn = ["b"];`,
      ["a.ts:4", "`dependsOn` stands below"],
    ],
    [
      "a field in Alembic's spelling",
      `${HEADER}export const depends_on = ["b"];`,
      ["a.ts:3", "`dependsOn` is misspelt as depends_on"],
    ],
    [
      "a label in the singular",
      `${HEADER}export const branchLabel = "b";`,
      ["`branchLabels` is misspelt as branchLabel"],
    ],
    ["templates without end", "`${".repeat(100_000) + HEADER, ["no `revision`"]],
  ];
  for (const [what, text, says] of refused) {
    it(`is refused: ${what}`, () =>
      expectRefusal(() => readHeader(text, "a.ts"), "MIG109", ...says));
  }

  it("whatever a file holds, it is read or refused", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "export const ",
        "revision",
        "downRevision",
        " = ",
        '"a"',
        "null",
        ";",
        "\n",
        "`",
        "${",
        "}",
        "{",
        "[",
        "]",
        "(",
        ")",
        "/",
        "//",
        "/*",
        "*/",
        "'",
        "\\",
        ",",
        ": ",
        "as const",
        "exports.",
        "module.",
        "void 0",
        "\uFEFF",
        "\r",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        try {
          readHeader(text, "a.ts");
        } catch (error) {
          expect(error).to.have.property("code", "MIG109");
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("whatever strings are written, they are read", () =>
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", minLength: 1 }),
        fc.array(fc.string()),
        (id, labels) => {
          const text = `export const revision = ${JSON.stringify(id)};\nexport const downRevision = null;\nexport const branchLabels = ${JSON.stringify(labels)};`;
          const header = readHeader(text, "a.ts");
          expect([header.id, header.labels]).to.deep.equal([id, labels]);
        },
      ),
    ));
});

function compile(text: string, module: ts.ModuleKind): string {
  return ts.transpileModule(text, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } })
    .outputText;
}
