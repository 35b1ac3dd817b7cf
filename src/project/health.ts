import { MigError } from "../errors.js";
import type { Graph } from "../revisions/graph.js";
import { changedFindings, headFindings, lateFindings, type Finding } from "../revisions/health.js";
import type { Revision, RevisionId } from "../revisions/revision.js";
import { applied } from "../revisions/rows.js";
import { checksums } from "../runtime/journal.js";
import { checksumOf } from "./checksum.js";
import type { Project } from "./open.js";
import { versions } from "./status.js";
import { existingGraph } from "./version-locations.js";

/** What was found of the revisions, and why the database had no part in it, or null. */
export interface Health {
  readonly findings: readonly Finding[];
  readonly notAsked: string | null;
}

/**
 * Looks at the revisions alone: their graph, which is refused with all that is wrong with it; their heads; and, where the
 * database can be reached, those that will run late and those that have changed since they were applied.
 */
export async function checkRevisions(project: Project): Promise<Health> {
  const graph = await existingGraph(project);
  const ofHeads = headFindings(graph, project.settings.branches);
  try {
    const rows = await versions(project, graph);
    return {
      findings: [
        ...ofHeads,
        ...lateFindings(graph, rows, project.settings.branches),
        ...changedFindings(await changedSince(project, graph, rows)),
      ],
      notAsked: null,
    };
  } catch (error) {
    // A pipeline may have no database; a database that is lost is not what this is about.
    if (!(error instanceof MigError) || !UNREACHED.has(error.code)) throw error;
    return { findings: ofHeads, notAsked: error.message };
  }
}

/** The applied revisions whose files say something else than when they were applied; of which the journal knows that. */
async function changedSince(
  project: Project,
  graph: Graph,
  rows: readonly RevisionId[],
): Promise<readonly Revision[]> {
  const known = await checksums(await project.link("read"), project.versionTable);
  const have = applied(graph, rows);
  const isChanged = (revision: Revision) => {
    const was = known.get(revision.id);
    return was !== undefined && have.has(revision.id) && checksumOf(revision) !== was;
  };
  return [...graph.revisions.values()].filter(isChanged);
}

/** What keeps a connection from being made. */
const UNREACHED: ReadonlySet<string> = new Set(["MIG203", "MIG204", "MIG205", "MIG505", "MIG509"]);
