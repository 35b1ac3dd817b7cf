import type { Query } from "../dialects/dialect.js";
import type { Blocker, Limits } from "../dialects/waits.js";
import type { Database } from "./database.js";
import { inShort, type Blocked } from "./blocked.js";

/** Looks after a connection of which a statement may wait for others. */
export interface Watch {
  /** The connection; whom a statement waits for is asked while it does. */
  readonly query: Query;
  /** Whom the last statement that waited was seen to wait for; null where that cannot be known. */
  blockers(): Promise<readonly Blocker[] | null>;
  /** Forgets it. */
  forget(): void;
  /** Whether this connection has thrown it, and not another one that a migration has itself. */
  hasThrown(error: unknown): boolean;
}

/** Asks before the limit is over, as whom a statement has waited for nobody knows afterwards. */
export function watching(
  database: Pick<Database, "query" | "blockers">,
  { lock }: Pick<Limits, "lock">,
  tell: ((waiting: Blocked) => void) | undefined,
): Watch {
  let looking: Promise<readonly Blocker[] | null> | undefined;
  let told = "";
  const thrown = new WeakSet<object>();
  const first = Math.min(MOMENT, (lock ?? MOMENT) / 2);

  async function look(sql: string, isRunning: () => boolean): Promise<readonly Blocker[] | null> {
    const blockers = await database.blockers();
    const who = JSON.stringify(blockers?.map(({ connection }) => connection));
    if (!isRunning() || !blockers?.length || who === told) return blockers;
    told = who;
    tell?.({ what: inShort(sql), blockers, again: null });
    return blockers;
  }

  return {
    async query(sql, parameters) {
      let isRunning = true;
      const lookLater = (milliseconds: number): NodeJS.Timeout =>
        setTimeout(() => {
          looking = look(sql, () => isRunning);
          looking.catch(() => undefined); // reported where it is asked for
          timer = lookLater(WHILE);
        }, milliseconds);
      let timer = lookLater(first);
      try {
        return await database.query(sql, parameters);
      } catch (error) {
        if (error instanceof Error) thrown.add(error);
        throw error;
      } finally {
        isRunning = false;
        clearTimeout(timer);
      }
    },
    // A driver may have kept the whole process waiting: then only what cannot be known is known.
    blockers: () => (looking ??= database.blockers()),
    forget() {
      [looking, told] = [undefined, ""];
    },
    hasThrown(error) {
      for (let at = error; at instanceof Error; at = at.cause) if (thrown.has(at)) return true;
      return false;
    },
  };
}

/** When a statement is looked at that has not come back, and then how often, in milliseconds. */
const MOMENT = 1_000;
const WHILE = 5_000;
