import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { createDatabase } from "../support/databases.js";
import { migs } from "../support/mig.js";
import { userProject } from "../support/user-project.js";

/** What takes time to load. */
const PARTS = {
  typeorm: /\/node_modules\/typeorm\//,
  driver: /\/node_modules\/better-sqlite3\//,
  entities: /\/src\/entities\.ts$/,
  "its dialect": /\/dist\/dialects\/sqlite\/(?!session|server|waits|trace)/,
  "another dialect": /\/dist\/dialects\/(postgres|mysql)\/(?!server)/,
  prettier: /\/node_modules\/prettier\//,
  diff: /\/node_modules\/diff\//,
  typescript: /\/node_modules\/typescript\/lib\//,
  "functions of the configuration":
    /\/dist\/(?:project\/(?:comparators|directives|render-item|own-function)|autogenerate\/imports)\.js$/,
  "all of oclif": /\/@oclif\/core\/lib\/index\.js$/,
} as const;
type Part = keyof typeof PARTS;

/** What each command loads of that, in a database that is at head. */
const LOADS: { readonly [command: string]: readonly Part[] } = {
  "--help": [],
  "upgrade --help": [],
  heads: [],
  history: [],
  "show head": [],
  "init other": [],
  "revision -m second": ["prettier"],
  current: ["typeorm", "driver"],
  "history -i": ["typeorm", "driver"],
  "stamp head": ["typeorm", "driver"],
  upgrade: ["typeorm", "driver"],
  log: ["typeorm", "driver", "its dialect"],
  status: ["typeorm", "driver", "its dialect"],
  "revision --autogenerate --empty -m second": [
    "typeorm",
    "driver",
    "entities",
    "its dialect",
    "prettier",
  ],
  check: ["typeorm", "driver", "entities", "its dialect"],
};

const PRELOADED = fileURLToPath(new URL("../support/loaded.mjs", import.meta.url));

describe("what the commands load", function () {
  this.timeout(60_000);

  for (const [command, parts] of Object.entries(LOADS))
    it(`${command}: ${parts.join(", ") || "nothing big"}`, async () => {
      await using database = await createDatabase("sqlite");
      await using project = await userProject(database.options, {
        "src/data-source.ts": `import { join } from "node:path";
import { DataSource } from "typeorm";
export const AppDataSource = new DataSource({
  ...${JSON.stringify(database.options)}, entities: [join(__dirname, "entities.ts")],
} as any);
`,
        "src/entities.ts": `import { Entity, PrimaryColumn } from "typeorm";
@Entity() export class Thing { @PrimaryColumn("text") name!: string; }
`,
      });
      await database.query("CREATE TABLE thing (name text NOT NULL PRIMARY KEY)");
      await project.run("revision", "-m", "first");
      await project.run("stamp", "head");
      const typed = command.split(" ");
      const prepare = async () => {
        if (typed.includes("--autogenerate")) await project.run("stamp", "head");
        if (typed[0] === "init")
          for (const name of ["mig.config.ts", "other"])
            await rm(join(project.path, name), { recursive: true, force: true });
      };
      // The first time, TypeScript compiles what is kept from then on.
      await prepare();
      await project.run(...typed);
      await prepare();
      const list = join(project.path, "loaded");
      await migs(project.path, typed, {
        NODE_ENV: "development", // as many have it set; oclif would look for a compiler
        NODE_OPTIONS: `--import ${PRELOADED}`,
        MIG_LOADED: list,
      });
      const files = (await readFile(list, "utf8")).split("\n");
      const loaded = Object.entries(PARTS).flatMap(([part, pattern]) =>
        files.some((file) => pattern.test(file)) ? [part] : [],
      );
      expect(loaded).to.deep.equal(parts);
    });
});
