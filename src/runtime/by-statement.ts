import type { Query } from "../dialects/dialect.js";
import { statementText } from "../dialects/run.js";
import { changesRows, changesRowsOnly, isWhole } from "../dialects/statement-kind.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import { withoutRows } from "../operations/bulk-insert.js";
import {
  isInOwnWords,
  runsOutsideTransaction,
  summary,
  type Operation,
} from "../operations/index.js";
import type { Composed, Statement } from "../sql.js";
import { beginAnew } from "./begin-anew.js";
import { sentNow } from "./facts.js";
import type { Stepping } from "./kept.js";
import { hold } from "./limits.js";
import {
  after,
  called,
  fingerprintAfter,
  preparation,
  type Asked,
  type Deed,
  type InHand,
} from "./position.js";
import { calledAll } from "./sinks.js";
import { recordsIn, typeormBookkeeping } from "./typeorm-metadata.js";

type Line = Statement | Composed;

/** Carries out operations by their statements. */
export interface ByStatement {
  /** All of them in a transaction that is open. */
  within(query: Query, ops: readonly Operation[], lines: readonly Line[]): Promise<void>;
  /** In no transaction, or in one of their own; what is done is kept. */
  alone(ops: readonly Operation[], lines: readonly Line[]): Promise<void>;
  /** Runs a statement of op.query by itself, where no transaction can keep it and what is noted of it together. */
  ask<T>(asked: Asked, look: () => Promise<T>): Promise<T>;
  /** Whether an earlier run has done a part of them. Refuses (MIG211) if it was others that it has begun. */
  isBegun(deeds: readonly Deed[]): boolean;
  /** Remembers what has run; of rows that come part by part, how many there were. */
  note(ops: readonly Operation[]): void;
}

export function byStatement(stepping: Stepping): ByStatement {
  const { run, step, ran, interrupt, patience, limits, kept } = stepping;
  const { database } = run;
  const { dialect } = database;
  const bookkeeping = typeormBookkeeping(dialect, run.typeormMetadata);

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

  /** Each statement by itself. */
  async function apart(ops: readonly Operation[], lines: readonly Line[], hand: InHand | null) {
    const [first] = ops;
    if (!first) return;
    const inHand = inHandOf(ops, hand?.statements ?? lines, hand?.next);
    const told = telling(database.query, calledAll(ops));
    for (const [at, line] of inHand.statements.entries()) {
      if (at < inHand.next) continue;
      interrupt.check();
      const text = await patience.again(() => statementText(told, line));
      const reached = { ...kept.done, inHand: { ...inHand, next: at + 1 } };
      if (changesRows(text))
        await kept.keeping(async (query) => [await runLine(query, ops, text), reached]);
      else {
        const before = preparation(inHand, at);
        await announce({ ...inHand, next: before === null ? at : at - 1 }, text, at + 1);
        await patience.again(async (tried) => {
          if (tried > 1 && before !== null) await runLine(database.query, ops, before);
          await runLine(database.query, ops, tried > 1 ? line : text);
        }, isRepeatable(line));
      }
      ran.parts.push(text);
      kept.stand(reached);
    }
    await kept.keeping(async (query) => {
      for (const op of ops) await record(query, op);
      return [null, after(kept.done, ops)];
    });
  }

  /** Notes that a statement comes now, and what will tell whether it has come. */
  async function announce(inHand: InHand, text: Statement, then: number): Promise<void> {
    const sent = await patience.again(() => sentNow(database, text, then));
    const position = { ...kept.done, inHand: { ...inHand, sent } };
    await patience.again(() => kept.save(database.query, { outcome: "running", position }));
    kept.keep(position);
  }

  const isAtomic = (ops: readonly Operation[]) =>
    dialect.traits.transactionalDdl
      ? !ops.some((op) => isInOwnWords(op) || runsOutsideTransaction(op)) ||
        ops.every(changesRowsOnly)
      : ops.every(changesRowsOnly);

  /** What an earlier run has left of these operations, if it was about to do them. Refuses (MIG211) if they are others now. */
  function takeUp(deeds: readonly Deed[]): InHand | null {
    const { inHand } = kept.done;
    if (inHand === null || inHand.next === 0) return null;
    if (inHand.fingerprint === deeds.reduce(fingerprintAfter, "")) return inHand;
    throw new MigError(
      "MIG211",
      `Of ${inHand.summary} an earlier run has done a part, and ${step.revision.id} now says ${deeds.map(called).join(", ")}.`,
      `Put back what the file said then. Or, ${beginAnew(step.revision.id, step.direction)}.`,
    );
  }

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

  return {
    within,
    note,
    isBegun: (deeds) => takeUp(deeds) !== null,
    async ask(asked, look) {
      const inHand = inHandOf([asked], [asked.sql]);
      await announce(inHand, asked.sql, 1);
      interrupt.check();
      const found = await patience.again(look, isWhole(asked.sql));
      kept.stand({ ...kept.done, inHand: { ...inHand, next: 1 } });
      await kept.keeping(async () => [null, after(kept.done, [asked])]);
      return found;
    },
    async alone(ops, lines) {
      const hand = takeUp(ops);
      ran.parts = [];
      if (hand === null && isAtomic(ops))
        await kept.keeping(async (query) => {
          await within(query, ops, lines);
          return [null, after(kept.done, ops)];
        });
      else await holding(ops, () => apart(ops, lines, hand));
      note(ops);
      ran.kept = ran.operations.length;
      ran.parts = [];
    },
  };
}

const inHandOf = (deeds: readonly Deed[], statements: readonly Line[], next = 0): InHand => ({
  summary: deeds.map(called).join(", "),
  fingerprint: deeds.reduce(fingerprintAfter, ""),
  statements,
  next,
});

/** What the database composes is mig's own. */
const isRepeatable = (line: Line) => typeof line !== "string" || isWhole(line);
