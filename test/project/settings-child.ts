import { createRequire } from "node:module";
import { readSettings } from "../../src/project/find-config.js";

// Reads the settings of a project and prints what this has loaded of what takes long to load.

await readSettings({ cwd: process.argv[2] ?? "" });
const paths = Object.keys(createRequire(import.meta.url).cache).filter((path) => {
  return !path.endsWith("package.json");
});
const loaded = (name: string) => paths.some((path) => path.includes(`/node_modules/${name}/`));
console.log(JSON.stringify(["typeorm", "typescript", "prettier"].filter(loaded)));
