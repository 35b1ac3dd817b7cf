import { heads } from "../revisions/graph.js";
import type { Revision, RevisionId } from "../revisions/revision.js";
import { currentRevisions, notApplied } from "../revisions/rows.js";
import { cutOffIn } from "../runtime/facts.js";
import { readLog } from "../runtime/journal-log.js";
import { openEntries, type OpenEntry } from "../runtime/journal.js";
import { readVersions } from "../runtime/version-table.js";
import { changedFiles, type ChangedFile } from "./changed.js";
import { logged, type Logged } from "./log.js";
import type { Project } from "./open.js";
import { behind, entries, type Current, type Entry, type HalfDone } from "./status.js";

/** Where a database is, and what is open. */
export interface Overview {
  /** Which database, for people. */
  readonly database: string;
  /** Where it is: the rows of the version table, and the heads they include by depending on them. */
  readonly revisions: readonly Entry[];
  readonly heads: readonly RevisionId[];
  /** What is not applied yet, oldest first. */
  readonly pending: readonly Revision[];
  /** The heads that are not applied, and how many revisions it takes to each. */
  readonly behind: Current["behind"];
  readonly halfDone: readonly Open[];
  /** What has failed last, unless something has become of that revision since. */
  readonly lastFailure: Logged | null;
  /** The applied revisions whose files have changed since. */
  readonly changed: readonly ChangedFile[];
  /** The rows of the version table that no file has the id of. */
  readonly withoutFile: readonly RevisionId[];
}

/** A revision that is half done, and the commands that settle it. */
export interface Open extends HalfDone {
  /** What was being done, which has happened or not: the next run asks the catalog, or a person. Null where it is known how far the run came. */
  readonly statement: string | null;
  readonly ways: readonly Way[];
}

/** What one can type, and when. */
export interface Way {
  readonly command: string;
  readonly when: string;
}

/** Where the database is and what is open, also where its rows name revisions that have no file. Writes nothing. */
export async function status(project: Project): Promise<Overview> {
  const graph = await project.graph();
  const { versionTable } = project;
  const link = await project.connection("read");
  const all = await readVersions(link, versionTable);
  const rows = all.filter((id) => graph.revisions.has(id));
  const open = await openEntries(link, versionTable);
  const ask = (filter: Parameters<typeof readLog>[3]) =>
    readLog(link, versionTable, link.dialect.grammar, { ...filter, limit: 1 });
  const [failure] = (await ask({ failed: true })) ?? [];
  const [since] = failure ? ((await ask({ revisions: [failure.revision] })) ?? []) : [];
  const isLast = failure?.outcome === "failed" && since?.id === failure.id;
  return {
    database: link.title,
    revisions: entries(graph, currentRevisions(graph, rows), rows),
    heads: heads(graph).map(({ id }) => id),
    pending: notApplied(graph, rows),
    behind: behind(graph, rows),
    halfDone: open.map((entry) => openOf(entry, suffixOf(project))),
    lastFailure: isLast ? logged(graph, failure) : null,
    changed: await changedFiles(project, graph, rows),
    withoutFile: all.filter((id) => !graph.revisions.has(id)),
  };
}

/** Whether the database is at every head and nothing is open. */
export const isSettled = ({ pending, halfDone, changed, withoutFile }: Overview): boolean =>
  [pending, halfDone, changed, withoutFile].every(({ length }) => length === 0);

function openOf(entry: OpenEntry, suffix: string): Open {
  const { revision, direction, startedAt, position } = entry;
  const sent = cutOffIn(entry);
  const resolve = (flag: string) => `mig resolve ${revision} ${flag}${suffix}`;
  const target = direction === "downgrade" ? `${revision}-1` : revision;
  return {
    revision,
    direction,
    since: startedAt,
    done: position.done,
    statement: sent?.statement ?? null,
    ways: [
      ...(sent === null || sent.seen !== null
        ? [{ command: `mig ${direction} ${target}${suffix}`, when: "to go on with it" }]
        : [
            { command: resolve("--happened"), when: "the statement has happened" },
            { command: resolve("--not-happened"), when: "it has not" },
          ]),
      { command: resolve("--applied"), when: "the database has all of the revision" },
      { command: resolve("--rolled-back"), when: "the database has nothing of it" },
    ],
  };
}

/** What names the database, or the tenant, in a command. */
const suffixOf = ({ settings: { database, tenant } }: Project): string =>
  [
    ...(database === null ? [] : [` -n ${word(database)}`]),
    ...(tenant === null ? [] : [` --tenant ${word(tenant.name)}`]),
  ].join("");

/** As a shell takes it. */
const word = (text: string) =>
  /^[\w.@:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
