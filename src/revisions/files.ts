import { realpathSync, type Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { MigError } from "../errors.js";

/** What can be a revision, and where was looked. */
export interface Listed {
  readonly paths: ReadonlySet<string>;
  /** The folders, each once, also where there are several ways to it. */
  readonly places: readonly string[];
}

/** All files in these folders that can be revisions; of a source and what was compiled from it beside it, the source. */
export async function listFiles(folders: readonly string[], recursive: boolean): Promise<Listed> {
  const paths = new Set<string>();
  const places = new Map<string, string>();

  const seen = new Set(folders.map((folder) => resolve(folder)));
  for (const folder of seen) {
    const place = trueName(folder);
    if (places.has(place)) continue;
    places.set(place, folder);
    const entries = await list(folder);
    // Names from a folder need no normalizing, which for thousands of them takes a while.
    for (const name of withoutTwins(entries)) paths.add(`${folder}${sep}${name}`);
    if (!recursive) continue;
    for (const entry of entries) {
      if (entry.isDirectory() && entry.name !== "node_modules") seen.add(join(folder, entry.name));
    }
  }
  return { paths, places: [...places.values()] };
}

function trueName(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder; // it is not there
  }
}

/** Whether a file is read as a revision, by its name. */
export const canBeRevision = (path: string) =>
  !basename(path).startsWith(".") && EXTENSION.test(path);

/** Whether a file is a source, rather than something a compiler may have made from one. */
export const isTypeScript = (path: string) => /ts$/.test(path);

/** A file's name without its extension. */
export const stemOf = (path: string) => basename(path).replace(EXTENSION, "");

const EXTENSION = /(?<!\.d)\.([cm]?[jt]s)$/;

async function list(folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith("."));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    const problem =
      code === "ENOTDIR" ? "is not a folder" : `cannot be read (${code ?? String(error)})`;
    throw new MigError(
      "MIG504",
      `${folder}, where revisions should be, ${problem}.`,
      "Name a folder in `versionLocations`.",
    );
  }
}

/** Builds may leave `.js`, `.mjs` and `.cjs` beside each other; the first of them stands for all. */
const COMPILED = ["js", "mjs", "cjs"];

function withoutTwins(entries: readonly Dirent[]): readonly string[] {
  const names = entries
    .filter((entry) => !entry.isDirectory() && EXTENSION.test(entry.name))
    .map(({ name }) => name);
  if (names.every(isTypeScript)) return names;
  const stems = names.map(stemOf);
  const extensions = new Map<string, string[]>();
  for (const [at, name] of names.entries()) {
    const twins = extensions.get(stems[at] ?? "");
    if (twins) twins.push(extensionOf(name));
    else extensions.set(stems[at] ?? "", [extensionOf(name)]);
  }
  if (extensions.size === names.length) return names;
  return names.filter((name, at) => {
    const twins = extensions.get(stems[at] ?? "") ?? [];
    if (isTypeScript(name)) return true;
    return (
      !twins.some(isTypeScript) && extensionOf(name) === COMPILED.find((it) => twins.includes(it))
    );
  });
}

const extensionOf = (name: string) => EXTENSION.exec(name)?.[1] ?? "";
