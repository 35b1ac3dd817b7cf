import { colour } from "./colour.js";
import type { Progress } from "../project/migrate.js";
import type { Resolved } from "../project/resolve.js";
import type { AppliedRun, Branching, Current, Entry } from "../project/status.js";
import type { Revision } from "../revisions/revision.js";
import type { Finding } from "../revisions/health.js";
import { byWhom, inOneLine, toSecond } from "../runtime/journal-words.js";
import { counted } from "../wording.js";
import { joined, line, type Text } from "./safe.js";

/** `27c6a30d7c24 -> 1da977fd3e6e (head), add birthdate`: one line, as Alembic prints it. */
export function historyLine(entry: Entry): Text {
  const { dependsOn, message } = entry.revision;
  const needs = dependsOn.length > 0 ? ` (${dependsOn.join(", ")})` : "";
  return line`${parents(entry)}${needs} -> ${markedLine(entry)}${message && `, ${message}`}`;
}

/** `1da977fd3e6e (billing) (head)` */
export const headLine = (entry: Entry): Text =>
  joined([colour.yellow(entry.revision.id), ...headMarks(entry), ...treeMarks(entry)], " ");

/** The same, and whether the database is there. */
export const markedLine = (entry: Entry): Text =>
  joined(
    [
      colour.yellow(entry.revision.id),
      ...headMarks(entry),
      ...(entry.isCurrent ? [colour.green("(current)")] : []),
      ...treeMarks(entry),
    ],
    " ",
  );

/** Everything there is to say of a revision, over several lines. */
export function entryLines(entry: Entry): readonly Text[] {
  const { revision } = entry;
  const fact = (name: string, value: string) => (value === "" ? [] : [`${name}: ${value}`]);
  return [
    line`Rev: ${markedLine(entry)}`,
    revision.down.length > 1 ? `Merges: ${parents(entry)}` : `Parent: ${parents(entry)}`,
    ...fact("Also depends on", revision.dependsOn.join(", ")),
    ...fact("Branch names", entry.branchLabels.join(", ")),
    ...(entry.isBranchPoint ? fact("Branches into", entry.followedBy.join(", ")) : []),
    ...fact("Created", revision.createdAt ?? ""),
    ...fact("Applied", entry.run?.direction === "upgrade" ? ranLine(entry.run) : ""),
    ...fact("Stamped", entry.run?.direction === "stamp" ? ranLine(entry.run) : ""),
    `Path: ${revision.path}`,
    "",
    `    ${revision.message || "no message"}`,
    "",
  ];
}

/** `2026-11-29T12:00:03Z in 14 ms by kim@ci, mig 1.0.0` */
function ranLine({ at, milliseconds, host, user, program }: AppliedRun): string {
  const took = milliseconds === null ? "" : ` in ${duration(milliseconds)}`;
  return `${toSecond(at)}${took} by ${byWhom({ user, host })}, mig ${inOneLine(program)}`;
}

/** A revision that several others follow, and each of those below it. */
export const branchingLines = (
  { entry, children }: Branching,
  verbose: boolean,
): readonly Text[] => [
  ...(verbose ? entryLines(entry) : [joined([headLine(entry), ...messageOf(entry)], ", ")]),
  ...children.map((child) => line`  -> ${joined([headLine(child), ...messageOf(child)], ", ")}`),
  "",
];

const messageOf = ({ revision: { message } }: Entry) => (message === "" ? [] : [message]);

/** A revision as data, for `--json`. */
export const entryJson = ({ revision, ...marks }: Entry) => ({ ...revision, ...marks });

/** `↑ 1da977fd3e6e  add birthdate (2 operations, 14 ms)` */
export function progressLine(step: Progress): Text {
  const { direction, revision, operations, milliseconds, number, of } = step;
  const place = of > 9 ? `${placeOf(number, of)} ` : "";
  const count = counted(operations, "operation");
  return line`${place}${ARROWS[direction]} ${colour.yellow(revision.id)}  ${revision.message || "no message"} ${colour.dim(
    `(${count}, ${duration(milliseconds)})`,
  )}`;
}

/** `[3/12] 1da977fd3e6e  add birthdate`: the step that runs after one that is done. */
export const nextLine = ({ number, of }: Progress, { id, message }: Revision): string =>
  `${placeOf(number + 1, of)} ${id}  ${message || "no message"}`;

/** The same as data, for `--json`. */
export const progressJson = ({ revision, direction, operations, milliseconds }: Progress) => ({
  direction,
  revision: revision.id,
  message: revision.message,
  operations,
  milliseconds: Math.round(milliseconds),
});

/** `2 revisions behind head`, or that there is nothing to do. */
export const pendingLine = ({ pending }: Current): string =>
  pending.length === 0
    ? "Nothing is pending."
    : `${counted(pending.length, "revision")} pending: ${pending.join(", ")}`;

/** `2 revisions behind 1da977fd3e6e`, for each head that is not applied; nothing at the heads. */
export const behindLines = ({ behind }: Current): readonly string[] =>
  behind.map(({ head, count }) => `${counted(count, "revision")} behind ${head}`);

/** What was half done of revisions, and what the next run does about it. */
export const halfDoneLines = ({ halfDone }: Current): readonly string[] =>
  halfDone.map(
    ({ revision, direction, since, done }) =>
      `The ${direction} of ${revision} is half done since ${since}, with ${counted(done, "operation")} that ${done === 1 ? "stands" : "stand"}: \`mig status\` says how to go on.`,
  );

/** What was settled, and where the database is. */
export function resolvedLine({ revision, direction, said, rows }: Resolved): string {
  if (direction === null) return `Noted: ${revision} is applied as its file is now.`;
  const of = `the ${direction} of ${revision}`;
  if (said === "happened" || said === "not happened")
    return `Noted of ${of}: the statement has ${said}. \`mig ${direction}\` goes on from there.`;
  return `Noted of ${of}: ${said}. The database is at ${rows.join(", ") || "base"}.`;
}

/** What was found of the revisions, each with what to do about it. */
export const healthLines = (findings: readonly Finding[], quiet: boolean): readonly Text[] => {
  if (findings.length === 0) return quiet ? [] : ["The revisions are in order."];
  return findings.flatMap(({ message, hint }) => [message, line`  ${colour.cyan("→")} ${hint}`]);
};

const ARROWS = { upgrade: colour.green("↑"), downgrade: colour.red("↓") } as const;

const placeOf = (number: number, of: number) =>
  `[${String(number).padStart(String(of).length)}/${of}]`;

const parents = ({ revision }: Entry) => [...new Set(revision.down)].join(", ") || "<base>";

const headMarks = ({ branchLabels, isHead, isEffectiveHead }: Entry): readonly Text[] => [
  ...(branchLabels.length > 0 ? [`(${branchLabels.join(", ")})`] : []),
  ...(isHead ? [colour.cyan(isEffectiveHead ? "(effective head)" : "(head)")] : []),
];

const treeMarks = ({ isBranchPoint, isMergePoint }: Entry): readonly Text[] => [
  ...(isBranchPoint ? ["(branchpoint)"] : []),
  ...(isMergePoint ? ["(mergepoint)"] : []),
];

/** `14 ms`, `1.4 s`. */
export const duration = (milliseconds: number): string =>
  milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
