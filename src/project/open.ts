import { resolve } from "node:path";
import type { DataSource, DataSourceOptions } from "typeorm";
import type { Flavor, Server } from "../dialects/dialect.js";
import type { Session } from "../dialects/session.js";
import type { Origin } from "../entities/origin.js";
import type { EntityScope } from "../entities/scope.js";
import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import type { Naming } from "../operations/naming.js";
import { readRevisions } from "../revisions/directory.js";
import { createGraph, type Graph } from "../revisions/graph.js";
import type { Revision } from "../revisions/revision.js";
import { journalOf } from "../runtime/journal.js";
import type { Run } from "../runtime/run.js";
import { lockOf } from "../runtime/table-lock.js";
import type { MigrationModule } from "../runtime/steps.js";
import type { VersionTable } from "../runtime/version-table.js";
import type { Schema, TableName } from "../schema/model.js";
import { qualify } from "../schema/name.js";
import { author } from "./author.js";
import type { EntityPlaces } from "./compared-scope.js";
import type { Config } from "./config.js";
import type { Connection, Link } from "./connect.js";
import { chosen, named, needsName, parseDatabases } from "./databases.js";
import { readSettings } from "./find-config.js";
import { explain, loadModule, whereCalled } from "./load.js";
import { once } from "./once.js";
import type { Settings } from "./settings.js";

/** One user's setup: the revisions, the database and the entities, each read when it is first asked for. */
export interface Project extends AsyncDisposable {
  readonly settings: Settings;
  readonly versionTable: VersionTable;
  /** The folder that paths given to a function are relative to. */
  readonly cwd: string;
  /** The history in the version locations, as it was when it was first asked for. */
  graph(): Promise<Graph>;
  /** Lets the history be read anew, after files were written or changed. */
  forgetHistory(): void;
  /** The options of the data source. Connects to nothing. */
  options(): Promise<DataSourceOptions>;
  /** The one connection of the project. To read never makes a file that is not there; to write does. */
  link(mode: "read" | "write"): Promise<Link>;
  /** The same, and all that is known of its database. */
  connection(mode: "read" | "write"): Promise<Connection>;
  /** What the entities ask for, and where in the database that is. */
  entities(): Promise<Target>;
  /** What running revisions takes. */
  run(signal?: AbortSignal): Promise<Run>;
  /** The names of what a migration gives none, on this kind of server. Connects to nothing. */
  naming(flavor: Flavor): Promise<Naming>;
  loadMigration(revision: Revision): Promise<MigrationModule>;
  /** Closes the connection. */
  close(): Promise<void>;
}

/** What the database is to become. */
export interface Target {
  /** Who asks for it, for messages: the entities, or another database. */
  readonly title: string;
  /** In normal form, with what cannot be asked for as it is found. */
  readonly wanted: (found: Schema) => Schema;
  /** Operations towards it in the words of who asks for it. */
  readonly spelt: (operations: readonly Operation[], wanted: Schema) => readonly Operation[];
  /** The same, with what it leaves to the database as that has it once all renames are done. */
  readonly completed: (wanted: Schema, actual: Schema) => Schema;
  /** What of it is not compared and differs, for a person to know. */
  readonly notCompared: (actual: Schema, wanted: Schema) => readonly string[];
  readonly places: EntityPlaces;
  /** Where the tables come from, for messages. */
  readonly origins: () => readonly Origin[];
  /** Indexes that are said to be another's business. */
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
  /** Which database of the configuration, where that has several. */
  readonly name?: string | undefined;
}

/** Opens a project: of several databases the one that is named. Nothing is connected or loaded yet but the configuration. */
export async function openProject(opening: Opening = {}): Promise<Project> {
  const cwd = resolve(opening.cwd ?? ".");
  return projectOf(chosen(await settingsOf({ ...opening, cwd }), opening.name), cwd);
}

/** Opens a project for each database of a configuration, in order; for the only one where it names none. */
export async function openProjects(opening: Opening = {}): Promise<readonly Project[]> {
  const cwd = resolve(opening.cwd ?? ".");
  const all = await settingsOf({ ...opening, cwd });
  if (opening.dataSource !== undefined && opening.name === undefined && all.length > 1)
    throw needsName(all, "the data source that is given is for one of them");
  return named(all, opening.name).map((settings) => projectOf(settings, cwd));
}

type Located = Opening & { readonly cwd: string };

async function settingsOf({ cwd, config, dataSource }: Located): Promise<readonly Settings[]> {
  if (typeof config !== "object") return readSettings({ cwd, config, dataSource });
  return parseDatabases(config, null, cwd, dataSource);
}

/** A project of these settings; what it asks goes through what is made of its connection. */
export function projectOf(
  settings: Settings,
  cwd: string,
  through: (opened: Link) => Promise<Link> = (opened) => Promise.resolve(opened),
): Project {
  const versionTable = { name: settings.versionTable, schema: settings.versionTableSchema };
  let open: Promise<Link> | undefined;

  const graph = once(async () => {
    const { versionLocations, recursiveVersionLocations: recursive } = settings;
    const { revisions, unreadable } = await readRevisions(versionLocations, { recursive });
    return createGraph(revisions, unreadable);
  });
  // What a database takes is loaded when one is asked for: `heads` and `history` never do.
  const given = once(() => import("./data-source.js"));
  const options = once(async () => (await given()).loadDataSourceOptions(settings));
  const typeorm = once(async () => (await given()).resolveTypeorm(settings.root));

  async function link(mode: "read" | "write"): Promise<Link> {
    const before = open;
    open = (async () => {
      // One that failed is tried again.
      const link = await before?.catch(() => undefined);
      if (link && (!link.standsIn || (mode === "read" && !link.hasCome()))) return link;
      await link?.close();
      const { link: connect } = await import("./connect.js");
      const { isDataSource } = await import("./exported.js");
      const { dataSource } = settings;
      const application = isDataSource(dataSource) ? dataSource : null;
      const opened = await connect(await typeorm(), await options(), mode, application);
      const missing = missingSchema(settings, opened);
      if (missing !== null) {
        await opened.close();
        throw missing;
      }
      if (versionTable.schema !== null && !opened.session.hasSchemas) {
        await opened.close();
        throw noSchemas(versionTable.schema, opened.title);
      }
      try {
        return await through(opened);
      } catch (error) {
        await opened.close();
        throw error;
      }
    })();
    return open;
  }

  async function connection(mode: "read" | "write"): Promise<Connection> {
    const { withDialect } = await import("./connect.js");
    return withDialect(await link(mode));
  }

  const entities = once(async (): Promise<Target> => {
    const { readEntities, buildEntities, entityScope, originsOf, refuseLostNames } =
      await import("../entities/read.js");
    const { quickly } = await import("../entities/quick.js");
    const { formatOf } = await import("./loader/format.js");
    const { asFound, typesAsFound } = await import("../entities/as-found.js");
    const { asWritten } = await import("../autogenerate/as-written.js");
    const { dataSource, server, dialect } = await connection("read");
    await quickly(formatOf, () =>
      buildEntities(dataSource, server, (error) => explain(error, settings.root)),
    );
    (await given()).refuseWithoutEntities(dataSource, settings);
    const scope = entityScope(dataSource, server);
    const except = [...scope.except, ...scope.untouchedTables, ...ownTables(server, versionTable)];
    const written = readEntities(dataSource, server);
    refuseLostNames(written, dialect);
    return {
      title: "the entities",
      wanted: (found: Schema) => asFound(written, found, dialect),
      spelt: (operations, wanted) => asWritten(operations, written, wanted),
      completed: (wanted, actual) => typesAsFound(wanted, actual, dialect),
      notCompared: () => [],
      origins: () => originsOf(dataSource, server),
      places: { namespaces: scope.namespaces, except },
      untouchedIndexes: scope.untouchedIndexes,
    };
  });

  const project: Project = {
    settings,
    cwd,
    versionTable,
    graph,
    forgetHistory: graph.forget,
    options,
    link,
    connection,
    entities,
    async run(signal) {
      const database = await connection("write");
      const { server, session, dataSource } = database;
      return {
        database,
        typeormMetadata: typeormTable(dataSource.options, server, session),
        versionTable,
        scope: { namespaces: "all", except: ownTables(server, versionTable) },
        author: author(),
        limits: {
          lock: settings.lockTimeout,
          statement: settings.statementTimeout,
          tries: settings.lockTries,
        },
        naming: await project.naming(server.flavor),
        signal,
        locate: (call) => whereCalled(call, settings.root),
      };
    },
    async naming(flavor) {
      const { namingBy } = await import("../entities/naming.js");
      const { namingStrategy } = await given();
      const known = await options();
      return namingBy(() => namingStrategy(known, settings.root), flavor);
    },
    loadMigration,
    async close() {
      await (await open?.catch(() => undefined))?.close();
      open = undefined;
    },
    [Symbol.asyncDispose]: () => project.close(),
  };
  return project;
}

/** As the catalog names it: without the schema that is the connection's own. */
export const nameOn = (server: Server, { name, schema }: VersionTable): TableName =>
  qualify(schema === server.schema ? null : schema, name);

/** The tables that mig keeps for itself, as the catalog names them. */
export const ownTables = (server: Server, versionTable: VersionTable): readonly TableName[] =>
  [versionTable, journalOf(versionTable), lockOf(versionTable)].map((table) =>
    nameOn(server, table),
  );

/** The name of TypeORM's own table. */
export function typeormTable(
  {
    metadataTableName,
    schema,
  }: Pick<DataSourceOptions, "metadataTableName"> & { schema?: unknown },
  server: Server,
  { hasSchemas }: Pick<Session, "hasSchemas">,
): TableName {
  const isIn = hasSchemas && typeof schema === "string";
  return nameOn(server, {
    name: metadataTableName || "typeorm_metadata",
    schema: isIn ? schema : null,
  });
}

export const noSchemas = (schema: string, title: string) =>
  new MigError(
    "MIG504",
    `versionTableSchema is ${JSON.stringify(schema)}, and the ${title} has no schemas.`,
    "Leave it out.",
  );

/** What a connection in a schema that is not there would do happens in another. */
function missingSchema({ tenant }: Settings, { server, title }: Link): MigError | null {
  if (tenant === null || tenant.schema === null || tenant.schema === server.schema) return null;
  return new MigError(
    "MIG205",
    `The ${title} has no schema ${JSON.stringify(tenant.schema)}, which is that of the tenant ${tenant.name}, or does not let this user use it.`,
    "Create it, or let `mig upgrade --create-schemas` do so.",
  );
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
