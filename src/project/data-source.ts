import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import type * as typeorm from "typeorm";
import type { DataSourceOptions, MixedList } from "typeorm";
import { sourceType } from "../dialects/index.js";
import { noDriver } from "./connection-error.js";
import { isCachedInDatabase } from "../entities/cache-table.js";
import { MigError } from "../errors.js";
import type { DataSourceSetting } from "./config.js";
import { exportedOptions, optionsOf } from "./exported.js";
import { explain, loadModule } from "./load.js";
import { formatOf } from "./loader/format.js";
import { teachImport, teachRequire } from "./loader/register.js";
import { firstFile } from "./loader/resolve.js";
import type { Settings } from "./settings.js";
import { withoutConnecting } from "./without-connecting.js";
import { isNoDriver } from "./without-driver.js";

/**
 * The user's TypeORM options, with everything off that would act on a database or run code that mig has no use for, and with
 * the extra entities of the configuration. A copy: what the user exports stays as it is, and nothing connects.
 */
export async function loadDataSourceOptions(settings: Settings): Promise<DataSourceOptions> {
  // What is there already takes no module of the user's, which alone might connect.
  const options =
    optionsOf(settings.dataSource) ?? (await withoutConnecting(() => givenOptions(settings)));
  const entities = [...listOf(options.entities), ...settings.entities].map((entity) =>
    typeof entity === "string" ? resolve(settings.root, entity) : entity,
  );
  refuseMissing(entities);
  teachGlobs(entities);
  return {
    ...options,
    ...databaseOf(options, settings.root),
    entities,
    subscribers: [],
    migrations: [],
    synchronize: false,
    migrationsRun: false,
    dropSchema: false,
    logging: false,
    // Any other cache would be connected to.
    cache: isCachedInDatabase(options) ? options.cache : false,
    entitySkipConstructor: true,
  } as DataSourceOptions;
}

/** What a data source says of TypeORM's own migrations. */
interface GivenMigrations {
  /** Classes, and paths or globs in full. */
  readonly migrations: readonly unknown[];
  /** Whether they run by themselves. */
  readonly runs: boolean;
  /** Whether they run in transactions. */
  readonly isTransactional: boolean;
}

/** What the data source says of TypeORM's own migrations; what its globs find can be loaded then. */
export async function givenMigrations(settings: Settings): Promise<GivenMigrations> {
  const options =
    optionsOf(settings.dataSource) ?? (await withoutConnecting(() => givenOptions(settings)));
  const migrations = listOf<unknown>(options.migrations).map((migration) =>
    typeof migration === "string" ? resolve(settings.root, migration) : migration,
  );
  teachGlobs(migrations);
  const isTransactional = options.migrationsTransactionMode !== "none";
  return { migrations, runs: options.migrationsRun ?? false, isTransactional };
}

/** Refuses a comparison with no entities at all: it would drop everything. */
export function refuseWithoutEntities(
  { entityMetadatas, options }: typeorm.DataSource,
  { root }: Settings,
): void {
  if (entityMetadatas.length > 0) return;
  const globs = listOf(options.entities)
    .filter((entity) => typeof entity === "string")
    .map((glob) => relative(root, glob));
  const fact =
    globs.length === 0
      ? "the data source lists none in `entities`"
      : `no file in ${root} that ${globs.join(" or ")} matches exports one`;
  throw new MigError(
    "MIG512",
    `There are no entities: ${fact}.`,
    "Correct `entities` in the data source, or add globs to `entities` in the configuration. To drop everything, write a revision by hand.",
  );
}

/** The TypeORM of the project in this folder, the one its entities register with; mig's own where it has none. */
export const resolveTypeorm = async (root: string): Promise<typeof typeorm> => requireTypeorm(root);

function requireTypeorm(root: string): typeof typeorm {
  const require = [join(root, "_"), import.meta.url].map(createRequire).find(finds("typeorm"));
  if (require !== undefined) return require("typeorm") as typeof typeorm;
  throw new MigError("MIG509", `${root} has no package typeorm.`, "npm install typeorm");
}

/** The naming strategy of the data source; TypeORM's own where it says none. */
export function namingStrategy(
  { namingStrategy }: Pick<DataSourceOptions, "namingStrategy">,
  root: string,
): typeorm.NamingStrategyInterface {
  return namingStrategy ?? new (requireTypeorm(root).DefaultNamingStrategy)();
}

async function givenOptions(settings: Settings): Promise<DataSourceOptions> {
  const { dataSource, root } = settings;
  const value = typeof dataSource === "string" ? dataSource : await valueOf(dataSource, settings);
  if (typeof value === "string") return moduleOptions(resolve(root, value), root);
  const options = optionsOf(value);
  if (options !== null) return options;
  throw new MigError(
    "MIG504",
    `${titleOf(settings)} gives no data source.`,
    "It takes a DataSource, its options, the path of a module that exports one, or a function or promise of one.",
  );
}

async function valueOf(setting: DataSourceSetting, settings: Settings): Promise<unknown> {
  try {
    return await (typeof setting === "function" ? setting() : setting);
  } catch (cause) {
    throw cannotLoad(titleOf(settings), cause, settings.root);
  }
}

const titleOf = ({ configPath }: Settings) =>
  `"dataSource" in ${configPath ?? "the configuration"}`;

async function moduleOptions(given: string, root: string): Promise<DataSourceOptions> {
  const path = firstFile(given);
  if (path === null) {
    throw new MigError(
      "MIG505",
      `There is no data source file ${given}.`,
      "Check `dataSource` in the configuration, or the path after -d or --from-database.",
    );
  }
  try {
    return await exportedOptions(await loadModule(path), path);
  } catch (cause) {
    throw cause instanceof MigError ? cause : cannotLoad(path, cause, root);
  }
}

function cannotLoad(what: string, cause: unknown, root: string): MigError {
  const text = explain(cause, root);
  if (isNoDriver(cause)) return noDriver(text, cause);
  return new MigError(
    "MIG505",
    `${what} cannot be loaded: ${text}`,
    "mig runs this code to learn the connection and the entities. Correct it, or name another file with -d.",
    { cause },
  );
}

/** The file of a database that is one, meant from the folder that other paths are meant from. */
function databaseOf({ type, database }: DataSourceOptions, root: string): object {
  const isFile = typeof database === "string" && sourceType(type).isPath(database);
  return isFile ? { database: resolve(root, database) } : {};
}

function listOf<T>(entities: MixedList<T> | undefined): readonly T[] {
  return Array.isArray(entities) ? entities : Object.values(entities ?? {});
}

/** TypeORM passes over an entity that is not there, whose table would then be dropped. */
function refuseMissing(entities: readonly unknown[]): void {
  const at = entities.findIndex((entity) => entity === undefined || entity === null);
  if (at < 0) return;
  const before = entities[at - 1];
  const after = typeof before === "function" ? `, after ${before.name}` : "";
  throw new MigError(
    "MIG505",
    `Entity ${at + 1} of the data source is ${String(entities[at])}${after}.`,
    "Modules that import each other in a circle have that effect: let the data source import no module that imports it.",
  );
}

/** TypeORM loads what globs find itself, later, and as Node would. */
function teachGlobs(entities: readonly unknown[]): void {
  const globs = entities.filter((entity) => typeof entity === "string");
  if (globs.length > 0) teachRequire();
  if (globs.some(findsModules)) teachImport();
}

function findsModules(glob: string): boolean {
  const [fixed = ""] = glob.split(/[*?{[(!]/);
  return glob.includes("mts") || formatOf(join(fixed, "_.ts")) === "module";
}

function finds(name: string): (require: NodeJS.Require) => boolean {
  return (require) => {
    try {
      return require.resolve(name) !== "";
    } catch {
      return false;
    }
  };
}
