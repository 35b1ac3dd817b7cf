import { inTransaction } from "../dialects/session.js";
import { MigError } from "../errors.js";
import type { Step } from "../revisions/plan.js";
import type { RevisionId } from "../revisions/revision.js";
import { change, insertion, write, type OpenEntry, type State } from "./journal.js";
import type { KeptFile } from "./kept-file.js";
import type { Run } from "./run.js";
import { holdVersions, moveVersions } from "./version-table.js";

/** Refuses (MIG210) to begin with something else than what was begun, and to go on where it is not known how far that came. */
export function refuseHalfDone(
  open: readonly OpenEntry[],
  first: Pick<Step, "direction" | "revision"> | undefined,
): void {
  for (const entry of open) {
    const { revision, direction, position, startedAt } = entry;
    const ways = `once the database has all of it, \`mig resolve ${revision} --applied\`; once it has nothing of it, \`mig resolve ${revision} --rolled-back\`.`;
    if (revision !== first?.revision.id || direction !== first.direction)
      throw new MigError(
        "MIG210",
        `The ${direction} of ${revision} is half done, since ${startedAt}.`,
        `Go on with it: \`mig ${direction} ${direction === "upgrade" ? revision : `${revision}-1`}\`. Or say what became of it: ${ways}`,
      );
    const statement = unknownStatement(entry);
    if (statement === null) continue;
    throw new MigError(
      "MIG210",
      `The ${direction} of ${revision} was cut off, and it is not known whether this has happened: ${position.inHand?.summary}\n  ${statement}`,
      `Look at the database, and say it: \`mig resolve ${revision} --happened\`, or with --not-happened. Or, ${ways}`,
    );
  }
}

/** The statement that was running when a run was cut off, and that may have happened or not; null where that is known. */
export function unknownStatement({ outcome, position: { inHand } }: OpenEntry): string | null {
  const statement = inHand?.statements[inHand.next];
  if (outcome !== "running" || statement === undefined) return null;
  return typeof statement === "string" ? statement : statement.expression;
}

/**
 * What a person says of a revision that is half done: that the statement at which it was cut off has happened, or has not; or that the
 * database has all of the revision, or nothing of it.
 */
export type Said = "happened" | "not happened" | "applied" | "rolled back";

/** Writes that into the journal; where the revision is through by it, its row too, as the step says. */
export async function settle(
  { database, versionTable }: Pick<Run, "database" | "versionTable">,
  { id, direction, position }: OpenEntry,
  said: Said,
  step: Pick<Step, "rowsBefore" | "rowsAfter">,
  file: KeptFile | null = null,
): Promise<void> {
  const { dialect } = database;
  const isThrough = said === (direction === "upgrade" ? "applied" : "rolled back");
  await inTransaction(dialect, database.query, async ({ own }) => {
    const asked = { ...database, query: own };
    await holdVersions(asked, versionTable, step.rowsBefore);
    if (isThrough) await moveVersions(asked, versionTable, step.rowsBefore, step.rowsAfter);
    await write(
      own,
      versionTable,
      change(dialect, versionTable, id, { ...stateOf(position, said), ...(isThrough && { file }) }),
    );
  });
}

/** Notes that a revision is applied as its file is now, whatever it was when it ran. */
export const acknowledge = (
  { database, versionTable, author }: Pick<Run, "database" | "versionTable" | "author">,
  revision: RevisionId,
  file: KeptFile,
): Promise<void> =>
  write(
    database.query,
    versionTable,
    insertion(
      database.dialect,
      versionTable,
      { revision, direction: "upgrade", file },
      { author, outcome: "said applied" },
    ),
  );

function stateOf(position: OpenEntry["position"], said: Said): State {
  if (said === "applied" || said === "rolled back")
    return { outcome: `said ${said}`, position: null };
  const { inHand } = position;
  const next = (inHand?.next ?? 0) + (said === "happened" ? 1 : 0);
  return { outcome: "failed", position: { ...position, inHand: inHand && { ...inHand, next } } };
}
