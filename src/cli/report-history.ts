import type { Entry } from "../project/status.js";
import { dot, mermaid } from "../revisions/diagram.js";
import { drawing, NODE } from "../revisions/drawing.js";
import { colour } from "./colour.js";
import { entryLines, historyLine, markedLine } from "./report-revisions.js";
import { joined, line, type Text } from "./safe.js";

/** How history can be shown. */
export const FORMATS = ["graph", "lines", "mermaid", "dot"] as const;
export type Format = (typeof FORMATS)[number];

/** The history in one of these forms, for people or for other programs. */
export const historyLines = (
  entries: readonly Entry[],
  format: Format | "everything",
): readonly Text[] => SHOWN[format](entries);

const SHOWN: {
  readonly [F in Format | "everything"]: (entries: readonly Entry[]) => readonly Text[];
} = {
  graph: graphLines,
  lines: (entries) => entries.map(historyLine),
  everything: (entries) => entries.flatMap(entryLines),
  mermaid,
  dot,
};

/** The lines of descent, with what each revision is beside them. */
function graphLines(entries: readonly Entry[]): readonly Text[] {
  const byId = new Map(entries.map((entry) => [entry.revision.id, entry]));
  const lines = drawing([...byId.keys()], (id) => ({
    parents: byId.get(id)?.revision.down ?? [],
  }));
  return lines.map(({ lanes, revision }) => {
    const entry = revision === null ? undefined : byId.get(revision);
    if (entry === undefined) return joined([colour.dim(narrow(lanes))], "");
    const [before = "", after = ""] = narrow(lanes).split(NODE);
    return line`${colour.dim(before)}${sign(entry)}${colour.dim(after)} ${described(entry)}`;
  });
}

/** Where there are more lines side by side than one can follow, a sign stands for those further right; a revision among them is there. */
function narrow(lanes: string): string {
  if (lanes.length <= WIDEST) return lanes;
  const at = lanes.indexOf(NODE);
  return `${lanes.slice(0, WIDEST)}…${at < WIDEST ? "" : ` ${NODE}`}`;
}

const WIDEST = 60;

function described(entry: Entry): Text {
  const { message, dependsOn } = entry.revision;
  const needs = dependsOn.length > 0 ? ` (needs ${dependsOn.join(", ")})` : "";
  return line`${markedLine(entry)}${needs}  ${message || "no message"}`;
}

/** Where the database is, what it has, and what is to come. */
function sign({ isCurrent, isApplied }: Entry): Text {
  if (isCurrent) return colour.green("◉");
  return isApplied === false ? colour.yellow("○") : NODE;
}
