import { expect } from "chai";
import * as mig from "../../src/index.js";
import { revisionFile } from "../support/revision-file.js";
import { typeErrors } from "../support/type-errors.js";
import { userProject } from "../support/user-project.js";

/** What projects have: the type of the package, and compilerOptions in tsconfig.json. */
const SETTINGS: Readonly<Record<string, readonly [type: "commonjs" | "module", options: object]>> =
  {
    "as NestJS had it for years": [
      "commonjs",
      { module: "commonjs", moduleResolution: "node10", target: "es2021" },
    ],
    "CommonJS, node16": ["commonjs", { module: "node16", skipLibCheck: false }],
    "CommonJS, nodenext": ["commonjs", { module: "nodenext" }],
    "ES modules, node16": ["module", { module: "node16" }],
    "ES modules, nodenext": ["module", { module: "nodenext" }],
    "a bundler": ["module", { module: "esnext", moduleResolution: "bundler" }],
  };

const VALUES = Object.keys(mig);

describe("the types of the package", function () {
  this.timeout(180_000);

  for (const [name, [type, options]] of Object.entries(SETTINGS))
    it(`are found: ${name}`, async () => {
      await using project = await userProject(
        {},
        {
          "package.json": JSON.stringify({ name: "app", type }),
          "migrations/a.ts": revisionFile("aaaa1", null, `await op.dropColumn("a", "b");`),
          "all.ts": `import { ${VALUES.join(", ")} } from "typeorm-mig";
import type { Config, MigError as Refusal, Operation, Project, Table } from "typeorm-mig";
import type { Candidate, CheckRequest, Comparison, DataSourceSetting, Rename, StampOptions, Step, Unknown } from "typeorm-mig";
export const all = [${VALUES.join(", ")}];
export type All = [Config, Operation, Project, Table];
export const request: CheckRequest = { fromDatabase: "a.ts", renames: ["a:b"], drops: "all" };
export const setting: DataSourceSetting = () => "src/data-source.ts";
export const purged = (project: Project, options: StampOptions) => stamp(project, [], options);
export const rename = ({ rename }: Candidate): Rename => rename;
export const lines = ({ upgrade, unknown }: Comparison): [readonly Step[], readonly Unknown[]] => [upgrade, unknown];
export const refusal: Refusal = new MigError("MIG101", "no such revision");
export async function ids(): Promise<string[]> {
  const found: string[] = [];
  for await (const step of upgrade(await openProject())) found.push(step.revision.id);
  return found;
}
// @ts-expect-error: nothing is of any type
export const wrong: number = defineConfig({ dataSource: "a.ts" });
`,
        },
      );
      const files = ["mig.config.ts", "migrations/a.ts", "all.ts"];
      expect(typeErrors(project.path, files, options)).to.deep.equal([]);
    });
});
