import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { fillTemplate, TEMPLATES, writeWhole } from "../autogenerate/revision-file.js";
import { MigError } from "../errors.js";
import { findConfig } from "./find-config.js";

export interface InitRequest {
  readonly cwd: string;
  /** The folder for revisions, relative to `cwd`. */
  readonly directory: string;
  readonly template: string;
  /** The data source file; the first of the usual places that is there if left out. */
  readonly dataSource?: string | undefined;
}

export interface Initialized {
  readonly config: string;
  readonly directory: string;
  readonly dataSource: string;
  /** Whether there is such a file already. */
  readonly dataSourceExists: boolean;
}

export interface Template {
  readonly name: string;
  readonly summary: string;
}

/** The templates of `init`, each a folder with a README whose first line says what it is. */
export async function templates(): Promise<readonly Template[]> {
  const names = (await readdir(TEMPLATES)).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      summary: (await readFile(join(TEMPLATES, name, "README"), "utf8")).split("\n")[0] ?? "",
    })),
  );
}

/** Writes a configuration and makes the folder for revisions. Overwrites nothing. */
export async function init(request: InitRequest): Promise<Initialized> {
  const { cwd } = request;
  const directory = resolve(cwd, request.directory);
  const templateFile = await configTemplate(request.template);
  await refuseToOverwrite(cwd, directory);
  const found = request.dataSource ?? USUAL.find((path) => existsSync(join(cwd, path)));
  const dataSource = found ?? "src/data-source.ts";
  const config = join(cwd, templateFile.replace(/^.*[\\/]/, "").replace(/\.eta$/, ""));
  const text = await fillTemplate(templateFile, {
    dataSource: slashes(dataSource),
    directory: slashes(relative(cwd, directory)),
  });
  await mkdir(directory, { recursive: true });
  await writeWhole(config, text);
  return { config, directory, dataSource, dataSourceExists: existsSync(resolve(cwd, dataSource)) };
}

/** Where people keep their data source. */
const USUAL = ["src/", "", "src/database/", "src/db/", "src/config/"].flatMap((folder) =>
  ["data-source", "app-data-source", "datasource", "typeorm.config", "ormconfig"].flatMap((name) =>
    [".ts", ".js", ".mts", ".mjs", ".cts", ".cjs"].map((extension) => folder + name + extension),
  ),
);

async function configTemplate(name: string): Promise<string> {
  const known = await templates();
  if (!known.some((template) => template.name === name))
    throw new MigError(
      "MIG511",
      `There is no template ${JSON.stringify(name)}.`,
      `Choose one of ${known.map((template) => template.name).join(", ")}.`,
    );
  const files = await readdir(join(TEMPLATES, name));
  return join(TEMPLATES, name, files.find((file) => file.startsWith("mig.config.")) ?? "");
}

async function refuseToOverwrite(cwd: string, directory: string): Promise<void> {
  const config = findConfig(cwd);
  if (config !== null && resolve(config, "..") === resolve(cwd))
    throw new MigError(
      "MIG510",
      `There is a configuration already: ${config}`,
      "Edit it, or remove it first.",
    );
  const files = existsSync(directory) ? await readdir(directory) : [];
  if (files.length > 0)
    throw new MigError(
      "MIG510",
      `The folder ${directory} exists and is not empty.`,
      "Name another one: `mig init <folder>`.",
    );
}

const slashes = (path: string) => path.split(sep).join("/");
