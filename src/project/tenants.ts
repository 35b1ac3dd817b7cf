import type { Query } from "../dialects/dialect.js";
import { sourceType } from "../dialects/index.js";
import type { TenantPlace } from "../dialects/tenant.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { ensureSchema } from "../runtime/version-table.js";
import { didYouMean } from "../wording.js";
import { explain } from "./load.js";
import { openProject, projectOf, type Opening, type Project } from "./open.js";
import { readTenants } from "./tenant-setting.js";

export interface TenantOptions {
  /** The names of those to take; all of them if left out. */
  readonly only?: readonly string[] | undefined;
  /** How many at a time; 4 if left out. */
  readonly jobs?: number | undefined;
  /** Take the others also where one has failed. */
  readonly keepGoing?: boolean | undefined;
  /** Make the schema of a tenant (on MySQL and MariaDB its database) where it is not there. */
  readonly createSchemas?: boolean | undefined;
  /** Lets no other tenant begin. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of the work for one tenant. */
export type TenantResult<T> = {
  readonly tenant: string;
  /** Its place in the list, from 1 on. */
  readonly number: number;
  readonly milliseconds: number;
} & (
  | { readonly outcome: "done"; readonly value: T }
  | { readonly outcome: "failed"; readonly error: unknown }
  | { readonly outcome: "not started" }
);

/** Work on the project of one tenant, which is closed after it. */
export type TenantWork<T> = (project: Project, tenant: string) => Promise<T>;

/**
 * Does the work for each tenant of a project, several at a time, yielding what came of each as it is done. After a failure no
 * other begins, unless `keepGoing` says so; those are yielded last.
 */
export async function* forEachTenant<T>(
  opening: Opening,
  work: TenantWork<T>,
  options: TenantOptions = {},
): AsyncGenerator<TenantResult<T>> {
  await using project = await openProject(opening);
  yield* eachTenant(project, work, options);
}

/** The same, for a project that is open. */
export async function* eachTenant<T>(
  project: Project,
  work: TenantWork<T>,
  { only, jobs = 4, keepGoing = false, createSchemas = false, signal }: TenantOptions = {},
): AsyncGenerator<TenantResult<T>> {
  const waiting = [...(await tenantsOf(project, only)).entries()];
  const running = new Map<number, Promise<TenantResult<T>>>();
  let isStopped = false;
  try {
    for (;;) {
      while (!isStopped && !signal?.aborted && running.size < jobs) {
        const [at, place] = waiting.shift() ?? [];
        if (at === undefined || place === undefined) break;
        running.set(at + 1, run(project, at + 1, place, work, createSchemas));
      }
      if (running.size === 0) break;
      const result = await Promise.race(running.values());
      running.delete(result.number);
      isStopped ||= result.outcome === "failed" && !keepGoing;
      yield result;
    }
  } finally {
    // Whoever leaves the loop leaves no connection open.
    await Promise.all(running.values());
  }
  for (const [at, { name }] of waiting)
    yield { tenant: name, number: at + 1, milliseconds: 0, outcome: "not started" };
}

/** Does the work for the tenant of that name, or for the project itself where there is none. */
export async function ofTenant<T>(
  project: Project,
  name: string | undefined,
  work: (project: Project) => Promise<T>,
): Promise<T> {
  if (name === undefined) return work(project);
  const [place] = await tenantsOf(project, [name]);
  await using own = place === undefined ? project : await tenantProject(project, place);
  return await work(own);
}

async function run<T>(
  project: Project,
  number: number,
  place: TenantPlace,
  work: TenantWork<T>,
  createSchema: boolean,
): Promise<TenantResult<T>> {
  const start = performance.now();
  const result = { tenant: place.name, number };
  try {
    if (createSchema) await makeSchema(project, place);
    await using own = await tenantProject(project, place);
    const value = await work(own, place.name);
    return { ...result, milliseconds: performance.now() - start, outcome: "done", value };
  } catch (error) {
    return { ...result, milliseconds: performance.now() - start, outcome: "failed", error };
  }
}

/** The project of one tenant: another connection, and the version table where that is. */
async function tenantProject(project: Project, place: TenantPlace): Promise<Project> {
  const { settings } = project;
  const given = await project.options();
  const { options, schema } = sourceType(given.type).tenant(given, place);
  return projectOf(
    {
      ...settings,
      dataSource: options as typeof given,
      entities: [], // they are in the options
      tenant: { name: place.name, schema },
      versionTableSchema: schema,
      // The schemas of the others are none of its business.
      includeSchemas: schema === null ? settings.includeSchemas : (settings.includeSchemas ?? []),
    },
    project.cwd,
  );
}

/** Makes the schema of a tenant, or what is one on its server, over a connection to where it is to be. */
async function makeSchema(project: Project, place: TenantPlace): Promise<void> {
  const given = await project.options();
  const { made } = sourceType(given.type).tenant(given, place);
  if (made === null) return;
  const dataSource = made.from as typeof given;
  await using beside = projectOf({ ...project.settings, dataSource, entities: [] }, project.cwd);
  const { dialect, query, title } = await beside.connection("write");
  const work = `Making the schema ${JSON.stringify(made.schema)} in the ${title}`;
  await ensureSchema(dialect, telling(query, work), made.schema);
}

/** The tenants of a project, or those that are named. */
async function tenantsOf(
  project: Project,
  only: readonly string[] | undefined,
): Promise<readonly TenantPlace[]> {
  const all = await listed(project);
  if (only === undefined) return all;
  const names = all.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown === undefined) return all.filter(({ name }) => only.includes(name));
  throw new MigError(
    "MIG520",
    `There is no tenant ${JSON.stringify(unknown)} among the ${names.length} of the configuration.`,
    didYouMean(unknown, names, "Look at `tenants` in the configuration."),
  );
}

async function listed(project: Project): Promise<readonly TenantPlace[]> {
  const { tenants, configPath, root } = project.settings;
  const title = configPath ?? "The configuration";
  if (tenants === null)
    throw new MigError(
      "MIG520",
      `${title} says nothing of tenants.`,
      "List them under `tenants`: names, or a function that gives them.",
    );
  if (typeof tenants !== "function") return readTenants(tenants, title);
  const query: Query = async (...asked) => (await project.link("read")).query(...asked);
  let given;
  try {
    given = await tenants({ query });
  } catch (cause) {
    if (cause instanceof MigError) throw cause;
    throw new MigError(
      "MIG520",
      `The function "tenants" in ${title} fails: ${explain(cause, root)}`,
      "Correct it: it has to give the tenants.",
      { cause },
    );
  }
  return readTenants(given, title);
}
