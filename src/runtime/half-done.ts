import { inTransaction } from "../dialects/session.js";
import { MigError } from "../errors.js";
import type { Step } from "../revisions/plan.js";
import type { RevisionId } from "../revisions/revision.js";
import { cutOffIn } from "./facts.js";
import { change, insertion, write, type OpenEntry, type State } from "./journal.js";
import type { KeptFile } from "./kept-file.js";
import { afterSent } from "./position.js";
import type { Run } from "./run.js";
import { holdVersions, moveVersions } from "./version-table.js";

/** Refuses (MIG210) to begin with something else than what was begun. */
export function refuseOther(
  open: readonly OpenEntry[],
  first: Pick<Step, "direction" | "revision"> | undefined,
): void {
  for (const entry of open) {
    const { revision, direction, startedAt } = entry;
    if (revision === first?.revision.id && direction === first.direction) continue;
    throw new MigError(
      "MIG210",
      `The ${direction} of ${revision} is half done, since ${startedAt}.`,
      `Go on with it: \`mig ${direction} ${direction === "upgrade" ? revision : `${revision}-1`}\`. Or say what became of it: ${ways(entry)}`,
    );
  }
}

/** Refuses (MIG210) to go on where it is not known how far it came. */
export function refuseUnknown(entry: OpenEntry): void {
  const { revision, direction, position } = entry;
  const sent = cutOffIn(entry);
  if (sent === null) return;
  throw new MigError(
    "MIG210",
    `The ${direction} of ${revision} was cut off, and it is not known whether this has happened: ${position.inHand?.summary}\n  ${sent.statement}`,
    `Look at the database, and say it: \`mig resolve ${revision} --happened\`, or with --not-happened. Or, ${ways(entry)}`,
  );
}

const ways = ({ revision }: OpenEntry) =>
  `once the database has all of it, \`mig resolve ${revision} --applied\`; once it has nothing of it, \`mig resolve ${revision} --rolled-back\`.`;

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
  return { outcome: "failed", position: afterSent(position, said === "happened") };
}
