import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Import } from "../autogenerate/imports.js";
import { MigError } from "../errors.js";
import { givenMigrations } from "./data-source.js";
import { loadModule, type Exports } from "./load.js";
import type { NamedClass } from "./old-migrations.js";
import type { Project } from "./open.js";
import { withoutConnecting } from "./without-connecting.js";

/** Where a class is to be imported from, and its name in the file that does. */
export interface OldSource extends Import {
  readonly local: string;
}

/**
 * Where each of these classes is exported, found by looking through the files that have its name in them: those that the globs of
 * `migrations` may mean, or else those of the project. Refuses (MIG525) one that no file exports.
 */
export async function oldSources(
  { settings }: Project,
  named: readonly NamedClass[],
): Promise<ReadonlyMap<NamedClass, OldSource>> {
  const { migrations } = await givenMigrations(settings);
  const globs = migrations.filter((migration) => typeof migration === "string");
  const isAll = globs.length === migrations.length;
  const folders = isAll ? globs.map(folderOf) : [settings.root];
  const files = (await Promise.all([...new Set(folders)].map(filesIn))).flat();
  const found = new Map<NamedClass, OldSource>();
  for (const path of [...new Set(files)].toSorted()) {
    const text = await readFile(path, "utf8");
    const wanted = named.filter((each) => !found.has(each) && text.includes(each.of.name));
    if (wanted.length === 0 || !/\b(class|exports?)\b/.test(text)) continue;
    // Most were loaded before; one that cannot be is not what TypeORM has loaded.
    const exports = await withoutConnecting(() => loadModule(path)).catch((): Exports => ({}));
    for (const each of wanted) {
      const source = sourceIn(exports, each, path);
      if (source !== null) found.set(each, source);
    }
  }
  const missing = named.find((each) => !found.has(each));
  if (missing === undefined) return found;
  throw new MigError(
    "MIG525",
    `No file exports the class of ${missing.name}, so that a revision could import it.`,
    "Export the class from the file in which it stands, or adopt without --wrap.",
  );
}

function sourceIn(exports: Exports, { of, name }: NamedClass, path: string): OldSource | null {
  const exported = Object.entries(exports).filter(([, value]) => value === of);
  const [key] = exported.find(([key]) => key !== "default") ?? exported[0] ?? [];
  if (key === undefined || !isName(key)) return null;
  const local =
    key === "default"
      ? isName(of.name) && of.name !== "default"
        ? of.name
        : `Old${name.slice(-13)}`
      : key;
  return { name: local === key ? key : `${key} as ${local}`, from: path, local };
}

const isName = (text: string) => /^[A-Za-z_$][\w$]*$/.test(text);

/** The folder in which all is that a glob can find. */
function folderOf(glob: string): string {
  const [fixed = ""] = glob.split(/[*?{[(!]/);
  return fixed === glob ? dirname(glob) : fixed.endsWith("/") ? fixed : dirname(fixed);
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(
    entries
      .filter(({ name }) => name !== "node_modules" && !name.startsWith("."))
      .map((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesIn(path);
        return /\.[cm]?[jt]s$/.test(path) && !/\.d\.[cm]?ts$/.test(path) ? [path] : [];
      }),
  );
  return below.flat();
}
