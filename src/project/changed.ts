import { MigError } from "../errors.js";
import type { Graph } from "../revisions/graph.js";
import type { Revision, RevisionId } from "../revisions/revision.js";
import { applied } from "../revisions/rows.js";
import { textOf } from "../revisions/directory.js";
import { appliedFiles, entriesWithTexts, type AppliedFile } from "../runtime/journal-log.js";
import { byWhom, toSecond } from "../runtime/journal-words.js";
import type { Author } from "../runtime/journal.js";
import { firstOf } from "../wording.js";
import { checksum, digest } from "./checksum.js";
import type { Project } from "./open.js";
import { versions } from "./status.js";

/** A revision whose file says something else than when it was applied. */
export interface ChangedFile {
  readonly revision: Revision;
  /** When it was applied, in UTC by the clock of the server, and by whom. */
  readonly appliedAt: string;
  readonly author: Author;
  /** The lines that have gone and come, each behind its sign; null where the old text is not kept. */
  readonly difference: readonly string[] | null;
}

/**
 * The applied revisions whose files have changed since, comments and format aside; of which the journal knows that. One query, and
 * another one where there are some.
 */
export async function changedFiles(
  project: Project,
  graph: Graph,
  rows: readonly RevisionId[],
): Promise<readonly ChangedFile[]> {
  const known = await appliedFiles(await project.link("read"), project.versionTable);
  if (known.size === 0) return [];
  const have = applied(graph, rows);
  const changed = [...graph.revisions.values()].flatMap((revision) => {
    const was = known.get(revision.id);
    const isChanged = was && have.has(revision.id) && !isSame(textOf(revision), was);
    return isChanged ? [{ revision, entry: was.entry }] : [];
  });
  if (changed.length === 0) return [];
  const link = await project.connection("read");
  const ids = changed.map(({ entry }) => entry);
  const [entries, { lineDifference }] = await Promise.all([
    entriesWithTexts(link, project.versionTable, link.dialect.grammar, ids),
    import("./line-difference.js"),
  ]);
  return changed.flatMap(({ revision, entry }) => {
    const was = entries.get(entry);
    if (was === undefined) return [];
    const difference = was.text === null ? null : lineDifference(was.text, textOf(revision));
    const { finishedAt, startedAt, author } = was;
    return [{ revision, appliedAt: finishedAt ?? startedAt, author, difference }];
  });
}

/** The same of a project, wherever its database is. Writes nothing. */
export async function changedSinceApplied(project: Project): Promise<readonly ChangedFile[]> {
  const graph = await project.graph();
  return changedFiles(project, graph, await versions(project, graph));
}

/** Refuses (MIG217) to go on where a file has changed. */
export function refuseChanged(changed: readonly ChangedFile[]): void {
  const [first] = changed;
  if (first === undefined) return;
  const ids = changed.map(({ revision: { id } }) => id);
  const [file, has, it] =
    changed.length === 1
      ? ["The file of a revision", "has", "it was"]
      : [`The files of ${changed.length} revisions`, "have", "they were"];
  throw new MigError(
    "MIG217",
    `${file} ${has} changed since ${it} applied: ${firstOf(ids).join(", ")}. Nothing has run.`,
    `See what has changed with \`mig status -v\`. ${remedyFor(first.revision.id)}`,
    { details: { changed: changed.map(changedJson) } },
  );
}

/** What to do about a file that has changed. */
export const remedyFor = (id: RevisionId): string =>
  `Put the file back and say the change in a new revision; or, where the database is as the file now says, \`mig resolve ${id} --applied\`.`;

/** `applied 2026-11-29T12:00:03Z by kim@ci` */
export const whenApplied = ({ appliedAt, author }: ChangedFile): string =>
  `applied ${toSecond(appliedAt)} by ${byWhom(author)}`;

/** It as data, for programs. */
export const changedJson = ({ revision, appliedAt, author, difference }: ChangedFile) => ({
  revision: revision.id,
  path: revision.path,
  appliedAt,
  ...{ host: author.host, user: author.user, program: author.program },
  difference,
});

/** A text that is the same letter by letter need not be taken apart. */
const isSame = (text: string, was: AppliedFile): boolean =>
  (was.digest !== null && digest(text) === was.digest) || checksum(text) === was.checksum;
