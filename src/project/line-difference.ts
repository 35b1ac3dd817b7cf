import { structuredPatch } from "diff";

/** The lines in which two texts differ, with a few around them, as `diff -u` prints them. */
export function lineDifference(from: string, to: string): readonly string[] {
  const [before = "", after = ""] = [from, to].map((text) => text.replaceAll("\r\n", "\n"));
  const options = { context: 2, maxEditLength: MOST_EDITS };
  const patch = structuredPatch("", "", before, after, "", "", options);
  // To find what is the same in files that share little takes long, and shows little.
  if (patch === undefined) return [...signed("-", before), ...signed("+", after)];
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines.filter((line) => !line.startsWith("\\")),
  ]);
}

const MOST_EDITS = 1_000;

const signed = (sign: string, text: string) => text.split("\n").map((line) => sign + line);
