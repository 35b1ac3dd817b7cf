#!/usr/bin/env node
// Builds the sources, then runs them: `bin/dev.js current`.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const project = fileURLToPath(new URL("../tsconfig.build.json", import.meta.url));
execFileSync(process.execPath, [tsc, "-p", project], { stdio: ["ignore", 2, 2] });
await import("./run.js");
