import { MigError } from "../errors.js";
import type { Database } from "./database.js";
import type { Lock } from "./lock.js";

/** Watches over one step that a signal may interrupt. */
export interface Interrupt {
  /** Throws MIG403 once the signal is aborted, and MIG214 once the lock is lost. */
  check(): void;
  /** Stops watching, and waits for what is being stopped: nothing that follows is stopped in its place. */
  end(): Promise<void>;
}

/** From here to its end, the signal stops the running statement of the database. */
export function interruptible(
  database: Pick<Database, "cancel">,
  signal: AbortSignal | undefined,
  lock?: Pick<Lock, "refuseLost">,
): Interrupt {
  let stopping: Promise<void> | undefined;
  let isOver = false;
  let wake = () => {};
  // Again and again, as what is stopped may be a statement before the one that takes long.
  async function stop(): Promise<void> {
    while (!isOver) {
      await database.cancel();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, isOver ? 0 : AGAIN);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
  const cancel = () => {
    stopping ??= stop();
  };
  signal?.addEventListener("abort", cancel);
  return {
    check() {
      if (signal?.aborted) throw new MigError("MIG403", "Interrupted.");
      lock?.refuseLost();
    },
    async end() {
      signal?.removeEventListener("abort", cancel);
      isOver = true;
      wake();
      await stopping;
    },
  };
}

/** Milliseconds. */
const AGAIN = 1_000;
