import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hash, keep, readKept } from "./cache.js";
import { emit } from "./emit.js";
import { formatOf, type Format } from "./format.js";
import { tsconfigOf } from "./tsconfig.js";

/**
 * The JavaScript of a TypeScript file as it stands on disk now, with an inline source map. Loads the
 * compiler only if the file, the options or the compiler have changed since the last time.
 */
export function compile(path: string, format: Format = formatOf(path)): string {
  const text = readFileSync(path, "utf8");
  const { emit: options } = tsconfigOf(path);
  const stamp = hash(text, JSON.stringify(options), compilerVersion(), OUTPUT);
  const kept = readKept(path, format, stamp);
  if (kept !== null) return kept;
  const code = emit({ path, text, format, options });
  keep(path, format, stamp, code);
  return code;
}

/** To be raised whenever emit.ts, module-imports.ts or import-meta.ts make something else of the same file. */
const OUTPUT = "2";

let version: string | null = null;

function compilerVersion(): string {
  version ??= (createRequire(import.meta.url)("typescript/package.json") as { version: string })
    .version;
  return version;
}
