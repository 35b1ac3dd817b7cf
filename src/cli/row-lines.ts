import type { RowProgress } from "../runtime/batching.js";
import { counted } from "../wording.js";
import type { LiveLine } from "./live-line.js";
import { line, safe, type Text } from "./safe.js";

/** Tells how far rows have come: at the bottom of a terminal, and elsewhere in a line now and then. */
export function rowLines(
  live: LiveLine,
  print: (text: string) => void,
  now: () => number = () => performance.now(),
): (progress: RowProgress) => void {
  const pause = live.isShown ? MOMENT : WHILE;
  let last = now();
  return (progress) => {
    if (now() - last < pause) return;
    last = now();
    (live.isShown ? live.show : print)(safe(rowLine(progress)));
  };
}

/** Milliseconds between two looks at a terminal, and between two lines of a log. */
const MOMENT = 100;
const WHILE = 10_000;

/** `~ rows of author: 4000 of 10000 (40%)` */
const rowLine = ({ operation, done, total }: RowProgress): Text =>
  total === null
    ? line`${operation}: ${counted(done, "row")}`
    : line`${operation}: ${String(done)} of ${String(total)}${total > 0 ? ` (${String(Math.floor((100 * done) / total))}%)` : ""}`;
