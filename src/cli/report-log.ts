import type { Logged } from "../project/log.js";
import type { ChangedFile } from "../project/changed.js";
import { remedyFor, whenApplied } from "../project/changed.js";
import { byWhom, inOneLine, toSecond } from "../runtime/journal-words.js";
import type { Outcome } from "../runtime/journal.js";
import { counted } from "../wording.js";
import { colour } from "./colour.js";
import { duration } from "./report-revisions.js";
import { line, type Text } from "./safe.js";

/** `2026-11-29T12:00:03Z upgrade 1da977fd3e6e  add birthdate (done, 14 ms, kim@ci, mig 1.0.0)`, and under it how an error begins. */
export function logLines(entry: Logged): readonly Text[] {
  const { error } = entry;
  const first = error === null ? null : inOneLine(error.trim().split("\n")[0] ?? "");
  return [
    line`${colour.dim(whenOf(entry))} ${entryTitle(entry)} ${colour.dim("(")}${outcomeOf(entry)}${colour.dim(`, ${detailsOf(entry)})`)}`,
    ...(first === null ? [] : [line`    ${colour.red(first)}`]),
  ];
}

/** All that the journal says of a run, over several lines. */
export function logEntryLines(entry: Logged): readonly Text[] {
  const { direction, startedAt, finishedAt, milliseconds, author, checksum, position, error } =
    entry;
  const fact = (name: string, value: string | null) =>
    value === null || value === "" ? [] : [`${name}: ${inOneLine(value)}`];
  const hand = position?.inHand ?? null;
  return [
    line`Run: ${entryTitle(entry)}`,
    line`Outcome: ${outcomeOf(entry)}`,
    ...fact("Began", direction === "stamp" || startedAt === finishedAt ? null : startedAt),
    ...fact("Ended", finishedAt),
    ...fact("Took", milliseconds === null ? null : duration(milliseconds)),
    ...fact("By", `${byWhom(author)}, mig ${author.program}`),
    ...fact("Checksum", checksum),
    ...fact("Entry", entry.id),
    ...(position ? fact("Done", counted(position.done, "operation")) : []),
    ...(hand
      ? fact("In hand", `${hand.summary} (statement ${hand.next + 1} of ${hand.statements.length})`)
      : []),
    ...(position?.bookmark
      ? fact("In hand", `${position.bookmark.summary} (${counted(position.bookmark.done, "row")})`)
      : []),
    ...(error === null ? [] : ["Error:", ...error.split("\n").map((text) => `    ${text}`)]),
    "",
  ];
}

/** The same as data, for `--json`. */
export const logJson = ({ author, position, ...entry }: Logged) => ({
  ...entry,
  ...author,
  operations: position?.done ?? null,
});

/** How many lines of differences are shown where they are not asked for. */
export const SHOWN = 20;

/** A file that has changed since it was applied, with as much of the difference as is wanted. */
export function changedLines(changed: readonly ChangedFile[], most = Infinity): readonly Text[] {
  let left = most;
  const shown = changed.slice(0, most);
  const lines = shown.flatMap((file): readonly Text[] => {
    const difference = file.difference ?? [];
    const part = difference.slice(0, Math.max(0, left));
    left -= part.length;
    return [
      line`${colour.yellow("Changed:")} ${file.revision.id} is not what was ${whenApplied(file)}: ${file.revision.path}`,
      ...(file.difference === null
        ? ["    What it said then is not kept: nothing can be shown of the difference."]
        : part.map(differenceLine)),
      ...(part.length < difference.length
        ? [`    … ${counted(difference.length - part.length, "more line")}: \`mig status -v\``]
        : []),
    ];
  });
  const [first] = changed;
  const more = changed.length - shown.length;
  return [
    ...lines,
    ...(more > 0 ? [`… ${counted(more, "more file")}: \`mig status -v\``] : []),
    ...(first ? [line`  ${colour.cyan("→")} ${remedyFor(first.revision.id)}`] : []),
  ];
}

function differenceLine(text: string): Text {
  const whole = `    ${text}`;
  if (text.startsWith("+")) return colour.green(whole);
  if (text.startsWith("-")) return colour.red(whole);
  return colour.dim(whole);
}

const whenOf = ({ finishedAt, startedAt }: Logged) => toSecond(finishedAt ?? startedAt);

function entryTitle({ direction, revision, message }: Logged): Text {
  const about = message === null ? "(no file)" : message || "no message";
  return line`${inOneLine(direction)} ${colour.yellow(inOneLine(revision))}  ${inOneLine(about)}`;
}

const COLOURS: { readonly [O in Outcome]?: (text: Text) => Text } = {
  failed: colour.red,
  running: colour.yellow,
  "cut off": colour.red,
};

/** What is running may have been cut off, which the journal cannot know. */
function outcomeOf({ outcome, position }: Logged): Text {
  const text = inOneLine(outcome);
  const paint = COLOURS[outcome] ?? ((plain: Text) => plain);
  if (outcome === "running") return paint("running, or cut off");
  return paint(position === null ? text : `${text}, half done`);
}

const detailsOf = ({ milliseconds, author }: Logged): string =>
  [
    ...(milliseconds === null ? [] : [duration(milliseconds)]),
    byWhom(author),
    `mig ${inOneLine(author.program)}`,
  ].join(", ");
