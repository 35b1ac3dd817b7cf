// Asks TypeORM itself, in a process of its own: node typeorm-child.mjs <project> [synchronize]
// Prints, as JSON, the statements by which TypeORM would still change the database. The project is
// compiled here as ts-node would and not by mig, so that the answer does not depend on what is tested.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import ts from "typescript";

const [project, synchronize] = process.argv.slice(2);
const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

const require = createRequire(join(project, "package.json"));
require.extensions[".ts"] = (module, fileName) => {
  const source = readFileSync(fileName, "utf8");
  module._compile(ts.transpileModule(source, { fileName, compilerOptions }).outputText, fileName);
};

const { AppDataSource } = require("./src/data-source.ts");
await AppDataSource.initialize();
try {
  if (synchronize) await AppDataSource.synchronize();
  const { upQueries } = await AppDataSource.driver.createSchemaBuilder().log();
  process.stdout.write(JSON.stringify(upQueries.map(({ query }) => query)));
} finally {
  await AppDataSource.destroy();
}
