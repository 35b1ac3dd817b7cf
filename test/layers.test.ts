import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { brokenImports, LAYERS } from "./support/layers.js";

/** The package has no types. */
const madge = createRequire(import.meta.url)("madge") as (
  folder: string,
  options: object,
) => Promise<{ circular(): readonly (readonly string[])[] }>;

const SOURCES = fileURLToPath(new URL("../src", import.meta.url));

describe("layers", () => {
  it("every import looks left", async () => {
    const files = await sources();
    expect([...files.keys()]).to.include("src/operations/column.ts");
    expect(brokenImports(files)).to.deep.equal([]);
  });

  it("every folder and file of src is a layer", async () => {
    const entries = (await readdir(SOURCES)).map((name) => name.replace(/\.ts$/, ""));
    expect(LAYERS).to.include.members(entries);
  });

  it("no files import each other in a circle", async () => {
    expect(await circles(SOURCES)).to.deep.equal([]);
  });

  const planted: Readonly<Record<string, readonly [path: string, text: string]>> = {
    "a folder further right": [
      "src/dialects/sqlite/ddl.ts",
      'import { runMigration } from "../../runtime/op.js";',
    ],
    "a type from further right": [
      "src/schema/model.ts",
      'import type { Operation } from "../operations/index.js";',
    ],
    "a folder further right, when it runs": [
      "src/operations/column.ts",
      'export const later = async () => import("../dialects/index.js");',
    ],
    "a type from further right, in place": [
      "src/runtime/op.ts",
      'export type Settings = import("../project/config.js").Settings;',
    ],
    "what is passed on from further right": [
      "src/revisions/graph.ts",
      'export * from "../cli/failure.js";',
    ],
    "the index, which may know all": ["src/commands/check.ts", 'import "../index.js";'],
    "a file outside of src": ["src/project/open.ts", 'import "../../test/layers.js";'],
    "typeorm where it is not known": [
      "src/dialects/postgres/index.ts",
      'import type { Driver } from "typeorm";',
    ],
    "typeorm before it is needed": ["src/project/open.ts", 'import { DataSource } from "typeorm";'],
    "oclif outside of the commands": [
      "src/project/open.ts",
      'import { Command } from "@oclif/core";',
    ],
    "a part of oclif": ["src/project/open.ts", 'import "@oclif/core/handle";'],
    "a package where only values are computed": [
      "src/operations/table.ts",
      'import { readFile } from "node:fs";',
    ],
    "a package where the history only computes": [
      "src/revisions/plan.ts",
      'import { readFile } from "node:fs";',
    ],
    "what reads folders, where the history only computes": [
      "src/revisions/graph.ts",
      'import { readRevisions } from "./directory.js";',
    ],
    ...Object.fromEntries(
      ["schema/model", "sql", "operations/index", "dialects/index", "entities/read"].map((file) => [
        `${file} in the history, which knows nothing of schemas`,
        ["src/revisions/directory.ts", `import "../${file}.js";`] as const,
      ]),
    ),
  };
  for (const [what, [path, text]] of Object.entries(planted))
    it(`finds ${what}`, () => {
      expect(brokenImports(new Map([[path, text]]))).to.have.lengthOf(1);
    });

  const allowed: Readonly<Record<string, readonly [path: string, text: string]>> = {
    "what stands further left": [
      "src/commands/check.ts",
      'import { Command } from "@oclif/core";\nimport { check } from "../project/revise.js";',
    ],
    "a package that only computes": [
      "src/schema/definition.ts",
      'import { closest } from "fastest-levenshtein";',
    ],
    "folders, where the history is read": [
      "src/revisions/directory.ts",
      'import { readFile } from "node:fs";\nimport { MigError } from "../errors.js";',
    ],
    "a neighbour": ["src/schema/spec.ts", 'import type { Table } from "./model.js";'],
    "typeorm's types, and typeorm when it is needed": [
      "src/project/connect.ts",
      'import type { DataSource } from "typeorm";\nexport const load = () => import("typeorm");',
    ],
    "everything, from the index": ["src/index.ts", 'export { migrate } from "./commands/x.js";'],
  };
  for (const [what, [path, text]] of Object.entries(allowed))
    it(`lets pass ${what}`, () => {
      expect(brokenImports(new Map([[path, text]]))).to.deep.equal([]);
    });

  it("finds two files that import each other", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mig-circle-"));
    try {
      await writeFile(
        join(folder, "a.ts"),
        'import { b } from "./b.js";\nexport const a = () => b;\n',
      );
      await writeFile(
        join(folder, "b.ts"),
        'import type { a } from "./a.js";\nexport const b: typeof a | 1 = 1;\n',
      );
      expect(await circles(folder)).to.deep.equal([["a.ts", "b.ts"]]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

/** The text of every file of src, by its path from the top. */
async function sources(): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(SOURCES, { recursive: true })).filter((name) =>
    name.endsWith(".ts"),
  );
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, string]> => [
        `src/${name.split(sep).join("/")}`,
        await readFile(join(SOURCES, name), "utf8"),
      ]),
    ),
  );
}

async function circles(folder: string): Promise<readonly (readonly string[])[]> {
  const found = await madge(folder, {
    fileExtensions: ["ts"],
    detectiveOptions: { ts: { mixedImports: true } },
  });
  return found.circular();
}
