import { setTimeout as wait } from "node:timers/promises";
import { StatementError } from "../dialects/telling.js";
import { stopOf, type Stop } from "../dialects/stop.js";
import type { Blocker } from "../dialects/waits.js";
import { MigError } from "../errors.js";
import type { Interrupt } from "./interrupt.js";
import type { Blocked } from "./blocked.js";
import type { Watch } from "./watch.js";

/** What could not be had in as many tries as there are. */
export class GaveUp extends MigError {
  readonly tries: number;
  readonly blockers: readonly Blocker[] | null;
  /** What the database has refused last. */
  readonly refused: Error;

  constructor(
    code: "MIG412" | "MIG414",
    tries: number,
    blockers: readonly Blocker[] | null,
    refused: Error,
  ) {
    super(code, refused.message, undefined, { cause: refused });
    this.tries = tries;
    this.blockers = blockers;
    this.refused = refused;
  }
}

/** Tries again what others were in the way of. */
export interface Patience {
  /**
   * Does the work until nobody is in the way, or until there are no tries left (MIG412, MIG414). It leaves nothing where it fails; what may
   * is tried once.
   */
  again<T>(work: (tried: number) => Promise<T>, mayRepeat?: boolean): Promise<T>;
  /** Why the database has stopped what the run wanted; null for any other error. */
  stop(error: unknown): Stop | null;
  /** Waits after a try that failed, if another one may do better; throws what is to be told otherwise. */
  pause(error: unknown, tried: number, isLast?: boolean): Promise<void>;
}

interface Means {
  readonly tries: number;
  readonly watch: Omit<Watch, "query">;
  readonly interrupt: Pick<Interrupt, "check">;
  readonly signal: AbortSignal | undefined;
  readonly tell: ((waiting: Blocked) => void) | undefined;
}

export function patient({ tries, watch, interrupt, signal, tell }: Means): Patience {
  const stopped = (error: unknown) => (watch.hasThrown(error) ? stopOf(error) : null);

  async function pause(error: unknown, tried: number, isLast = tried >= tries): Promise<void> {
    // What has been tried often enough is not tried again as a part of something else.
    const stop = error instanceof GaveUp ? null : stopped(error);
    if (stop !== "lock" && stop !== "conflict") throw error;
    interrupt.check();
    const refused = error as Error;
    // Two that stood in each other's way do so no longer.
    const blockers = stop === "lock" ? await watch.blockers() : [];
    watch.forget();
    if (isLast) throw new GaveUp(stop === "lock" ? "MIG412" : "MIG414", tried, blockers, refused);
    const milliseconds = pauseAfter(tried);
    const [what, reason] =
      refused instanceof StatementError
        ? [refused.what, refused.words]
        : ["The revision", refused.message];
    tell?.({ what, blockers, again: { milliseconds, number: tried + 1, of: tries, reason } });
    await wait(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);
    interrupt.check();
  }

  return {
    stop: stopped,
    pause,
    async again(work, mayRepeat = true) {
      for (let tried = 1; ; tried += 1)
        try {
          return await work(tried);
        } catch (error) {
          await pause(error, tried, !mayRepeat || tried >= tries);
        }
    },
  };
}

/** Growing, and each time another one: of several that wait for each other, one comes first. */
function pauseAfter(tried: number): number {
  const most = Math.min(SHORTEST * 2 ** (tried - 1), LONGEST);
  return most * (0.5 + Math.random() / 2);
}

/** Of pauses, in milliseconds, before chance makes them up to half as long. */
const SHORTEST = 500;
const LONGEST = 15_000;
