import { inTransaction } from "../dialects/session.js";
import { settledByFacts } from "./facts.js";
import { refuseOther, refuseUnknown } from "./half-done.js";
import { change, entryOf, insertion, newEntryId, write, type OpenEntry } from "./journal.js";
import type { Run } from "./run.js";
import type { Ready } from "./steps.js";

/** The entry that an earlier run has left of the first step, and that is this run's from now on; none where it has not begun it. */
export async function begunBefore(
  run: Run,
  open: readonly OpenEntry[],
  first: Ready | undefined,
): Promise<OpenEntry | undefined> {
  refuseOther(open, first);
  const [entry] = open;
  if (!entry || !first) return undefined;
  const settled = await settledByFacts(run, entry);
  refuseUnknown(settled);
  return takeOver(run, entry, settled, first);
}

/** Ends the entry of the earlier run, and begins one of this run with what stands. */
async function takeOver(
  { database: { dialect, query }, versionTable, author }: Run,
  { id, outcome }: OpenEntry,
  settled: OpenEntry,
  step: Ready,
): Promise<OpenEntry> {
  const taken = { ...settled, id: newEntryId() };
  const ended = { position: null, ...(outcome === "running" && { outcome: "cut off" as const }) };
  const begun = { id: taken.id, author, outcome: "running", position: taken.position } as const;
  await inTransaction(dialect, query, ({ own }) =>
    write(
      own,
      versionTable,
      change(dialect, versionTable, id, ended),
      insertion(dialect, versionTable, entryOf(step), begun),
    ),
  );
  return taken;
}
