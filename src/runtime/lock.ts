import { setTimeout as wait } from "node:timers/promises";
import type { Query } from "../dialects/dialect.js";
import type { Claim, Holder, Locking, LockKey } from "../dialects/lock.js";
import { driverError } from "../dialects/driver-error.js";
import { remedy } from "../dialects/remedy.js";
import { MigError } from "../errors.js";
import { counted } from "../wording.js";

/** What keeps the others out while one writes. */
export interface Lock {
  /** Throws MIG214 once it is known to be lost. Asks nobody. */
  refuseLost(): void;
  /** Asks whether it is still held, unless that is known since so many milliseconds, and throws MIG214 where it is not. */
  check(age?: number): Promise<void>;
}

/** A lock that is to be given back. Giving it back never fails. */
export interface TakenLock extends Lock, AsyncDisposable {}

/** How a lock is waited for. */
export interface LockWait {
  /** How many seconds at most. */
  readonly timeout: number;
  /** Ends the waiting (MIG403). */
  readonly signal?: AbortSignal | undefined;
  /** Told, once it takes longer than a moment and then every second, for whom it waits. */
  readonly waiting?: ((waiting: Waiting) => void) | undefined;
}

/** A run that waits for another one. */
export interface Waiting {
  /** For messages. */
  readonly database: string;
  /** Who has the lock; null where that is not known. What it says others have written. */
  readonly holder: Holder | null;
  /** How long it has been waiting. */
  readonly milliseconds: number;
  /** How many seconds it waits at most. */
  readonly timeout: number;
}

/** A lock, and the connections it is about. */
export interface Asked {
  readonly locking: Locking;
  readonly own: Query;
  readonly main: Query;
  readonly key: LockKey;
  readonly claim: Claim;
  /** Which database it is, for messages. */
  readonly title: string;
}

/** Takes the lock, waiting for it where another has it: by asking again and again, never in the database. Throws MIG213 once it is too late. */
export async function takeLock(
  asked: Asked,
  { timeout, signal, waiting }: LockWait,
): Promise<TakenLock> {
  const { locking, own, main, key, claim, title } = asked;
  const asking = refusing(title);
  await asking(locking.prepare(own));
  const obstacle = await asking(locking.obstacle(own, main));
  if (obstacle !== null) throw unfit(title, obstacle);
  const start = performance.now();
  let told = start;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    if (signal?.aborted) throw interrupted(title);
    if (await asking(locking.take(own, key, claim))) return asking(held(asked));
    const now = performance.now();
    const left = timeout * 1000 - (now - start);
    if (left <= 0) throw tooLate(title, await asking(locking.holder(own, key)), timeout);
    if (waiting && now - told >= MOMENT) {
      told = now;
      const holder = await asking(locking.holder(own, key));
      waiting({ database: title, holder, milliseconds: now - start, timeout });
    }
    const some = pause * (0.5 + Math.random()); // not all who wait at the same time
    await wait(Math.min(some, left), undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}

/** Milliseconds. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 700;
const MOMENT = 1000;
const HEARTBEAT = 5000;

async function held({ locking, own, key, claim, title }: Asked): Promise<TakenLock> {
  let isLost = false;
  let seen = 0;
  const look = async () => {
    const at = performance.now();
    isLost ||= !(await locking.isHeld(own, key, claim));
    seen = at;
  };
  // A connection that is used is not taken for one that is not; and a lease is renewed by that.
  const beat = async () => {
    try {
      await look();
    } catch {
      isLost = true; // a connection that fails once has nothing any more, and whoever waits is let in
    }
    if (isLost) clearInterval(heart);
  };
  const heart = setInterval(() => void beat(), HEARTBEAT).unref();
  const refuseLost = () => {
    if (isLost) throw lost(title);
  };
  const lock: TakenLock = {
    refuseLost,
    async check(age = 0) {
      if (isLost || performance.now() - seen < age) return refuseLost();
      await look().catch((cause: unknown) => {
        isLost = true;
        throw lost(title, cause);
      });
      refuseLost();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(heart);
      await locking.release(own, key, claim).catch(() => undefined); // it ends with its connection
    },
  };
  try {
    await look();
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
  if (!isLost) return lock;
  await lock[Symbol.asyncDispose]();
  throw unfit(title, "what one statement has locked, the next one does not have");
}

const interrupted = (title: string) =>
  new MigError(
    "MIG403",
    `Interrupted while waiting for the lock of the ${title}; nothing has run.`,
    "Run the same command again to go on.",
  );

function tooLate(title: string, holder: Holder | null, timeout: number): MigError {
  const who = holder === null ? "Another run" : holder.name;
  const since = holder?.since ? ` since ${holder.since}` : "";
  const waited = timeout === 0 ? "" : ` It was waited for ${counted(timeout, "second")}.`;
  const end = holder?.end ? ` If nothing is left to wait for, end it: ${holder.end}` : "";
  return new MigError(
    "MIG213",
    `${who} has the lock of the ${title}${since}.${waited} Nothing has run.`,
    `Run the command again once it is through, or wait longer with --wait-timeout.${end}`,
    { details: { holder } },
  );
}

const lost = (title: string, cause?: unknown) =>
  new MigError(
    "MIG214",
    `The lock of the ${title} is lost: its connection was cut, or another run has taken it over. Nothing more is begun.`,
    "Run the same command again to go on.",
    { cause },
  );

/** What the database refuses is told as a part of taking the lock. */
const refusing =
  (title: string) =>
  <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      if (cause instanceof MigError) throw cause;
      throw new MigError(
        "MIG216",
        `The ${title} gives no lock: ${driverError(cause).message || String(cause)}`,
        remedy(cause) ?? NO_OTHER_WAY,
        { cause },
      );
    });

const NO_OTHER_WAY =
  'If it cannot give any, say `lock: "none"` in the configuration, and see to it that one run writes at a time.';

const unfit = (title: string, obstacle: string) =>
  new MigError(
    "MIG215",
    `The lock of the ${title} would keep nobody out: ${obstacle}.`,
    'Give mig a data source that leads to the server itself, or say `lock: "table"` in the configuration.',
  );
