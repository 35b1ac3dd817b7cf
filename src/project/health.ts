import { MigError } from "../errors.js";
import type { Graph } from "../revisions/graph.js";
import { changedFindings, headFindings, lateFindings, type Finding } from "../revisions/health.js";
import type { RevisionId } from "../revisions/revision.js";
import { changedFiles, whenApplied } from "./changed.js";
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
        ...(await changedFindingsOf(project, graph, rows)),
      ],
      notAsked: null,
    };
  } catch (error) {
    // A pipeline may have no database; a database that is lost is not what this is about.
    if (!(error instanceof MigError) || !UNREACHED.has(error.code)) throw error;
    return { findings: ofHeads, notAsked: error.message };
  }
}

/** The applied revisions whose files have changed since. */
export async function changedFindingsOf(
  project: Project,
  graph: Graph,
  rows: readonly RevisionId[],
): Promise<readonly Finding[]> {
  const changed = await changedFiles(project, graph, rows);
  return changedFindings(changed.map((it) => ({ ...it, applied: whenApplied(it) })));
}

/** What keeps a connection from being made. */
const UNREACHED: ReadonlySet<string> = new Set(["MIG203", "MIG204", "MIG205", "MIG505", "MIG509"]);
