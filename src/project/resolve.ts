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
  const begun = async () => openEntries(await project.link("read"), project.versionTable);
  const isGone = (entry: OpenEntry) =>
    entry.revision === identifier && !graph.revisions.has(identifier);
  if ((await begun()).some(isGone)) return takeBack(project, graph, identifier, said, waits);
  const id = idOf(graph, await versions(project, graph), identifier);
  await using _ = await lockDatabase(project, waits); // what another run is doing is not half done yet
  const rows = await versions(project, graph);
  const entry = (await begun()).find(({ revision }) => revision === id);
  const run = await project.run();
  if (entry) {
    if (isOfStatement(said) && cutOffIn(entry) === null) throw nothingCutOff(entry);
    // What is not through yet has not happened yet, but will.
    await untilThrough(run, entry);
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

/** Of an upgrade whose file is gone nothing can be said but that it is taken back: the rows never had it. */
async function takeBack(
  project: Project,
  graph: Graph,
  id: RevisionId,
  said: Said,
  waits: LockOptions | undefined,
): Promise<Resolved> {
  await using _ = await lockDatabase(project, waits);
  const rows = await versions(project, graph);
  const run = await project.run();
  const entry = (await openEntries(await project.link("read"), project.versionTable)).find(
    ({ revision }) => revision === id,
  );
  if (!entry) throw nothingHalfDone(id);
  if (said !== "rolled back" || entry.direction !== "upgrade") throw fileGone(entry);
  await untilThrough(run, entry);
  await settle(run, entry, said, { rowsBefore: rows, rowsAfter: rows });
  return { revision: id, direction: entry.direction, said, rows };
}

const fileGone = ({ revision, direction }: OpenEntry) =>
  new MigError(
    "MIG212",
    `The ${direction} of ${revision} is half done, and no file has that id any more.`,
    `Get the file back (it may be on another branch of your version control).${direction === "upgrade" ? ` If the database has nothing of it: \`mig resolve ${revision} --rolled-back\`.` : ""}`,
  );

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
