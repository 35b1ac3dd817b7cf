import { createRequire } from "node:module";
import { loadModule } from "../../src/project/load.js";

// Loads the file it is given and prints what that exports as `a`, and whether this took the compiler.

const { a } = await loadModule(process.argv[2] ?? "");
const { cache } = createRequire(import.meta.url);
const compiler = Object.keys(cache).some((path) => path.endsWith("typescript.js"));
console.log(JSON.stringify({ a: await a, compiler }));
