import { readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

export type Format = "commonjs" | "module";

/** The folder of mig's package. */
export const OWN = fileURLToPath(new URL("../../..", import.meta.url));

/** Whether mig compiles this file before Node sees it: not declarations, and nothing of mig itself, sources and tests. */
export function isTypeScript(path: string): boolean {
  return /\.[cm]?ts$/.test(path) && !/\.d\.[cm]?ts$/.test(path) && !path.startsWith(OWN);
}

/**
 * How Node would run the file: by its extension, otherwise by the `type` of the nearest package.json,
 * otherwise as CommonJS. https://nodejs.org/api/packages.html#determining-module-system
 */
export function formatOf(path: string): Format {
  return BY_EXTENSION[extname(path)] ?? packageFormat(dirname(path));
}

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  ".mts": "module",
  ".mjs": "module",
  ".cts": "commonjs",
  ".cjs": "commonjs",
};

const known = new Map<string, Format>();

function packageFormat(folder: string): Format {
  const before = known.get(folder);
  if (before !== undefined) return before;
  const format = readPackageFormat(folder) ?? parentFormat(folder);
  known.set(folder, format);
  return format;
}

function readPackageFormat(folder: string): Format | null {
  let text: string;
  try {
    text = readFileSync(join(folder, "package.json"), "utf8");
  } catch {
    return null;
  }
  return (JSON.parse(text) as { type?: unknown }).type === "module" ? "module" : "commonjs";
}

function parentFormat(folder: string): Format {
  const parent = dirname(folder);
  return parent === folder ? "commonjs" : packageFormat(parent);
}
