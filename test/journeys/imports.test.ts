import { expect } from "chai";
import { createDatabase } from "../support/databases.js";
import { userProject, type Files } from "../support/user-project.js";

const COLOUR = `import { Column, Entity, ManyToOne, PrimaryColumn } from "typeorm";
import { Shade } from "./shade.js";
@Entity() export class Colour {
  @PrimaryColumn({ type: "varchar", length: 20 }) name!: string;
  @ManyToOne(() => Shade, (shade) => shade.colours, { nullable: true }) shade?: object | null;
}
export enum Known { Red = "red", Blue = "blue" }
`;
/** The two entities import each other. */
const SHADE = `import { Entity, OneToMany, PrimaryColumn } from "typeorm";
import { Colour } from "./colour.js";
@Entity() export class Shade {
  @PrimaryColumn({ type: "varchar", length: 20 }) name!: string;
  @OneToMany(() => Colour, (colour) => colour.shade) colours?: object[];
}
`;

const OPERATIONS = `import { defineOperation } from "typeorm-mig";
export const paint = defineOperation({
  name: "paint",
  of: (name) => ({ name }),
  sql: { sqlite: ({ name }, sql) => \`INSERT INTO colour (name) VALUES (\${sql.literal(name)})\` },
  inverse: null,
});
`;

const CONFIG = `import { defineConfig } from "typeorm-mig";
import { paint } from "./db/OPERATIONS";
export default defineConfig({
  dataSource: "src/data-source.ts",
  comparators: [async ({ query, database }) => {
    if (!database.tables.some(({ name }) => name === "colour")) return [];
    return (await query("SELECT 1 FROM colour WHERE name = 'green'")).length ? [] : [paint("green")];
  }],
});
`;

/** The body of a migration that uses what it has imported. */
const BODY = `
const upgrade = async (op) => {
  const metadata = getMetadataArgsStorage().tables.find(({ target }) => target === Colour);
  if (!metadata) throw new Error("another copy of the entity");
  await op.createTable({ name: "shade", columns: [{ name: "name", type: "varchar(20)" }], primaryKey: ["name"] });
  await op.createTable({ name: "colour", columns: [{ name: "name", type: "varchar(20)" }, { name: "shadeName", type: "varchar(20)", nullable: true }], primaryKey: ["name"] });
  for (const name of Object.values(Known)) await op.run(paint(name));
};
const downgrade = async (op) => {
  await op.dropTable("colour");
  await op.dropTable("shade");
};
`;
const HEAD = `const revision = "aaaa1";
const downRevision = null;
`;
const exported = (text: string) =>
  text.replaceAll(/^const (revision|downRevision|upgrade|downgrade)\b/gm, "export const $1");

const byImport = (operations: string, extension: "js" | "ts") =>
  `${exported(HEAD)}import { getMetadataArgsStorage } from "typeorm";
import { Colour, Known } from "../src/colour.${extension}";
import { paint } from "../db/${operations}";
${exported(BODY)}`;
const byRequire = exported(
  `${HEAD}const { getMetadataArgsStorage } = require("typeorm");
const { Colour, Known } = require("../src/colour.ts");
const { paint } = require("../db/operations.ts");
${BODY}`,
).replaceAll("export const ", "exports.");

const CJS_TEMPLATE = `<%~ it.imports.map((line) => line + "\\n").join("") %>exports.revision = <%~ it.literal(it.id) %>;
exports.downRevision = <%~ it.literal(it.down) %>;
exports.upgrade = async (op) => {
<%~ it.upgrade.join("\\n") %>
};
exports.downgrade = async (op) => {
<%~ it.downgrade.join("\\n") %>
};
`;

interface Kind {
  /** The name of the module that defines an operation, and how a migration names it. */
  readonly operations: readonly [file: string, named: string];
  readonly revision: readonly [file: string, text: string];
  /** What the next revision, which mig writes in the same language, has of it. */
  readonly written: string;
  /** A template of its own, with its name. */
  readonly template?: readonly [file: string, text: string];
}

const TS = ["operations.ts", "operations.js"] as const;
const written = (named: string) => `import { paint } from "../db/${named}";`;

const KINDS: Readonly<Record<"commonjs" | "module", Readonly<Record<string, Kind>>>> = {
  commonjs: {
    ".ts": { operations: TS, revision: ["a.ts", byImport(TS[1], "js")], written: written(TS[1]) },
    ".cts": { operations: TS, revision: ["a.cts", byImport(TS[1], "js")], written: written(TS[1]) },
    ".mts": { operations: TS, revision: ["a.mts", byImport(TS[1], "js")], written: written(TS[1]) },
    ".js": { operations: TS, revision: ["a.js", byRequire], written: written(TS[1]) },
    ".cjs": {
      operations: TS,
      revision: ["a.cjs", byRequire],
      template: ["revision.cjs.eta", CJS_TEMPLATE],
      written: `const { paint } = require("../db/operations.ts");`,
    },
  },
  module: {
    ".ts": { operations: TS, revision: ["a.ts", byImport(TS[1], "js")], written: written(TS[1]) },
    ".mts": {
      operations: ["operations.mts", "operations.mjs"],
      revision: ["a.mts", byImport("operations.mjs", "js")],
      written: written("operations.mjs"),
    },
    ".js": { operations: TS, revision: ["a.js", byImport(TS[0], "ts")], written: written(TS[1]) },
    ".mjs": { operations: TS, revision: ["a.mjs", byImport(TS[0], "ts")], written: written(TS[1]) },
  },
};

describe("migrations that import what the project has", function () {
  this.timeout(120_000);

  for (const [type, kinds] of Object.entries(KINDS))
    for (const [extension, kind] of Object.entries(kinds))
      it(`${extension} in a project of type ${type}`, async () => {
        await using database = await createDatabase("sqlite");
        const [file, named] = kind.operations;
        const [template, templateText] = kind.template ?? [null, ""];
        const files: Files = {
          "package.json": JSON.stringify({ name: "app", private: true, type }),
          "tsconfig.json": JSON.stringify({
            compilerOptions: {
              ...{ target: "es2022", experimentalDecorators: true, emitDecoratorMetadata: true },
              ...(type === "module"
                ? { module: "nodenext", moduleResolution: "nodenext" }
                : { module: "commonjs" }),
            },
          }),
          "mig.config.ts": CONFIG.replace("OPERATIONS", named).replace(
            "comparators",
            `template: ${JSON.stringify(template)}, comparators`,
          ),
          "src/data-source.ts": `import { DataSource } from "typeorm";
import { Colour } from "./colour.js";
import { Shade } from "./shade.js";
export const AppDataSource = new DataSource({ ...${JSON.stringify(database.options)}, entities: [Colour, Shade] } as any);
`,
          "src/colour.ts": COLOUR,
          "src/shade.ts": SHADE,
          [`db/${file}`]: OPERATIONS,
          ...(template !== null && { [template]: templateText }),
          [`migrations/${kind.revision[0]}`]: kind.revision[1],
        };
        await using project = await userProject(database.options, files);
        await project.run("upgrade");
        const names = async () =>
          (await database.query("SELECT name FROM colour ORDER BY name")).map(({ name }) => name);
        expect(await names()).to.deep.equal(["blue", "red"]);
        await project.run("revision", "--autogenerate", "-m", "green");
        expect(await project.revision("green")).to.contain(kind.written);
        await project.run("upgrade");
        expect(await names()).to.deep.equal(["blue", "green", "red"]);
        await project.run("downgrade", "base");
      });
});
