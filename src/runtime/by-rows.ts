import { setTimeout as wait } from "node:timers/promises";
import type { Query } from "../dialects/dialect.js";
import { telling } from "../dialects/telling.js";
import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import { counted } from "../wording.js";
import type { Batching } from "./batching.js";
import { beginAnew } from "./begin-anew.js";
import type { Stepping } from "./kept.js";
import { after, called, fingerprintAfter } from "./position.js";
import { calledAll } from "./sinks.js";

/** Carries out operations that go through rows. */
export interface ByRows {
  /** Refuses (MIG211) anything else than the operation that was begun to go through rows. */
  refuseOther(ops: readonly Operation[]): void;
  /** Each batch of rows is kept together with the mark of where it ends. */
  through(op: Operation, go: (rows: Batching) => Promise<void>): Promise<void>;
}

export function byRows({ run, step, ran, interrupt, limited, kept }: Stepping): ByRows {
  const { database } = run;
  return {
    refuseOther(ops) {
      const { bookmark } = kept.done;
      if (bookmark === null || bookmark.fingerprint === ops.reduce(fingerprintAfter, "")) return;
      throw new MigError(
        "MIG211",
        `Of ${bookmark.summary} an earlier run has done ${counted(bookmark.done, "row")}, and ${step.revision.id} now says ${ops.map(called).join(", ")}.`,
        `Put back what the file said then. Or, ${beginAnew(step.revision.id, step.direction)}.`,
      );
    },
    async through(op, go) {
      const said = { summary: called(op), fingerprint: fingerprintAfter("", op) };
      const session = { begin: limited.beginRows };
      const told = (query: Query) => telling(query, calledAll([op]));
      await go({
        query: told(database.query),
        mark: kept.done.bookmark,
        async batch(work) {
          interrupt.check();
          await kept.keeping(
            async (query) => {
              const mark = await work(told(query));
              const { done } = kept;
              return [null, mark ? { ...done, bookmark: { ...said, ...mark } } : done];
            },
            { session },
          );
          ran.rows = kept.done.bookmark?.done ?? 0;
        },
        async pause(milliseconds) {
          await wait(milliseconds, undefined, run.signal ? { signal: run.signal } : {}).catch(() =>
            interrupt.check(),
          );
        },
        progress: run.progress,
      });
      await kept.keeping(async () => [null, after(kept.done, [op])], { session });
      ran.operations.push(op);
      ran.kept = ran.operations.length;
      ran.rows = 0;
    },
  };
}
