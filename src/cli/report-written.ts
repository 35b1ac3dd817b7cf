import { relative } from "node:path";
import type { Placement } from "../revisions/placement.js";
import { colour } from "./colour.js";
import { NOT_WRITTEN } from "./report-operations.js";
import { line, type Text } from "./safe.js";

/** `Wrote migrations/1da977fd3e6e_merge.ts, which joins a, b.` With `quiet` the path alone, and nothing where none was written. */
export function mergedLines(
  { down }: Placement,
  path: string | null,
  quiet: boolean,
): readonly Text[] {
  if (path === null) return quiet ? [] : [NOT_WRITTEN];
  const shown = relative(process.cwd(), path);
  return [quiet ? shown : line`Wrote ${shown}, which joins ${colour.yellow(down.join(", "))}.`];
}
