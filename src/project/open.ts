import { resolve } from "node:path";
import type { DataSource } from "typeorm";
import type { Origin } from "../entities/origin.js";
import type { EntityScope } from "../entities/scope.js";
import { MigError } from "../errors.js";
import { readRevisions } from "../revisions/directory.js";
import { createGraph, type Graph } from "../revisions/graph.js";
import type { Revision } from "../revisions/revision.js";
import type { MigrationModule, Run } from "../runtime/migrate.js";
import { versionTableName, type VersionTable } from "../runtime/version-table.js";
import type { Schema } from "../schema/model.js";
import { qualify } from "../schema/name.js";
import type { EntityPlaces } from "./compared-scope.js";
import { parseConfig, type Config, type Settings } from "./config.js";
import type { Connection, Link } from "./connect.js";
import { readSettings } from "./find-config.js";
import { explain, loadModule } from "./load.js";

/** One user's setup: the revisions, the database and the entities, each read when it is first asked for. */
export interface Project extends AsyncDisposable {
  readonly settings: Settings;
  readonly versionTable: VersionTable;
  /** The history in the version locations. */
  graph(): Promise<Graph>;
  /** The one connection of the project. What only reads never makes a database that is not there. */
  link(mode: "read" | "write"): Promise<Link>;
  /** The same, and all that is known of its database. */
  connection(mode: "read" | "write"): Promise<Connection>;
  /** What the entities ask for, in normal form, and where in the database that is. */
  entities(): Promise<Entities>;
  /** What running revisions takes. */
  run(signal?: AbortSignal): Promise<Run>;
  loadMigration(revision: Revision): Promise<MigrationModule>;
  /** Closes the connection. */
  close(): Promise<void>;
}

export interface Entities {
  readonly wanted: Schema;
  /** The same in the words of the entities. */
  readonly written: Schema;
  readonly places: EntityPlaces;
  /** Where the tables come from, for messages. */
  readonly origins: () => readonly Origin[];
  /** Indexes that the entities say are another's business. */
  readonly untouchedIndexes: EntityScope["untouchedIndexes"];
}

/** Where a project is described: a file to find or to read, or the description itself. */
export interface Opening {
  /** The folder to look from; the working folder if left out. */
  readonly cwd?: string | undefined;
  /** A configuration file, or a configuration. */
  readonly config?: string | Config | undefined;
  /** A file that exports a data source, or a data source. */
  readonly dataSource?: string | DataSource | undefined;
}

/** Opens a project. Nothing is connected or loaded yet but the configuration. */
export async function openProject(opening: Opening = {}): Promise<Project> {
  return projectOf(await settingsOf(opening));
}

async function settingsOf({ cwd, config, dataSource }: Opening): Promise<Settings> {
  const root = resolve(cwd ?? ".");
  if (typeof config === "object" || typeof dataSource === "object") {
    const given = dataSource === undefined ? {} : { dataSource };
    const read = typeof config === "string" ? await readSettings({ cwd: root, config }) : null;
    return read
      ? { ...read, ...(given as object) }
      : parseConfig({ ...(config as Config), ...given }, null, root);
  }
  return readSettings({ cwd: root, config, dataSource });
}

function projectOf(settings: Settings): Project {
  const versionTable = { name: settings.versionTable, schema: settings.versionTableSchema };
  let open: { readonly mode: "read" | "write"; readonly link: Promise<Link> } | undefined;

  const graph = once(async () => createGraph(await readRevisions(settings.versionLocations)));
  // What a database takes is loaded when one is asked for: `heads` and `history` never do.
  const given = once(() => import("./data-source.js"));
  const options = once(async () => (await given()).loadDataSourceOptions(settings));
  const typeorm = once(async () => (await given()).resolveTypeorm(settings.root));

  async function link(mode: "read" | "write"): Promise<Link> {
    if (open && (open.mode === "write" || mode === "read")) return open.link;
    const before = open;
    open = {
      mode,
      link: (async () => {
        await (await before?.link)?.close();
        const { link } = await import("./connect.js");
        const wanted = await options();
        return link(await typeorm(), wanted, mode);
      })(),
    };
    return open.link;
  }

  async function connection(mode: "read" | "write"): Promise<Connection> {
    const { withDialect } = await import("./connect.js");
    return withDialect(await link(mode));
  }

  const entities = once(async () => {
    const { readEntities, buildEntities, entityScope, originsOf, refuseLostNames } =
      await import("../entities/read.js");
    const { quickly } = await import("../entities/quick.js");
    const { formatOf } = await import("./loader/format.js");
    const { dataSource, server, dialect } = await connection("read");
    await quickly(formatOf, () =>
      buildEntities(dataSource, server, (error) => explain(error, settings.root)),
    );
    (await given()).refuseWithoutEntities(dataSource, settings);
    const scope = entityScope(dataSource, server);
    const except = [...scope.except, ...scope.untouchedTables, versionTableName(versionTable)];
    const written = readEntities(dataSource, server);
    refuseLostNames(written, dialect.keptName);
    return {
      wanted: dialect.normalize(written),
      written,
      origins: () => originsOf(dataSource, server),
      places: { namespaces: scope.namespaces, except },
      untouchedIndexes: scope.untouchedIndexes,
    };
  });

  const project: Project = {
    settings,
    versionTable,
    graph,
    link,
    connection,
    entities,
    async run(signal) {
      const database = await connection("write");
      const { metadataTableName, options } = database.dataSource;
      const { schema = null } = options as { readonly schema?: string };
      const own = schema === database.server.schema || database.server.schema === null;
      return {
        database,
        typeormMetadata: qualify(own ? null : schema, metadataTableName),
        versionTable,
        scope: { namespaces: "all", except: [versionTableName(versionTable)] },
        load: (revision) => project.loadMigration(revision),
        signal,
      };
    },
    loadMigration,
    async close() {
      await (await open?.link.catch(() => undefined))?.close();
      open = undefined;
    },
    [Symbol.asyncDispose]: () => project.close(),
  };
  return project;
}

async function loadMigration({ path }: Revision): Promise<MigrationModule> {
  try {
    return await loadModule(path);
  } catch (cause) {
    throw new MigError(
      "MIG406",
      `${path} cannot be loaded: ${explain(cause, path)}`,
      "Mend the file; nothing has run.",
      { cause },
    );
  }
}

/** The work done at the first call, and its result at every other. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
