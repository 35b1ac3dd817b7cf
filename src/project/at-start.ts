import { setTimeout as wait } from "node:timers/promises";
import { MigError } from "../errors.js";
import { counted } from "../wording.js";
import { upgrade, type Options, type Progress } from "./migrate.js";
import { projectOn, type On, type Where } from "./on.js";
import { wrong } from "./settings-error.js";
import type { Project } from "./open.js";
import { current, type Current } from "./status.js";

/**
 * What an application does about its database before it serves: `migrate` brings it to the head, where several replicas start one of them does
 * and the others wait; `verify` refuses to go on unless it is there; `wait` goes on once another process has brought it there; `off` does not look.
 */
export type StartMode = "migrate" | "verify" | "wait" | "off";

export interface StartOptions extends Where, Options {
  /** As it comes from an environment variable: anything else than a mode is refused (MIG504). */
  readonly mode: StartMode | (string & {});
  /** How many seconds `wait` waits at most; 600 if left out. */
  readonly timeout?: number | undefined;
  /** Told of each revision once it has run. */
  readonly step?: ((step: Progress) => void) | undefined;
}

/** Does what the mode says, and gives where the database is then; null for `off`. */
export async function atStart(on: On, options: StartOptions): Promise<Current | null> {
  const { mode, timeout = 600, step, ...rest } = options;
  if (mode === "off") return null;
  if (!isActive(mode)) throw wrong("mode", mode, MODES, "the options of atStart");
  await using project = await projectOn(on, rest);
  return await ACTIVE[mode](project, { ...rest, timeout, step });
}

const MODES = '"migrate", "verify", "wait" or "off"';

/**
 * Makes sure that a database has every revision, and none of them by half, and gives where it is. Throws MIG201 otherwise, and MIG202 where it has
 * one that has no file. Writes nothing and takes no lock.
 */
export async function verify(on: On, where: Where = {}): Promise<Current> {
  await using project = await projectOn(on, where);
  return await verified(project);
}

interface Waits extends Options {
  readonly timeout: number;
  readonly step: StartOptions["step"];
}

type Active = Exclude<StartMode, "off">;

const isActive = (mode: string): mode is Active => Object.hasOwn(ACTIVE, mode);

const ACTIVE: {
  readonly [M in Active]: (project: Project, options: Waits) => Promise<Current>;
} = {
  async migrate(project, { step, ...options }) {
    for await (const done of upgrade(project, "heads", options)) step?.(done);
    return verified(project);
  },
  verify: verified,
  async wait(project, { timeout, signal }) {
    const start = performance.now();
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
      const found = await current(project, { isSure: true });
      if (isThrough(found)) return found;
      const left = timeout * 1000 - (performance.now() - start);
      if (left <= 0) throw behind(found, ` It was waited for ${counted(timeout, "second")}.`);
      await wait(Math.min(pause, left), undefined, signal ? { signal } : {}).catch(() => {
        throw interrupted(found);
      });
    }
  },
};

/** Milliseconds. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5000;

async function verified(project: Project): Promise<Current> {
  const found = await current(project, { isSure: true });
  if (!isThrough(found)) throw behind(found);
  return found;
}

const isThrough = ({ pending, halfDone }: Current) => pending.length + halfDone.length === 0;

function behind({ database, revisions, pending, halfDone }: Current, waited = ""): MigError {
  const at = revisions.map(({ revision }) => revision.id).join(", ") || "base";
  const missing =
    pending.length === 0
      ? ""
      : `, and lacks ${counted(pending.length, "revision")}: ${some(pending)}`;
  const half = halfDone.map(
    ({ direction, revision, since }) =>
      ` The ${direction} of ${revision} is half done, since ${since}.`,
  );
  return new MigError(
    "MIG201",
    `The ${database} is at ${at}${missing}.${half.join("")}${waited}`,
    "Run `mig upgrade heads` before the application starts, or let it do so with the mode migrate.",
  );
}

const some = (ids: readonly string[]) =>
  ids.length > 5 ? `${ids.slice(0, 5).join(", ")}, …` : ids.join(", ");

const interrupted = ({ database }: Current) =>
  new MigError("MIG403", `Interrupted while waiting for the ${database}; nothing has run.`);
