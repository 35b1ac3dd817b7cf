import type { Query } from "../dialects/dialect.js";
import { inTransaction, type Session } from "../dialects/session.js";
import type { Limits } from "../dialects/waits.js";
import type { Statement } from "../sql.js";
import type { Interrupt } from "./interrupt.js";
import {
  change,
  entryOf,
  insertion,
  newEntryId,
  write,
  type OpenEntry,
  type State,
} from "./journal.js";
import type { Patience } from "./patience.js";
import { START, type Position } from "./position.js";
import type { Ran, Run } from "./run.js";
import type { Ready } from "./steps.js";

/** What carrying out a step takes. */
export interface Stepping {
  readonly run: Run;
  readonly step: Ready;
  readonly ran: Ran;
  readonly interrupt: Interrupt;
  readonly patience: Patience;
  readonly limits: Limits;
  /** Begins transactions with the limits. */
  readonly limited: Pick<Session, "begin" | "beginRows">;
  readonly kept: Kept;
}

/** What was begun before, and how far that came. */
export type Begun = Pick<OpenEntry, "id" | "position">;

/** How far a step has come, and how much of that the journal keeps whatever comes. */
export interface Kept {
  readonly done: Position;
  readonly kept: Position;
  /** What the journal has of it; nothing before the first time. */
  readonly begun: Begun | undefined;
  /** More is done, and kept once its transaction is committed. */
  reach(position: Position): void;
  /** So far it stands, whether the journal says so or not. */
  stand(position: Position): void;
  /** The journal says so, for good. */
  keep(position: Position): void;
  /** The statement that writes into the journal what is known of the step. */
  entry(state: State): Statement;
  /** Runs it. */
  save(query: Query, state: State): Promise<void>;
  /** Does the work and notes the position that it gives, both or neither. */
  keeping<T>(work: (query: Query) => Promise<[T, Position]>, keeping?: Keeping): Promise<T>;
}

/** How something is kept: what begins its transaction, and whether that may be done again. */
export interface Keeping {
  readonly session?: Pick<Session, "begin">;
  readonly mayRepeat?: boolean;
}

export function keptOf(
  { run, step, ran, patience, limited }: Omit<Stepping, "kept">,
  earlier: Begun | undefined,
): Kept {
  const { database, versionTable } = run;
  const { dialect } = database;
  const id = earlier?.id ?? newEntryId();
  /** Whether the journal has the entry, for good. */
  let isEntered = earlier !== undefined;
  let [done, kept] = [earlier?.position ?? START, earlier?.position ?? START];

  const entry = (state: State) =>
    isEntered
      ? change(dialect, versionTable, id, state)
      : insertion(dialect, versionTable, entryOf(step), { id, author: run.author, ...state });
  const save = (query: Query, state: State) => write(query, versionTable, entry(state));

  function keep(position: Position): void {
    [isEntered, done, kept] = [true, position, position];
    ran.kept = ran.operations.length;
  }

  return {
    get done() {
      return done;
    },
    get kept() {
      return kept;
    },
    get begun() {
      return isEntered ? { id, position: kept } : undefined;
    },
    reach(position) {
      done = position;
    },
    stand(position) {
      [done, kept] = [position, position];
    },
    keep,
    entry,
    save,
    async keeping(work, { session = limited, mayRepeat = true } = {}) {
      const [result, position] = await patience.again(
        () =>
          inTransaction(session, database.query, async (open) => {
            const found = await work(open.query);
            await save(open.own, { outcome: "running", position: found[1] });
            return found;
          }),
        mayRepeat,
      );
      keep(position);
      return result;
    },
  };
}
