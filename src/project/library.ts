import type * as Adopt from "./adopt.js";
import type * as AtStart from "./at-start.js";
import type * as Compare from "./compare.js";
import type * as Log from "./log.js";
import type * as Migrate from "./migrate.js";
import type { On, Where } from "./on.js";
import type * as Open from "./open.js";
import type * as Overview from "./overview.js";
import type * as Resolve from "./resolve.js";
import type * as Revise from "./revise.js";
import { running, type Running } from "./running.js";
import type * as Script from "./script.js";
import type * as Status from "./status.js";
import type * as Tenants from "./tenants.js";

// What scripts may call. Each loads its part of mig when it is called: every configuration imports this file.

/** Opens a project: of several databases the one that is named. Nothing is connected or loaded yet but the configuration. */
export const openProject: typeof Open.openProject = async (...given) =>
  (await import("./open.js")).openProject(...given);

/** Opens a project for each database of a configuration, in order. */
export const openProjects: typeof Open.openProjects = async (...given) =>
  (await import("./open.js")).openProjects(...given);

/** Does work for each tenant of a project, several at a time, yielding what came of each as it is done. */
export const forEachTenant: typeof Tenants.forEachTenant = async function* (...given) {
  yield* (await import("./tenants.js")).forEachTenant(...given);
};

/** Compares the database with the entities. Writes nothing anywhere. */
export const check: typeof Compare.check = async (...given) =>
  (await import("./compare.js")).check(...given);

/** Writes a new revision after the head, empty or with what turns the database into what the entities ask for. */
export const revision: typeof Revise.revision = async (...given) =>
  (await import("./revise.js")).revision(...given);

/** Writes what turns the database into what the entities ask for, as a new revision; nothing if they agree. */
export const autogenerate: typeof Revise.autogenerate = async (...given) =>
  (await import("./revise.js")).autogenerate(...given);

/** Writes a revision that follows several heads and does nothing else. */
export const merge: typeof Revise.merge = async (...given) =>
  (await import("./revise.js")).merge(...given);

/**
 * Brings the database of a project, or of an application's data source, up to a revision: `for await` goes through each as it is done,
 * `await` waits for all.
 */
export const upgrade = (on: On, target = "head", options: Migrate.Options & Where = {}): Running =>
  running(stepsOn("upgrade", on, target, options));

/** Takes the database back to a revision, in the same way. */
export const downgrade = (on: On, target: string, options: Migrate.Options & Where = {}): Running =>
  running(stepsOn("downgrade", on, target, options));

async function* stepsOn(
  way: "upgrade" | "downgrade",
  on: On,
  target: string,
  options: Migrate.Options & Where,
): AsyncGenerator<Migrate.Progress, void> {
  const { projectOn } = await import("./on.js");
  await using project = await projectOn(on, options);
  yield* (await import("./migrate.js"))[way](project, target, options);
}

/** Makes sure that a database has every revision: throws (MIG201) where it has not. Writes nothing. */
export const verify: typeof AtStart.verify = async (...given) =>
  (await import("./at-start.js")).verify(...given);

/** What an application does about its database before it serves: migrate it, verify it, wait for it, or nothing. */
export const atStart: typeof AtStart.atStart = async (...given) =>
  (await import("./at-start.js")).atStart(...given);

/** What `upgrade` or `downgrade` would run, as an SQL script in pieces of whole lines. Connects to nothing, unless `dryRun` asks it to. */
export const script: typeof Script.script = async function* (...given) {
  yield* (await import("./script.js")).script(...given);
};

/** Records the database as being at these revisions without running anything; gives the rows before and after. */
export const stamp: typeof Migrate.stamp = async (...given) =>
  (await import("./migrate.js")).stamp(...given);

/** Takes over a project of TypeORM's migrations: writes what stands for them, and records it. */
export const adopt: typeof Adopt.adopt = async (...given) =>
  (await import("./adopt.js")).adopt(...given);

/** Records what a person says of a revision that is half done. Runs nothing. */
export const resolve: typeof Resolve.resolve = async (...given) =>
  (await import("./resolve.js")).resolve(...given);

/** Where the database is. Writes nothing, not even the version table. */
export const current: typeof Status.current = async (...given) =>
  (await import("./status.js")).current(...given);

/** What the journal of the database says has run, the latest first. Writes nothing. */
export const log: typeof Log.log = async (...given) => (await import("./log.js")).log(...given);

/** Where the database is and what is open. Writes nothing. */
export const status: typeof Overview.status = async (...given) =>
  (await import("./overview.js")).status(...given);

/** The revisions, latest first. */
export const history: typeof Status.history = async (...given) =>
  (await import("./status.js")).history(...given);

/** The revisions that no other follows. */
export const heads: typeof Status.heads = async (...given) =>
  (await import("./status.js")).heads(...given);

/** The revisions that several others follow. */
export const branches: typeof Status.branches = async (...given) =>
  (await import("./status.js")).branches(...given);

/** Makes the version table where it is not there yet, and nothing else. */
export const ensureVersion: typeof Migrate.ensureVersion = async (...given) =>
  (await import("./migrate.js")).ensureVersion(...given);

/** The revisions that an identifier means. `current` asks the database. */
export const show: typeof Status.show = async (...given) =>
  (await import("./status.js")).show(...given);
