import { existsSync, realpathSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isTypeScript } from "./format.js";
import { tsconfigOf } from "./tsconfig.js";

/**
 * The file that an import in a user's TypeScript means where Node alone would not find it (`./user`,
 * `./user.js` for user.ts, `@/user` by tsconfig `paths`), or null: then Node decides.
 */
export function findSource(specifier: string, importer: string): string | null {
  if (specifier === "typeorm-mig")
    return isInstalled(specifier, dirname(importer)) ? null : ownEntry();
  if (!isTypeScript(importer) || isBuiltin(specifier)) return null;
  const path = pathOf(specifier, dirname(importer));
  if (path !== null) return firstFile(path);
  for (const candidate of tsconfigOf(importer).candidates(specifier)) {
    const found = firstFile(candidate);
    if (found !== null) return found;
  }
  return null;
}

/** The file a path means, as TypeScript reads paths: with its extension, without, or with that of the compiled file. */
export function firstFile(path: string): string | null {
  const found = spellings(path).find(isFile);
  return found === undefined ? null : realpathSync(found);
}

function isInstalled(name: string, folder: string): boolean {
  const parent = dirname(folder);
  return (
    existsSync(join(folder, "node_modules", name)) ||
    (parent !== folder && isInstalled(name, parent))
  );
}

/** A project that runs mig without having installed it (npx, or installed for all) finds the mig that runs. */
function ownEntry(): string {
  return fileURLToPath(new URL(`../../index${extname(import.meta.url)}`, import.meta.url));
}

function pathOf(specifier: string, folder: string): string | null {
  if (/^\.\.?(\/|$)/.test(specifier)) return resolve(folder, specifier);
  if (isAbsolute(specifier)) return specifier;
  return specifier.startsWith("file:") ? fileURLToPath(specifier) : null;
}

function spellings(path: string): readonly string[] {
  const extension = extname(path);
  const source = SOURCE_OF[extension];
  const stem = path.slice(0, -extension.length);
  return [
    ...(source === undefined ? [] : [stem + source]),
    path,
    ...EXTENSIONS.map((extension) => path + extension),
    ...EXTENSIONS.map((extension) => join(path, "index" + extension)),
  ];
}

const SOURCE_OF: Readonly<Record<string, string>> = {
  ".js": ".ts",
  ".mjs": ".mts",
  ".cjs": ".cts",
};
const EXTENSIONS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"];

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
