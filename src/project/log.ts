import { MigError } from "../errors.js";
import type { Graph } from "../revisions/graph.js";
import { isCurrent, parseIdentifier } from "../revisions/identifier.js";
import { resolve } from "../revisions/resolve.js";
import { readLog, type LogEntry, type LogFilter } from "../runtime/journal-log.js";
import type { Project } from "./open.js";
import { versions } from "./status.js";

/** Which entries of the journal are wanted; all, the latest first, if nothing is said. */
export interface LogRequest {
  /** Those of a revision, also of one that has no file any more. */
  readonly revision?: string | undefined;
  /** What has failed or was cut off. */
  readonly failed?: boolean | undefined;
  /** So many at most. */
  readonly limit?: number | undefined;
}

/** An entry of the journal, and the message of its revision; null where that has no file. */
export interface Logged extends LogEntry {
  readonly message: string | null;
}

/** What the journal of a database says. */
export interface Log {
  /** Which database, for people. */
  readonly database: string;
  /** The latest first; null where there is no journal. */
  readonly entries: readonly Logged[] | null;
}

/** What has run on the database, the latest first. Writes nothing. */
export async function log(
  project: Project,
  { revision, failed, limit }: LogRequest = {},
): Promise<Log> {
  const graph = await project.graph();
  const link = await project.connection("read");
  const which = revision === undefined ? {} : await meant(project, graph, revision);
  const filter = { ...which, failed, limit };
  const found = await readLog(link, project.versionTable, link.dialect.grammar, filter);
  return { database: link.title, entries: found && found.map((it) => logged(graph, it)) };
}

/** An entry with the message of its revision. */
export const logged = (graph: Graph, entry: LogEntry): Logged => ({
  ...entry,
  message: graph.revisions.get(entry.revision)?.message ?? null,
});

/** The journal may know revisions of which there is no file. */
async function meant(project: Project, graph: Graph, typed: string): Promise<LogFilter> {
  const rows = isCurrent(parseIdentifier(typed)) ? await versions(project, graph) : null;
  try {
    return { revisions: resolve(graph, typed, rows).map(({ id }) => id) };
  } catch (error) {
    if (!(error instanceof MigError) || error.code !== "MIG101") throw error;
    return { prefix: typed };
  }
}
