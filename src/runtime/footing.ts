import type { Query } from "../dialects/dialect.js";
import { isSaidByServer } from "../dialects/lost.js";
import { inTransaction, type Transaction } from "../dialects/session.js";
import { changesRows, isLook, isWhole as isWholeStatement } from "../dialects/statement-kind.js";
import { StatementError, telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { isInOwnWords, runsOutsideTransaction } from "../operations/index.js";
import { beginAnew } from "./begin-anew.js";
import { byRows } from "./by-rows.js";
import { byStatement } from "./by-statement.js";
import type { Interrupt } from "./interrupt.js";
import { entryOf } from "./journal.js";
import { keptOf, type Begun } from "./kept.js";
import { limitsOf } from "./limits.js";
import type { Patience } from "./patience.js";
import { after, called, following, START, type Asked } from "./position.js";
import type { Ran, Run } from "./run.js";
import type { Footing } from "./sinks.js";
import type { Ready } from "./steps.js";
import { holdVersions, moveVersions } from "./version-table.js";

/** What one step stands on, from its beginning to its end. */
export interface StepFooting extends Footing {
  begin(): Promise<void>;
  /** Moves the rows of the version table, and closes the entry in the journal. */
  end(): Promise<void>;
  /** Rolls back what can be; gives where another try begins, if something is kept. */
  back(): Promise<Begun | undefined>;
  /** Rolls back what can be, and leaves in the journal what stands after an error, which is told so. Never fails. */
  abandon(error: unknown, told: Error): Promise<void>;
}

/**
 * In one transaction where the database can roll back DDL, except for what has to run outside of it. There each operation is
 * kept in the journal as it is done: together with it where that is possible, and otherwise announced before.
 */
export function footingOf(
  run: Run,
  step: Ready,
  earlier: Begun | undefined,
  ran: Ran,
  interrupt: Interrupt,
  patience: Patience,
): StepFooting {
  const { database, versionTable } = run;
  const { dialect } = database;
  const isWhole = dialect.traits.transactionalDdl && step.isTransactional;
  const limits = limitsOf(run.limits, step.limits);
  const limited = {
    begin: (query: Query) => dialect.begin(query, limits),
    beginRows: (query: Query) => dialect.beginRows(query, limits),
  };
  const start = performance.now();
  const base = { run, step, ran, interrupt, patience, limits, limited };
  const kept = keptOf(base, earlier);
  const statements = byStatement({ ...base, kept });
  const rows = byRows({ ...base, kept });
  const follow = following(step, earlier?.position ?? START);
  let transaction: Transaction | null = null;
  /** How many statements of `op.query` that change something are in the transaction. */
  let asks = 0;
  ran.earlier = kept.done.done;
  ran.rows = kept.done.bookmark?.done ?? 0;

  const lookApart = <T>(look: (query: Query) => Promise<T>): Promise<T> =>
    patience.again(() =>
      dialect.waits.limitsTransactions
        ? inTransaction(limited, database.query, ({ query }) => look(query))
        : look(database.query),
    );

  async function enter(): Promise<void> {
    transaction = await limited.begin(database.query);
    await holdVersions({ ...database, query: transaction.own }, versionTable, step.rowsBefore);
  }

  /** Whether the rows are still held as they were found: none are where there are none, and one's own words may have ended the transaction. */
  const isHeld = () =>
    transaction !== null &&
    step.rowsBefore.length > 0 &&
    asks === 0 &&
    !ran.operations.some((op) => isInOwnWords(op));

  async function leave(open: Transaction): Promise<void> {
    const isMore = kept.done !== kept.kept;
    if (isMore) await kept.save(open.own, { outcome: "running", position: kept.done });
    await open.commit();
    transaction = null;
    if (isMore) kept.keep(kept.done);
    [ran.queries, asks] = [ran.queries + asks, 0];
  }

  async function outside<T>(work: () => Promise<T>): Promise<T> {
    if (!transaction) return work();
    await leave(transaction);
    const result = await work();
    await enter();
    return result;
  }

  async function rollback(): Promise<void> {
    await transaction?.rollback();
    transaction = null;
  }

  async function close(query: Query): Promise<void> {
    const asked = { ...database, query };
    if (!isHeld()) await holdVersions(asked, versionTable, step.rowsBefore);
    const milliseconds = performance.now() - start;
    const state = { outcome: "done", position: null, milliseconds, error: "" } as const;
    // What an earlier run has begun may have been mended since.
    const entry = kept.entry({ ...state, ...(earlier && { file: entryOf(step).file }) });
    await moveVersions(asked, versionTable, step.rowsBefore, step.rowsAfter, entry);
  }

  return {
    get query() {
      return transaction?.query ?? database.query;
    },
    makeRunner: database.makeRunner,
    isInTransaction: () => transaction !== null,
    isDone: (op) => follow.isDone(op),
    async carry(ops, lines) {
      interrupt.check();
      rows.refuseOther(ops);
      if (transaction === null) return statements.alone(ops, lines);
      if (ops.some(runsOutsideTransaction) || statements.isBegun(ops))
        return outside(() => statements.alone(ops, lines));
      await statements.within(transaction.query, ops, lines);
      kept.reach(after(kept.done, ops));
      statements.note(ops);
    },
    async throughRows(op, go) {
      interrupt.check();
      rows.refuseOther([op]);
      await outside(() => rows.through(op, go));
    },
    async ask(sql, parameters = []) {
      interrupt.check();
      const told = (query: Query) => telling(query, "op.query");
      const look = (query: Query) => told(query)(sql, parameters);
      if (isLook(sql)) return transaction ? look(transaction.query) : lookApart(look);
      const asked: Asked = { kind: "query", sql, parameters };
      if (follow.isDone(asked)) throw askedBefore(step, asked);
      if (transaction) {
        const found = await look(transaction.query);
        kept.reach(after(kept.done, [asked]));
        asks += 1;
        return found;
      }
      if (statements.isBegun([asked])) throw askedBefore(step, asked);
      const isKept = dialect.traits.transactionalDdl || (changesRows(sql) && isWholeStatement(sql));
      const found = isKept
        ? await kept.keeping(async (query) => [await look(query), after(kept.done, [asked])], {
            mayRepeat: isWholeStatement(sql),
          })
        : await statements.ask(asked, () => look(database.query));
      ran.queries += 1;
      return found;
    },
    outside,
    async begin() {
      if (isWhole) return enter();
      await patience.again(() => holdVersions(database, versionTable, step.rowsBefore));
    },
    async end() {
      follow.end();
      ran.isThrough = true;
      if (transaction) {
        interrupt.check();
        await close(transaction.own);
        await transaction.commit();
      } else {
        // What cannot be rolled back has happened, and is recorded whatever comes.
        await interrupt.end();
        await patience.again(() => inTransaction(limited, database.query, ({ own }) => close(own)));
      }
      transaction = null;
    },
    async back() {
      await rollback();
      return kept.begun;
    },
    async abandon(error, told) {
      await rollback();
      const { inHand, bookmark, done } = kept.kept;
      const isNothing = done === 0 && bookmark === null && (inHand === null || inHand.next === 0);
      // What the server has not answered to may have happened, or happen yet.
      const isOpen = typeof inHand?.sent?.connection === "string" && isUnanswered(error);
      // Where even that cannot be written, the first error is the one to report.
      await kept
        .save(database.query, {
          outcome: isOpen ? "running" : "failed",
          position: isNothing && !isOpen ? null : kept.kept,
          milliseconds: performance.now() - start,
          error: told.message,
        })
        .catch(() => undefined);
    },
  };
}

/** Whether a statement was sent, and the server has said nothing of it. */
const isUnanswered = (error: unknown) => error instanceof StatementError && !isSaidByServer(error);

const askedBefore = ({ direction, revision: { id } }: Ready, asked: Asked) =>
  new MigError(
    "MIG211",
    `An earlier run of ${id} has run this, and its rows are not kept: ${called(asked)}`,
    `Do what is left by hand and record it: \`mig resolve ${id} ${direction === "upgrade" ? "--applied" : "--rolled-back"}\`. Or, ${beginAnew(id, direction)}.`,
  );
