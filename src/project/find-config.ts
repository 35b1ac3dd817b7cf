import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { DataSource } from "typeorm";
import { MigError } from "../errors.js";
import { explain, loadModule } from "./load.js";
import { parseDatabases } from "./databases.js";
import type { Settings } from "./settings.js";
import { withoutConnecting } from "./without-connecting.js";

export interface Request {
  /** The folder that the other paths are relative to, and from which a configuration is looked for upward. */
  readonly cwd: string;
  /** The configuration file to use, instead of looking for one (`-c`). */
  readonly config?: string | undefined;
  /** A data source, or a file of one, that goes before what the configuration says and does without one (`-d`). */
  readonly dataSource?: string | DataSource | undefined;
}

/** The settings of each database of the project one stands in. Runs the configuration file, and connects to nothing. */
export async function readSettings({
  cwd,
  config,
  dataSource,
}: Request): Promise<readonly Settings[]> {
  const given = typeof dataSource === "string" ? resolve(cwd, dataSource) : dataSource;
  const path = config === undefined ? findConfig(cwd) : existing(resolve(cwd, config));
  if (path !== null) return parseDatabases(await loadConfig(path), path, undefined, given);
  if (given === undefined) throw nothingFound(cwd);
  return parseDatabases({}, null, cwd, given);
}

/** The configuration file of a folder or the nearest one above it, or null. Refuses to choose between two. */
export function findConfig(folder: string): string | null {
  const found = NAMES.filter((name) => existsSync(join(folder, name)));
  if (found.length > 1) throw several(folder, found);
  if (found[0] !== undefined) return join(folder, found[0]);
  const parent = dirname(folder);
  return parent === folder ? null : findConfig(parent);
}

const NAMES = ["ts", "mts", "cts", "js", "mjs", "cjs", "json"].map((end) => `mig.config.${end}`);

function existing(path: string): string {
  if (existsSync(path)) return path;
  throw new MigError(
    "MIG501",
    `There is no configuration file ${path}.`,
    "Check the path after -c, or leave -c out to use the nearest mig.config file.",
  );
}

async function loadConfig(path: string): Promise<unknown> {
  let exported;
  try {
    exported = await withoutConnecting(() => loadModule(path));
  } catch (cause) {
    throw new MigError(
      "MIG502",
      `${path} cannot be read: ${explain(cause, dirname(path))}`,
      "Correct the file, or name another with -c.",
      { cause },
    );
  }
  if ("default" in exported) return exported["default"];
  throw new MigError(
    "MIG502",
    `${path} has no default export.`,
    "Write `export default defineConfig({ … })`.",
  );
}

function nothingFound(cwd: string): MigError {
  return new MigError(
    "MIG501",
    `There is no mig.config file in ${cwd} or any folder above it.`,
    "Make one with `mig init`, name one with `-c <file>`, or do without: `-d <data source file>`.",
  );
}

function several(folder: string, names: readonly string[]): MigError {
  return new MigError(
    "MIG502",
    `${folder} holds ${names.length} configuration files: ${names.toSorted().join(", ")}.`,
    "Keep one of them, or name one with `-c <file>`.",
  );
}
