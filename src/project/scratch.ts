import type { DataSourceOptions } from "typeorm";
import { scratchingFor, sourceType } from "../dialects/index.js";
import type { OnServer, Place, Supposed } from "../dialects/scratch.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { connect, link, type Connection, type Link } from "./connect.js";
import { databaseTitle } from "./connection-error.js";
import { resolveTypeorm } from "./data-source.js";
import { projectOf, type Project } from "./open.js";
import { openPglite, PGLITE, PGLITE_URL } from "./pglite.js";
import { makeSupposed, refuseElsewhere, watched } from "./scratch-connection.js";
import { HOUR, leftNote, longAgo, newName, SCRATCH } from "./scratch-name.js";
import { cannotDrop, cannotMake, notEmpty, refusedUrl } from "./scratch-refusals.js";

/** A project like another one, on an empty database that is there for as long as the work with it lasts. */
export interface Scratch {
  readonly project: Project;
  /** For messages. */
  readonly title: string;
  /** What there is to know of the server. */
  readonly notes: readonly string[];
}

export interface ScratchRequest {
  /** An empty database to use, instead of one that is made for it. */
  readonly url?: string | undefined;
  /** What the project takes for granted that no revision makes: given what its database has, it says what of that is to be made. */
  readonly supposed?: ((has: Supposed) => Promise<Supposed>) | undefined;
}

/**
 * Does the work on an empty database: in memory, or beside that of the project, or the one of a URL. It is gone, or empty,
 * again afterwards, whatever has happened. The database of the project is asked what it has, if at all, and not touched; a statement that
 * would reach out of the scratch database is refused (MIG528) before it runs.
 */
export async function withScratch<T>(
  project: Project,
  { url, supposed }: ScratchRequest,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const options = await project.options();
  const inMemory = sourceType(options.type).inMemory(options);
  if (inMemory !== null) {
    if (url !== undefined) throw refusedUrl("A scratch database of SQLite is in memory.", NO_URL);
    return working(project, inMemory as DataSourceOptions, null, "beside", work);
  }
  if (url === undefined) return besideThat(project, options, supposed, work);
  if (url !== PGLITE || sourceType(options.type).atUrl(options, PGLITE_URL) === null)
    return given(project, options, url, supposed, work);
  await using pglite = await openPglite(project.settings.root);
  return await given(project, options, PGLITE_URL.href, supposed, work, {
    driver: pglite.driver,
  });
}

type Work<T> = (scratch: Scratch) => Promise<T>;

async function besideThat<T>(
  project: Project,
  options: DataSourceOptions,
  supposed: ScratchRequest["supposed"],
  work: Work<T>,
): Promise<T> {
  const name = newName();
  const { has, old } = await onServer(project, options, async (server, { query, title }) => {
    const has = supposed && (await server.supposed(query));
    const old = longAgo(await server.named(query, SCRATCH), HOUR);
    await server.create(query, name).catch(async (cause: unknown) => {
      await server.drop(query, name).catch(() => undefined); // there may be nothing
      throw cannotMake(title, cause);
    });
    return { has, old };
  });
  const notes = old.length > 0 ? [leftNote(old)] : [];
  const drop = () => onServer(project, options, (server, { query }) => server.drop(query, name));
  const { options: changed } = sourceType(options.type).tenant(options, { name, database: name });
  return finishing(
    () =>
      prepared(
        project,
        changed as DataSourceOptions,
        name,
        "beside",
        { has, supposed },
        (scratch) => work({ ...scratch, notes }),
      ),
    () =>
      drop().catch((cause: unknown) => {
        throw cannotDrop(name, cause);
      }),
  );
}

async function given<T>(
  project: Project,
  options: DataSourceOptions,
  text: string,
  supposed: ScratchRequest["supposed"],
  work: Work<T>,
  other: object = {},
): Promise<T> {
  const source = sourceType(options.type);
  const url = URL.canParse(text) ? new URL(text) : null;
  const at = url && source.atUrl(options, url);
  const found = at && ({ ...at, ...other } as DataSourceOptions);
  if (found === null)
    throw refusedUrl(
      `What is given as --scratch-url is no URL of a ${options.type} database.`,
      `It looks like ${options.type}://user:password@host/name.`,
    );
  const title = databaseTitle(found);
  if (title === databaseTitle(options))
    throw refusedUrl(`--scratch-url names the ${title}, which is the real one.`, ANOTHER);
  const has =
    supposed && (await onServer(project, options, (server, { query }) => server.supposed(query)));
  const before = await onServer(project, found, async (server, { query }) => {
    const contents = await server.contents(query);
    if (contents.length > 0) throw notEmpty(title, contents);
    return server.supposed(query);
  });
  const name = String((found as { readonly database?: unknown }).database);
  return finishing(
    () => prepared(project, found, name, "given", { has, supposed }, work),
    () =>
      onServer(project, found, (server, { query }) => server.empty(query, before)).catch(
        (cause: unknown) => {
          throw cannotDrop(title, cause);
        },
      ),
  );
}

const NO_URL = "Leave --scratch-url out.";
const ANOTHER = "Name an empty database that is there for this alone.";

/** Makes what is supposed, and then does the work. */
async function prepared<T>(
  project: Project,
  options: DataSourceOptions,
  name: string,
  place: Place,
  { has, supposed }: { has: Supposed | undefined } & Pick<ScratchRequest, "supposed">,
  work: Work<T>,
): Promise<T> {
  if (has !== undefined && supposed !== undefined) {
    const make = await supposed(has);
    await using connection = await opened(project, options);
    await refuseElsewhere(connection, name);
    await makeSupposed(connection, make);
  }
  return working(project, options, name, place, work);
}

async function working<T>(
  project: Project,
  options: DataSourceOptions,
  /** What the database has to be called; null in memory. */
  name: string | null,
  place: Place,
  work: Work<T>,
): Promise<T> {
  const { settings, cwd } = project;
  const ofServer = sourceType(options.type).schemasAreDatabases;
  await using scratch = projectOf(
    {
      ...settings,
      dataSource: options,
      entities: [], // they are in the options
      // There it would be another database.
      versionTableSchema: ofServer ? null : settings.versionTableSchema,
    },
    cwd,
    async (link) => {
      if (name !== null) await refuseElsewhere(link, name);
      return watched(link, place);
    },
  );
  return await work({ project: scratch, title: databaseTitle(options), notes: [] });
}

/** Does something over a connection of its own to a server that has databases beside each other. */
async function onServer<T>(
  project: Project,
  options: DataSourceOptions,
  work: (server: OnServer, link: Link) => Promise<T>,
): Promise<T> {
  const opened = await link(await resolveTypeorm(project.settings.root), options, "read");
  try {
    const { onServer } = await scratchingFor(opened.server);
    if (onServer === null) throw new Error("this kind of database has no server");
    const query = telling(opened.query, `Asking the ${opened.title}`);
    return await work(onServer, { ...opened, query });
  } finally {
    await opened.close();
  }
}

async function opened(
  project: Project,
  options: DataSourceOptions,
): Promise<Connection & AsyncDisposable> {
  const typeorm = await resolveTypeorm(project.settings.root);
  const connection = await connect(typeorm, options, "write");
  return { ...connection, [Symbol.asyncDispose]: () => connection.close() };
}

/** Drops the scratch databases on the server of a project that are older than that, in milliseconds; gives their names. */
export async function dropLeftBehind(
  project: Project,
  olderThan = HOUR,
): Promise<readonly string[]> {
  const options = await project.options();
  if (sourceType(options.type).inMemory(options) !== null) return [];
  return onServer(project, options, async (server, { query }) => {
    const old = longAgo(await server.named(query, SCRATCH), olderThan);
    for (const name of old)
      await server.drop(query, name).catch((cause: unknown) => {
        throw cannotDrop(name, cause);
      });
    return old;
  });
}

/** What comes at the end comes whatever happens; what went wrong before goes before what goes wrong then. */
async function finishing<T>(work: () => Promise<T>, end: () => Promise<void>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await end().catch((second: unknown) => {
      if (!(error instanceof MigError) || !(second instanceof MigError)) throw error;
      const { code, message, hint, details } = error;
      throw new MigError(code, `${message}\n${second.message}`, hint, { cause: error, details });
    });
    throw error;
  }
  await end();
  return result;
}
