import { MigError } from "../errors.js";
import type { Graph } from "../revisions/graph.js";
import { planOne } from "../revisions/plan.js";
import { resolve as resolveIdentifier } from "../revisions/resolve.js";
import type { RevisionId } from "../revisions/revision.js";
import { applied } from "../revisions/rows.js";
import { cutOffIn, untilThrough } from "../runtime/facts.js";
import { acknowledge, settle, type Said } from "../runtime/half-done.js";
import { ensureJournal, openEntries, type Direction, type OpenEntry } from "../runtime/journal.js";
import { keptFile } from "./checksum.js";
import { lockDatabase, type LockOptions } from "./lock.js";
import type { Project } from "./open.js";
import { versions } from "./status.js";
import { existingGraph } from "./version-locations.js";

/** What was settled, and where the database is by its version table. */
export interface Resolved {
  readonly revision: RevisionId;
  /** The run that was half done; null where there was none and only the file has changed. */
  readonly direction: Direction | null;
  readonly said: Said;
  readonly rows: readonly RevisionId[];
}

/**
 * Records what a person says of a revision that is half done, or of one whose file has changed since it was applied. Runs nothing.
 * Throws MIG212 where there is no such thing to say.
 */
export async function resolve(
  project: Project,
  identifier: string,
  said: Said,
  waits?: LockOptions,
): Promise<Resolved> {
  const graph = await existingGraph(project);
  const id = idOf(graph, await versions(project, graph), identifier);
  await using _ = await lockDatabase(project, waits); // what another run is doing is not half done yet
  const rows = await versions(project, graph);
  const open = await openEntries(await project.link("read"), project.versionTable);
  const entry = open.find(({ revision }) => revision === id);
  const run = await project.run();
  if (entry) {
    if (isOfStatement(said)) {
      if (cutOffIn(entry) === null) throw nothingCutOff(entry);
      // What is not through yet has not happened yet, but will.
      await untilThrough(run, entry);
    }
    const step = planOne(
      graph,
      rows,
      entry.direction === "downgrade" ? "downgrade" : "upgrade",
      id,
    );
    const file = graph.revisions.get(id);
    await settle(run, entry, said, step, said === "applied" && file ? keptFile(file) : null);
    return { revision: id, direction: entry.direction, said, rows: await versions(project, graph) };
  }
  const revision = graph.revisions.get(id);
  if (said !== "applied" || !revision || !applied(graph, rows).has(id)) throw nothingHalfDone(id);
  await ensureJournal(run.database, run.versionTable);
  await acknowledge(run, id, keptFile(revision));
  return { revision: id, direction: null, said, rows };
}

function idOf(graph: Graph, rows: readonly RevisionId[], identifier: string): RevisionId {
  const [revision, ...others] = resolveIdentifier(graph, identifier, rows);
  if (revision && others.length === 0) return revision.id;
  throw new MigError(
    "MIG113",
    `${identifier} is not one revision.`,
    "Name the one that is half done: `mig current` tells which.",
  );
}

const isOfStatement = (said: Said) => said === "happened" || said === "not happened";

const nothingCutOff = ({ revision, direction }: OpenEntry) =>
  new MigError(
    "MIG212",
    `The ${direction} of ${revision} was not cut off in a statement: it is known how far it came.`,
    `Run it again to go on, or say \`mig resolve ${revision} --applied\` or --rolled-back.`,
  );

const nothingHalfDone = (id: RevisionId) =>
  new MigError(
    "MIG212",
    `Nothing of ${id} is half done.`,
    "To record where the database is without running anything, use `mig stamp`.",
  );
