import type { Graph } from "../revisions/graph.js";
import {
  branchPoints,
  heads as headsOf,
  linksOf,
  mergePoints,
  perGraph,
  realHeads,
  revisionsOf,
} from "../revisions/graph.js";
import { history as historyOf } from "../revisions/history.js";
import { isCurrent, parseIdentifier, parseRange } from "../revisions/identifier.js";
import { labelsOf } from "../revisions/lineage.js";
import { resolve } from "../revisions/resolve.js";
import type { Revision, RevisionId } from "../revisions/revision.js";
import {
  applied,
  checkRows,
  countMissing,
  currentRevisions,
  notApplied,
} from "../revisions/rows.js";
import { lastRuns } from "../runtime/journal-log.js";
import { openEntries, type Direction } from "../runtime/journal.js";
import { readVersions, versionTableName } from "../runtime/version-table.js";
import type { Project } from "./open.js";
import { existingGraph } from "./version-locations.js";

/** A revision and what is worth saying of its place. */
export interface Entry {
  readonly revision: Revision;
  /** The labels that hold for it: its own, and those of the branch it is on. */
  readonly branchLabels: readonly string[];
  readonly isHead: boolean;
  /** Whether it is a head that another revision depends on: to be at the other is to have both. */
  readonly isEffectiveHead: boolean;
  readonly isBranchPoint: boolean;
  readonly isMergePoint: boolean;
  /** The revisions that follow it. */
  readonly followedBy: readonly RevisionId[];
  /** Whether the database is at it; null where the database was not asked. */
  readonly isCurrent: boolean | null;
  /** Whether the database has it; null where the database was not asked. */
  readonly isApplied: boolean | null;
  /** How it has come there, by the journal; null where that was not asked, or does not say. */
  readonly run: AppliedRun | null;
}

/** When a revision was applied or stamped, and by whom. */
export interface AppliedRun {
  readonly direction: "upgrade" | "stamp";
  /** In UTC, by the clock of the server. */
  readonly at: string;
  readonly milliseconds: number | null;
  readonly host: string;
  readonly user: string;
  /** The version of mig. */
  readonly program: string;
}

/** Where a database stands. */
export interface Current {
  /** Which database, for people. */
  readonly database: string;
  /** The rows of the version table, and the heads they include by depending on them. */
  readonly revisions: readonly Entry[];
  /** What is not applied yet, oldest first. */
  readonly pending: readonly RevisionId[];
  /** The heads that are not applied, and how many revisions it takes to each. */
  readonly behind: readonly { readonly head: RevisionId; readonly count: number }[];
  /** What was begun and is not through: since when, and how many operations are done. */
  readonly halfDone: readonly HalfDone[];
}

/** A revision of which something stands and something is missing. */
export interface HalfDone {
  readonly revision: RevisionId;
  readonly direction: Direction;
  readonly since: string;
  readonly done: number;
}

/** Where the database is. Writes nothing, not even the version table. To be sure of it there has to be a history (MIG513). */
export async function current(
  project: Project,
  { isSure = false }: { readonly isSure?: boolean } = {},
): Promise<Current> {
  const graph = isSure ? await existingGraph(project) : await project.graph();
  const rows = await versions(project, graph);
  const link = await project.link("read");
  const open = await openEntries(link, project.versionTable);
  return {
    database: link.title,
    revisions: entries(graph, currentRevisions(graph, rows), rows),
    pending: notApplied(graph, rows).map(({ id }) => id),
    behind: behind(graph, rows),
    halfDone: open.map(({ revision, direction, startedAt, position }) => ({
      revision,
      direction,
      since: startedAt,
      done: position.done,
    })),
  };
}

/** The heads that are not applied, and how far each is. */
export function behind(graph: Graph, rows: readonly RevisionId[]): Current["behind"] {
  const have = applied(graph, rows);
  const count = countMissing(graph, have);
  return headsOf(graph)
    .filter(({ id }) => !have.has(id))
    .map(({ id }) => ({ head: id, count: count(id) }));
}

export interface HistoryOptions {
  /** `a:b`, `:b`, `a:`; everything if left out. */
  readonly range?: string | undefined;
  /** Ask the database where it is, to mark it. A range that says `current` asks anyway. */
  readonly indicateCurrent?: boolean | undefined;
  /** Where the database is asked, ask its journal, too, when each revision was applied. */
  readonly runs?: boolean | undefined;
}

/** The revisions, latest first. */
export async function history(
  project: Project,
  { range, indicateCurrent, runs = false }: HistoryOptions = {},
): Promise<readonly Entry[]> {
  const graph = await project.graph();
  const ends = range === undefined ? null : parseRange(range);
  const isAsked = indicateCurrent || (ends && (isCurrent(ends.lower) || isCurrent(ends.upper)));
  const rows = isAsked ? await versions(project, graph) : null;
  const known = rows && runs ? await runsOf(project) : undefined;
  return entries(graph, historyOf(graph, range ?? null, rows), rows, known);
}

async function runsOf(project: Project): Promise<ReadonlyMap<RevisionId, AppliedRun>> {
  const found = await lastRuns(await project.link("read"), project.versionTable);
  return new Map(
    [...found].map(([id, { direction, finishedAt, startedAt, milliseconds, author }]) => [
      id,
      {
        direction: direction === "stamp" ? "stamp" : "upgrade",
        at: finishedAt ?? startedAt,
        milliseconds,
        ...author,
      },
    ]),
  );
}

export interface HeadsOptions {
  /** Only those that no other one depends on: they need all the rest. */
  readonly resolveDependencies?: boolean | undefined;
}

/** The revisions that no other follows. */
export async function heads(
  project: Project,
  { resolveDependencies = false }: HeadsOptions = {},
): Promise<readonly Entry[]> {
  const graph = await project.graph();
  return entries(graph, (resolveDependencies ? realHeads : headsOf)(graph), null);
}

/** A revision that several others follow, and those. */
export interface Branching {
  readonly entry: Entry;
  readonly children: readonly Entry[];
}

/** The revisions that several others follow. */
export async function branches(project: Project): Promise<readonly Branching[]> {
  const graph = await project.graph();
  const points = branchPoints(graph);
  return entries(graph, points, null).map((entry) => ({
    entry,
    children: entries(graph, revisionsOf(graph, linksOf(graph, entry.revision.id).children), null),
  }));
}

/** The revisions that an identifier means, or those of a range `a:b`, latest first. `current` asks the database. */
export async function show(project: Project, identifier: string): Promise<readonly Entry[]> {
  const graph = await existingGraph(project);
  if (identifier.includes(":")) return history(project, { range: identifier });
  const rows = isCurrent(parseIdentifier(identifier)) ? await versions(project, graph) : null;
  return entries(graph, resolve(graph, identifier, rows), rows);
}

/** The rows of the version table. One that names no revision is refused with where it stands (MIG202). */
export async function versions(project: Project, graph: Graph): Promise<readonly RevisionId[]> {
  const link = await project.link("read");
  const rows = await readVersions(link, project.versionTable);
  return checkRows(graph, rows, `${versionTableName(project.versionTable)} of the ${link.title}`);
}

/** What is worth saying of each of these revisions, the database having these rows. */
export function entries(
  graph: Graph,
  revisions: readonly Revision[],
  rows: readonly RevisionId[] | null,
  runs?: ReadonlyMap<RevisionId, AppliedRun>,
): readonly Entry[] {
  const { heads, realHeads, branches, merges } = marksOf(graph);
  const has = rows && applied(graph, rows);
  return revisions.map((revision) => ({
    revision,
    branchLabels: labelsOf(graph, revision.id),
    isHead: heads.has(revision.id),
    isEffectiveHead: heads.has(revision.id) && !realHeads.has(revision.id),
    isBranchPoint: branches.has(revision.id),
    isMergePoint: merges.has(revision.id),
    followedBy: linksOf(graph, revision.id).children,
    isCurrent: rows && rows.includes(revision.id),
    isApplied: has && has.has(revision.id),
    run: (has?.has(revision.id) && runs?.get(revision.id)) || null,
  }));
}

const marksOf = perGraph((graph) => {
  const ids = (list: readonly Revision[]) => new Set(list.map(({ id }) => id));
  return {
    heads: ids(headsOf(graph)),
    realHeads: ids(realHeads(graph)),
    branches: ids(branchPoints(graph)),
    merges: ids(mergePoints(graph)),
  };
});
