import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { formatOf } from "./loader/format.js";
import { teachImport, teachRequire } from "./loader/register.js";
import { placeOf, pointToSource } from "./loader/trace.js";

/** What a module exports, by name; `default` is the whole of a CommonJS module that was not compiled from `export`s. */
export type Exports = Readonly<Record<string, unknown>>;

/**
 * Runs a module of the user (.ts, .mts, .cts, .js, .mjs, .cjs or .json) the way Node would run it compiled, and
 * gives what it exports. The same path gives the same module. Throws what the module throws.
 */
export async function loadModule(path: string): Promise<Exports> {
  try {
    return await run(path);
  } catch (error) {
    pointToSource(error);
    throw error;
  }
}

/** What went wrong in a module of the user, in one line: the message, with the file (relative to a folder) and the line. */
export function explain(error: unknown, root: string): string {
  if (!(error instanceof Error)) return String(error);
  const place = placeOf(error);
  const where = place === null ? null : `${place.path}:${place.line}`;
  const [message = ""] = error.message.split("\n");
  const known = where === null || message.includes(where);
  return (known ? message : `${message} (${where})`).replaceAll(root + sep, "");
}

/** Where a call of the user's stands: its file, relative to a folder, and the line. */
export function whereCalled(call: Error, root: string): string | null {
  const place = placeOf(call);
  return place && `${relative(root, place.path)}:${place.line}`;
}

async function run(path: string): Promise<Exports> {
  if (path.endsWith(".json")) return { default: parseJson(await readFile(path, "utf8"), path) };
  teachRequire();
  if (formatOf(path) === "commonjs") return exportsOf(createRequire(path)(path));
  teachImport();
  return (await import(pathToFileURL(path).href)) as Exports;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`${(cause as Error).message} (${path})`, { cause });
  }
}

function exportsOf(exported: unknown): Exports {
  const named = typeof exported === "object" && exported !== null ? (exported as Exports) : {};
  return "__esModule" in named ? named : { ...named, default: exported };
}
