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
import { after, called, fingerprintAfter, type InHand } from "./position.js";
import { calledAll } from "./sinks.js";
import { recordsIn, typeormBookkeeping } from "./typeorm-metadata.js";

type Line = Statement | Composed;

/** Carries out operations by their statements. */
export interface ByStatement {
  /** All of them in a transaction that is open. */
  within(query: Query, ops: readonly Operation[], lines: readonly Line[]): Promise<void>;
  /** In no transaction, or in one of their own; what is done is kept. */
  alone(ops: readonly Operation[], lines: readonly Line[]): Promise<void>;
  /** Whether an earlier run has done a part of them. Refuses (MIG211) if it was others that it has begun. */
  isBegun(ops: readonly Operation[]): boolean;
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
    const inHand = {
      summary: ops.map(called).join(", "),
      fingerprint: ops.reduce(fingerprintAfter, ""),
      statements: hand?.statements ?? lines,
      next: hand?.next ?? 0,
    };
    const told = telling(database.query, calledAll(ops));
    for (const [at, line] of inHand.statements.entries()) {
      if (at < inHand.next) continue;
      interrupt.check();
      const text = await patience.again(() => statementText(told, line));
      const reached = { ...kept.done, inHand: { ...inHand, next: at + 1 } };
      if (changesRows(text))
        await kept.keeping(async (query) => [await runLine(query, ops, text), reached]);
      else await announced(ops, { ...inHand, next: at }, text);
      ran.parts.push(text);
      kept.stand(reached);
    }
    await kept.keeping(async (query) => {
      for (const op of ops) await record(query, op);
      return [null, after(kept.done, ops)];
    });
  }

  /** Runs the next statement, of which the journal knows before that it comes, and what shows later that it has come. */
  async function announced(ops: readonly Operation[], inHand: InHand, text: Statement) {
    const at = inHand.next;
    const [before = null, line = text] = [
      preparation(inHand.statements, at),
      inHand.statements[at],
    ];
    const sent = await sentNow(database, text, at + 1);
    const next = before === null ? at : at - 1;
    const position = { ...kept.done, inHand: { ...inHand, next, sent } };
    await patience.again(() => kept.save(database.query, { outcome: "running", position }));
    kept.keep(position);
    await patience.again(async (tried) => {
      if (tried > 1 && before !== null) await runLine(database.query, ops, before);
      await runLine(database.query, ops, tried > 1 ? line : text);
    }, isRepeatable(line));
  }

  const isAtomic = (ops: readonly Operation[]) =>
    dialect.traits.transactionalDdl
      ? !ops.some((op) => isInOwnWords(op) || runsOutsideTransaction(op)) ||
        ops.every(changesRowsOnly)
      : ops.every(changesRowsOnly);

  /** What an earlier run has left of these operations, if it was about to do them. Refuses (MIG211) if they are others now. */
  function takeUp(ops: readonly Operation[]): InHand | null {
    const { inHand } = kept.done;
    if (inHand === null || inHand.next === 0) return null;
    if (inHand.fingerprint === ops.reduce(fingerprintAfter, "")) return inHand;
    throw new MigError(
      "MIG211",
      `Of ${inHand.summary} an earlier run has done a part, and ${step.revision.id} now says ${ops.map(called).join(", ")}.`,
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
    isBegun: (ops) => takeUp(ops) !== null,
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

/** The statement before this one, where it is for this one only. */
function preparation(lines: readonly Line[], at: number): Line | null {
  const before = lines[at - 1];
  return typeof before === "object" && before.prepares === true ? before : null;
}

/** What the database composes is mig's own. */
const isRepeatable = (line: Line) => typeof line !== "string" || isWhole(line);
