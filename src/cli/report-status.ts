import { isSettled, type Open, type Overview } from "../project/overview.js";
import type { Revision } from "../revisions/revision.js";
import { changedJson } from "../project/changed.js";
import { inOneLine, toSecond } from "../runtime/journal-words.js";
import { counted, firstOf } from "../wording.js";
import { colour } from "./colour.js";
import { changedLines, logJson, logLines, SHOWN } from "./report-log.js";
import { entryJson, headLine } from "./report-revisions.js";
import { line, type Text } from "./safe.js";

/** One page: where the database is, and what is open. */
export const statusLines = (found: Overview, verbose: boolean): readonly Text[] => [
  line`The ${found.database} is at ${placeOf(found)}.`,
  ...openLines(found, verbose),
];

/** What is open alone; that nothing is, where nothing is. */
export function openLines(found: Overview, verbose: boolean): readonly Text[] {
  const { withoutFile, pending, behind, halfDone, changed, lastFailure } = found;
  return [
    ...(withoutFile.length === 0 ? [] : withoutFileLines(withoutFile)),
    ...(pending.length === 0 ? [] : pendingLines(pending, behind, verbose)),
    ...halfDone.flatMap(halfDoneLines),
    ...(lastFailure === null ? [] : ["The last failure:", ...logLines(lastFailure).map(indented)]),
    ...changedLines(changed, verbose ? Infinity : SHOWN),
    ...(isSettled(found) ? [colour.green("Nothing is pending, and nothing is open.")] : []),
  ];
}

/** It as data, for `--json`. */
export const statusJson = (found: Overview) => ({
  ...found,
  settled: isSettled(found),
  revisions: found.revisions.map(entryJson),
  pending: found.pending.map(({ id, message }) => ({ revision: id, message })),
  lastFailure: found.lastFailure && logJson(found.lastFailure),
  changed: found.changed.map(changedJson),
});

function placeOf({ revisions, withoutFile }: Overview): Text {
  const places = [
    ...revisions.map((entry) => line`${headLine(entry)}${about(entry.revision)}`),
    ...withoutFile.map((id) => line`${inOneLine(id)} (no file)`),
  ];
  if (places.length === 0) return "base";
  return places.reduce<Text>((text, place, at) => (at === 0 ? place : line`${text}, ${place}`), "");
}

const about = ({ message }: Revision) => (message === "" ? "" : ` ${message}`);

function withoutFileLines(ids: readonly string[]): readonly Text[] {
  const [names, have] = [firstOf(ids.map(inOneLine)).join(", "), ids.length === 1 ? "has" : "have"];
  return [
    line`${colour.red("No file:")} the version table names ${names}, which no file ${have} the id of.`,
    line`  ${colour.cyan("→")} Get the file back (it may be on another branch of your version control). If it is gone for good, \`mig stamp --purge <revision>\` records where the database is.`,
  ];
}

function pendingLines(
  pending: readonly Revision[],
  behind: Overview["behind"],
  verbose: boolean,
): readonly Text[] {
  const next = verbose ? pending : pending.slice(0, NEXT);
  const left = pending.length - next.length;
  const to = behind.map(({ head, count }) => `${count} to ${head}`).join(", ");
  return [
    line`${colour.yellow("Pending:")} ${counted(pending.length, "revision")} (${to})`,
    ...next.map((revision) => line`    ${colour.yellow(revision.id)}${about(revision)}`),
    ...(left > 0 ? [`    … ${left} more`] : []),
  ];
}

const NEXT = 5;

function halfDoneLines({ revision, direction, since, done, statement, ways }: Open) {
  const width = Math.max(...ways.map(({ command }) => command.length));
  const stands = `${counted(done, "operation")} ${done === 1 ? "stands" : "stand"}`;
  return [
    line`${colour.red("Half done:")} the ${inOneLine(direction)} of ${inOneLine(revision)}, since ${toSecond(since)}; ${stands}.`,
    ...(statement === null
      ? []
      : [`    It is running, or was cut off in: ${inOneLine(statement)}`]),
    ...ways.map(
      ({ command, when }) => line`  ${colour.cyan("→")} ${command.padEnd(width)}  ${when}`,
    ),
  ];
}

const indented = (text: Text): Text => line`    ${text}`;
