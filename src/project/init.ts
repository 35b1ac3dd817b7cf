import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { fillTemplate, TEMPLATES } from "../autogenerate/revision-file.js";
import { makeFolder, writeWhole } from "../autogenerate/write-whole.js";
import { MigError } from "../errors.js";
import { buildThatTakesIn, type Build } from "./build.js";
import { findConfig } from "./find-config.js";
import { languageOf } from "./language.js";
import { findDataSource } from "./usual-places.js";

export interface InitRequest {
  readonly cwd: string;
  /** The folder for revisions, relative to `cwd`. */
  readonly directory: string;
  /** The kind of files to write; what suits the project if left out. */
  readonly template?: string | undefined;
  /** The data source file; the first of the usual places that is there if left out. */
  readonly dataSource?: string | undefined;
}

export interface Initialized {
  readonly config: string;
  readonly directory: string;
  readonly dataSource: string;
  /** Whether there is such a file already. */
  readonly dataSourceExists: boolean;
  /** What would compile these files with the application, or null. */
  readonly build: Build | null;
}

/** Writes a configuration and makes the folder for revisions. Overwrites nothing. */
export async function init(request: InitRequest): Promise<Initialized> {
  const { cwd } = request;
  const directory = resolve(cwd, request.directory);
  const found = request.dataSource ?? findDataSource(cwd);
  const language = languageOf(cwd, [found]);
  const template = await templateFile(request.template ?? language, language);
  await refuseUnfit(cwd, directory);
  const name = basename(template, ".eta");
  const dataSource = found ?? `src/data-source${name.endsWith("ts") ? ".ts" : ".js"}`;
  const folder = slashes(relative(cwd, directory));
  const text = await fillTemplate(template, { dataSource: slashes(dataSource), directory: folder });
  await makeFolder(directory);
  await writeWhole(join(cwd, name), text);
  return {
    config: join(cwd, name),
    directory,
    dataSource,
    dataSourceExists: existsSync(resolve(cwd, dataSource)),
    build: buildThatTakesIn(cwd, name, folder),
  };
}

/** A kind of files that `init` can write. */
export interface Template {
  readonly name: string;
  readonly about: string;
}

/** The kinds of files that `init` can write, by name. */
export async function templates(): Promise<readonly Template[]> {
  const names = (await readdir(TEMPLATES)).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      about: (await readFile(join(TEMPLATES, name, "README"), "utf8")).trim(),
    })),
  );
}

/** That of the language, where a template has one for each. */
async function templateFile(
  name: string,
  language: ReturnType<typeof languageOf>,
): Promise<string> {
  const names = (await readdir(TEMPLATES)).sort();
  if (!names.includes(name))
    throw new MigError(
      "MIG511",
      `There is no template ${JSON.stringify(name)}.`,
      `Choose one of ${names.join(", ")}.`,
    );
  const files = (await readdir(join(TEMPLATES, name))).filter((it) => it.startsWith("mig.config."));
  const file = files.find((it) => it.endsWith(language === "typescript" ? "ts.eta" : "js.eta"));
  return join(TEMPLATES, name, file ?? files[0] ?? "");
}

async function refuseUnfit(cwd: string, directory: string): Promise<void> {
  const config = findConfig(cwd);
  if (config !== null && resolve(config, "..") === resolve(cwd))
    throw new MigError(
      "MIG510",
      `There is a configuration already: ${config}`,
      "Edit it, or remove it first.",
    );
  const unfit =
    directory === resolve(cwd)
      ? "holds the configuration, and mig reads every file in it as a revision"
      : await unfitness(directory);
  if (unfit !== null)
    throw new MigError(
      "MIG510",
      `${directory} ${unfit}.`,
      "Name another folder: `mig init <folder>`.",
    );
}

/** Why revisions cannot live there, or null. */
async function unfitness(directory: string): Promise<string | null> {
  try {
    const files = await readdir(directory);
    return files.length > 0 ? "exists and is not empty" : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    return code === "ENOTDIR" ? "is no folder" : `cannot be read (${code ?? String(error)})`;
  }
}

const slashes = (path: string) => path.split(sep).join("/");
