import { setTimeout as wait } from "node:timers/promises";
import type { Query } from "../dialects/dialect.js";
import { statementText } from "../dialects/run.js";
import { inTransaction, type Session, type Transaction } from "../dialects/session.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import {
  isInOwnWords,
  runsOutsideTransaction,
  summary,
  type Operation,
} from "../operations/index.js";
import { withoutRows } from "../operations/bulk-insert.js";
import { counted } from "../wording.js";
import {
  changesRowsOnly,
  isLook,
  isWhole as isWholeStatement,
} from "../dialects/statement-kind.js";
import type { Composed, Statement } from "../sql.js";
import { beginAnew } from "./begin-anew.js";
import type { Batching } from "./batching.js";
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
import { hold, limitsOf } from "./limits.js";
import type { Patience } from "./patience.js";
import {
  after,
  called,
  fingerprintAfter,
  following,
  START,
  type Asked,
  type InHand,
  type Position,
} from "./position.js";
import type { Ran, Run } from "./run.js";
import { calledAll, type Footing } from "./sinks.js";
import type { Ready } from "./steps.js";
import { recordsIn, typeormBookkeeping } from "./typeorm-metadata.js";
import { holdVersions, moveVersions } from "./version-table.js";

/** What one step stands on, from its beginning to its end. */
export interface StepFooting extends Footing {
  begin(): Promise<void>;
  /** Moves the rows of the version table, and closes the entry in the journal. */
  end(): Promise<void>;
  /** Rolls back what can be; gives where another try begins, if something is kept. */
  back(): Promise<Begun | undefined>;
  /** Rolls back what can be, and leaves in the journal what stands. Never fails: there is an error to report. */
  abandon(error: Error): Promise<void>;
}

/** What was begun before, and how far that came. */
export type Begun = Pick<OpenEntry, "id" | "position">;

type Line = Statement | Composed;

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
  const id = earlier?.id ?? newEntryId();
  const bookkeeping = typeormBookkeeping(dialect, run.typeormMetadata);
  const follow = following(step, earlier?.position ?? START);
  let transaction: Transaction | null = null;
  /** How many statements of `op.query` that change something are in the transaction. */
  let asks = 0;
  /** Whether the journal has the entry, for good. */
  let isEntered = earlier !== undefined;
  /** What is done, and how much of it is kept whatever comes. */
  let [done, kept] = [earlier?.position ?? START, earlier?.position ?? START];
  ran.earlier = done.done;
  ran.rows = done.bookmark?.done ?? 0;

  const save = (query: Query, state: State) =>
    write(
      query,
      versionTable,
      isEntered
        ? change(dialect, versionTable, id, state)
        : insertion(dialect, versionTable, entryOf(step), { id, author: run.author, ...state }),
    );

  function keep(position: Position): void {
    [isEntered, done, kept] = [true, position, position];
    ran.kept = ran.operations.length;
  }

  /** Does the work and notes the position that it gives, both or neither. */
  async function keeping<T>(
    work: (query: Query) => Promise<[T, Position]>,
    { session = limited, mayRepeat = true }: Keeping = {},
  ): Promise<T> {
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
  }

  const record = async (query: Query, op: Operation) =>
    bookkeeping(
      op,
      recordsIn(dialect, run.typeormMetadata, telling(query, `TypeORM's record of ${summary(op)}`)),
    );

  async function runLine(query: Query, ops: readonly Operation[], line: Line): Promise<Statement> {
    const told = telling(query, calledAll(ops));
    const text = await statementText(told, line);
    interrupt.check();
    await told(text);
    return text;
  }

  async function within(query: Query, ops: readonly Operation[], lines: readonly Line[]) {
    for (const line of lines) await runLine(query, ops, line);
    for (const op of ops) await record(query, op);
  }

  /** Does the work outside of a transaction, where the connection is to have the limits. */
  async function holding(ops: readonly Operation[], work: () => Promise<void>): Promise<void> {
    if (!dialect.waits.limitsTransactions) return work();
    // What is made beside running transactions keeps nobody waiting while it waits for them, and begins anew if it must not.
    const waits = step.limits.lock === undefined && ops.every(runsOutsideTransaction);
    const restore = await hold(database, waits ? { ...limits, lock: null } : limits);
    await work().finally(restore);
  }

  /** Each statement by itself, announced before it runs. */
  async function apart(ops: readonly Operation[], lines: readonly Line[], hand: InHand | null) {
    const [first] = ops;
    if (!first) return;
    const inHand = {
      summary: ops.map(called).join(", "),
      fingerprint: ops.reduce(fingerprintAfter, ""),
      statements: hand?.statements ?? lines,
      next: hand?.next ?? 0,
    };
    for (const [at, line] of inHand.statements.entries()) {
      if (at < inHand.next) continue;
      interrupt.check();
      const before = preparation(inHand.statements, at);
      const position = { ...done, inHand: { ...inHand, next: before === null ? at : at - 1 } };
      await patience.again(() => save(database.query, { outcome: "running", position }));
      keep(position);
      const text = await patience.again(async (tried) => {
        if (tried > 1 && before !== null) await runLine(database.query, ops, before);
        return runLine(database.query, ops, line);
      }, isRepeatable(line));
      ran.parts.push(text);
    }
    const all = { ...done, inHand: { ...inHand, next: inHand.statements.length } };
    [done, kept] = [all, all];
    await keeping(async (query) => {
      for (const op of ops) await record(query, op);
      return [null, after(done, ops)];
    });
  }

  async function alone(ops: readonly Operation[], lines: readonly Line[]): Promise<void> {
    const hand = takeUp(ops);
    ran.parts = [];
    if (hand === null && isAtomic(ops))
      await keeping(async (query) => {
        await within(query, ops, lines);
        return [null, after(done, ops)];
      });
    else await holding(ops, () => apart(ops, lines, hand));
    note(ops);
    ran.kept = ran.operations.length;
    ran.parts = [];
  }

  /** Remembers what has run; of rows that come part by part, how many there were. */
  function note(ops: readonly Operation[]): void {
    for (const op of ops) {
      const isRows = op.kind === "bulkInsert";
      if (isRows && (op.part?.at ?? 0) > 0 && ran.operations.at(-1)?.kind === "bulkInsert")
        ran.operations.pop();
      ran.operations.push(isRows ? withoutRows(op) : op);
      if (isRows && op.part) {
        const { done, total } = op.part;
        run.progress?.({ operation: summary(withoutRows(op)), done, total });
      }
    }
  }

  /** Refuses (MIG211) anything else than the operation that was begun to go through rows. */
  function refuseOther(ops: readonly Operation[]): void {
    const { bookmark } = done;
    if (bookmark === null || bookmark.fingerprint === ops.reduce(fingerprintAfter, "")) return;
    throw new MigError(
      "MIG211",
      `Of ${bookmark.summary} an earlier run has done ${counted(bookmark.done, "row")}, and ${step.revision.id} now says ${ops.map(called).join(", ")}.`,
      `Put back what the file said then. Or, ${beginAnew(step.revision.id, step.direction)}.`,
    );
  }

  /** Each batch of rows is kept together with the mark of where it ends. */
  async function rowByRow(op: Operation, go: (rows: Batching) => Promise<void>): Promise<void> {
    const said = { summary: called(op), fingerprint: fingerprintAfter("", op) };
    const session = { begin: limited.beginRows };
    const told = (query: Query) => telling(query, calledAll([op]));
    await go({
      query: told(database.query),
      mark: done.bookmark,
      async batch(work) {
        interrupt.check();
        await keeping(
          async (query) => {
            const mark = await work(told(query));
            return [null, mark ? { ...done, bookmark: { ...said, ...mark } } : done];
          },
          { session },
        );
        ran.rows = done.bookmark?.done ?? 0;
      },
      async pause(milliseconds) {
        await wait(milliseconds, undefined, run.signal ? { signal: run.signal } : {}).catch(() =>
          interrupt.check(),
        );
      },
      progress: run.progress,
    });
    await keeping(async () => [null, after(done, [op])], { session });
    ran.operations.push(op);
    ran.kept = ran.operations.length;
    ran.rows = 0;
  }

  /** What an earlier run has left of these operations, if it was about to do them. Refuses (MIG211) if they are others now. */
  function takeUp(ops: readonly Operation[]): InHand | null {
    const { inHand } = done;
    if (inHand === null || inHand.next === 0) return null;
    if (inHand.fingerprint === ops.reduce(fingerprintAfter, "")) return inHand;
    throw new MigError(
      "MIG211",
      `Of ${inHand.summary} an earlier run has done a part, and ${step.revision.id} now says ${ops.map(called).join(", ")}.`,
      `Put back what the file said then. Or, ${beginAnew(step.revision.id, step.direction)}.`,
    );
  }

  const lookApart = <T>(look: (query: Query) => Promise<T>): Promise<T> =>
    patience.again(() =>
      dialect.waits.limitsTransactions
        ? inTransaction(limited, database.query, ({ query }) => look(query))
        : look(database.query),
    );

  const isAtomic = (ops: readonly Operation[]) =>
    dialect.traits.transactionalDdl
      ? !ops.some((op) => isInOwnWords(op) || runsOutsideTransaction(op)) ||
        ops.every(changesRowsOnly)
      : ops.every(changesRowsOnly);

  async function enter(): Promise<void> {
    transaction = await limited.begin(database.query);
    await holdVersions({ ...database, query: transaction.own }, versionTable, step.rowsBefore);
  }

  async function leave(open: Transaction): Promise<void> {
    if (done !== kept) await save(open.own, { outcome: "running", position: done });
    await open.commit();
    transaction = null;
    if (done !== kept) keep(done);
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
    await holdVersions(asked, versionTable, step.rowsBefore);
    await moveVersions(asked, versionTable, step.rowsBefore, step.rowsAfter);
    const milliseconds = performance.now() - start;
    const state = { outcome: "done", position: null, milliseconds, error: "" } as const;
    // What an earlier run has begun may have been mended since.
    await save(query, { ...state, ...(earlier && { file: entryOf(step).file }) });
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
      refuseOther(ops);
      if (transaction === null) return alone(ops, lines);
      if (ops.some(runsOutsideTransaction) || takeUp(ops) !== null)
        return outside(() => alone(ops, lines));
      await within(transaction.query, ops, lines);
      done = after(done, ops);
      note(ops);
    },
    async throughRows(op, go) {
      interrupt.check();
      refuseOther([op]);
      await outside(() => rowByRow(op, go));
    },
    async ask(sql, parameters = []) {
      interrupt.check();
      const told = (query: Query) => telling(query, "op.query");
      const look = (query: Query) => told(query)(sql, parameters);
      if (isLook(sql)) return transaction ? look(transaction.query) : lookApart(look);
      const asked: Asked = { kind: "query", sql, parameters };
      if (follow.isDone(asked)) throw askedBefore(step, asked);
      if (transaction) {
        const rows = await look(transaction.query);
        done = after(done, [asked]);
        asks += 1;
        return rows;
      }
      const rows = await keeping(async (query) => [await look(query), after(done, [asked])], {
        mayRepeat: isRepeatable(sql),
      });
      ran.queries += 1;
      return rows;
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
      return isEntered ? { id, position: kept } : undefined;
    },
    async abandon(error) {
      await rollback();
      const { inHand, bookmark } = kept;
      const isNothing =
        kept.done === 0 && bookmark === null && (inHand === null || inHand.next === 0);
      // Where even that cannot be written, the first error is the one to report.
      await save(database.query, {
        outcome: "failed",
        position: isNothing ? null : kept,
        milliseconds: performance.now() - start,
        error: error.message,
      }).catch(() => undefined);
    },
  };
}

/** How something is kept: what begins its transaction, and whether that may be done again. */
interface Keeping {
  readonly session?: Pick<Session, "begin">;
  readonly mayRepeat?: boolean;
}

/** The statement before this one, where it is for this one only. */
function preparation(lines: readonly Line[], at: number): Line | null {
  const before = lines[at - 1];
  return typeof before === "object" && before.prepares === true ? before : null;
}

/** What the database composes is mig's own. */
const isRepeatable = (line: Line) => typeof line !== "string" || isWholeStatement(line);

const askedBefore = ({ direction, revision: { id } }: Ready, asked: Asked) =>
  new MigError(
    "MIG211",
    `An earlier run of ${id} has run this, and its rows are not kept: ${called(asked)}`,
    `Do what is left by hand and record it: \`mig resolve ${id} ${direction === "upgrade" ? "--applied" : "--rolled-back"}\`. Or, ${beginAnew(id, direction)}.`,
  );
