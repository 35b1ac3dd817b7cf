import { existsSync, readFileSync } from "node:fs";
import { findSourceMap, SourceMap, type SourceMapPayload } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "./compile.js";

export interface Place {
  readonly path: string;
  readonly line: number;
}

/** Makes the stack of an error, and of what caused it, name the lines of the user's TypeScript instead of the compiled ones. */
export function pointToSource(error: unknown): void {
  if (!(error instanceof Error) || pointed.has(error)) return;
  pointed.add(error);
  const stack = error.stack ?? "";
  const pointing = stack.replaceAll(POSITION, (written, file: string, line, column) => {
    const place = original(pathOf(file), Number(line), Number(column ?? 1));
    return place === null ? written : `${file}:${place}`;
  });
  // The stack of an error from another thread cannot be set, and does not tell of the user's code.
  Reflect.set(error, "stack", pointing);
  pointToSource(error.cause);
}

/** Where in the user's files an error comes from: the import that finds nothing, or the first line of theirs in the stack. */
export function placeOf(error: Error): Place | null {
  pointToSource(error);
  return placeOfImport(error) ?? placeInStack(error.stack ?? "");
}

const pointed = new WeakSet<Error>();

/** `/folder/file.ts:12:5` or `file:///folder/file.ts:12`. */
const POSITION = /((?:file:\/\/)?(?:\/?[A-Za-z]:)?[\\/][^:()\n]*\.[cm]?[jt]s):(\d+)(?::(\d+))?/g;

function pathOf(file: string): string {
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}

function original(path: string, line: number, column: number): string | null {
  // With --enable-source-maps Node has done this already.
  if (!/\.[cm]?ts$/.test(path) || findSourceMap(path) !== undefined) return null;
  const map = sourceMapOf(path);
  const entry = map?.findEntry(line - 1, column - 1);
  if (entry === undefined || !("originalLine" in entry)) return null;
  return `${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

function sourceMapOf(path: string): SourceMap | null {
  try {
    const encoded = /\/\/# sourceMappingURL=data:[^,]*;base64,(.*)\s*$/.exec(compile(path))?.[1];
    const payload = Buffer.from(encoded ?? "", "base64").toString();
    return new SourceMap(JSON.parse(payload) as SourceMapPayload);
  } catch {
    return null;
  }
}

/** Node names the file that imports something missing, but not the line. */
function placeOfImport(error: Error): Place | null {
  if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(String((error as NodeJS.ErrnoException).code))) return null;
  const [, wanted, importer] =
    /^Cannot find (?:module|package) '(.+?)'(?: imported from (\S.*))?/.exec(error.message) ?? [];
  const path = importer ?? (error as { requireStack?: readonly string[] }).requireStack?.[0];
  if (wanted === undefined || path === undefined || !existsSync(path)) return null;
  const at = readFileSync(path, "utf8")
    .split("\n")
    .findIndex((line) => {
      return [...line.matchAll(/["']([^"']+)["']/g)].some(([, name]) => {
        return name === wanted || resolve(dirname(path), name ?? "") === wanted;
      });
    });
  return { path, line: Math.max(at, 0) + 1 };
}

const CODE = fileURLToPath(new URL("../..", import.meta.url));

function placeInStack(stack: string): Place | null {
  for (const [, file = "", line] of stack.matchAll(POSITION)) {
    const path = pathOf(file);
    // Below mig's own frames is who called mig, which is not what was loaded.
    if (path.startsWith(CODE)) return null;
    if (!/[\\/]node_modules[\\/]/.test(path) && existsSync(path))
      return { path, line: Number(line) };
  }
  return null;
}
