import { relative } from "node:path";
import type { Placement } from "../revisions/placement.js";
import { colour } from "./colour.js";
import { line, type Text } from "./safe.js";

/** `Wrote migrations/1da977fd3e6e_merge.ts, which joins a, b.` With `quiet` the path alone. */
export function mergedLine({ down }: Placement, path: string, quiet: boolean): Text {
  const shown = relative(process.cwd(), path);
  return quiet ? shown : line`Wrote ${shown}, which joins ${colour.yellow(down.join(", "))}.`;
}
