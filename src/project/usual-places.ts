import { existsSync } from "node:fs";
import { join } from "node:path";

/** The data source of a project that is kept where people usually do, by its path from there, or null. */
export const findDataSource = (folder: string): string | null =>
  PLACES.find((path) => existsSync(join(folder, path))) ?? null;

/** The plainest names first, wherever they are; a file called `typeorm` may be something else. */
const NAMES = [
  "data-source",
  "dataSource",
  "datasource",
  "app-data-source",
  "typeorm-datasource",
  "ormconfig",
  "orm.config",
  "typeorm.config",
  "typeorm-config",
  "typeorm",
];
const FOLDERS = ["src/", "", ...["database/", "db/", "config/", "typeorm/"].flatMap(alsoInSrc)];
const EXTENSIONS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

const PLACES = NAMES.flatMap((name) =>
  FOLDERS.flatMap((folder) => EXTENSIONS.map((extension) => folder + name + extension)),
);

function alsoInSrc(folder: string): readonly string[] {
  return [`src/${folder}`, folder];
}
