import { blockerLines, inShort, type Blocked } from "../runtime/blocked.js";
import type { CutOff } from "../runtime/run.js";
import type { LiveLine } from "./live-line.js";
import { line, safe, type Text } from "./safe.js";

/** Tells what waits for a lock, and for whom: at the bottom of a terminal, and elsewhere in a line each time. */
export function blockedLines(
  live: LiveLine,
  print: (text: string) => void,
): (waiting: Blocked) => void {
  return (waiting) => {
    const text = safe(waitLine(waiting));
    if (live.isShown) live.show(text);
    else print(text);
  };
}

/** Tells what has become of a statement in which an earlier run was cut off. */
export function cutOffLines(print: (text: string) => void): (found: CutOff) => void {
  return ({ direction, revision, statement, hasHappened }) => {
    const became =
      hasHappened === null
        ? "The server still runs it; waiting for the end of it."
        : `The catalog shows that it has ${hasHappened ? "" : "not "}happened.`;
    print(
      safe(line`The ${direction} of ${revision} was cut off in: ${inShort(statement)}. ${became}`),
    );
  };
}

/** All in one line, as a terminal has no more for it. */
function waitLine({ what, blockers, again }: Blocked): Text {
  const whom = blockerLines(blockers).map(inShort).join(" ");
  if (again === null) return line`Waiting for a lock: ${what}. ${whom}`;
  const { milliseconds, number, of, reason } = again;
  const seconds = (milliseconds / 1000).toFixed(1);
  return line`${what} is tried again in ${seconds} s, try ${String(number)} of ${String(of)}: ${inShort(reason)}. ${whom}`;
}
