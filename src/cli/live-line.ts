import { ux } from "@oclif/core/ux";
import { safe } from "./safe.js";

/** A line at the bottom of a terminal that says what runs, and is gone when it has. */
export interface LiveLine {
  /** Whether anybody sees it. */
  readonly isShown: boolean;
  show(text: string): void;
  clear(): void;
}

/** On a terminal, if it is wanted; nothing anywhere else. */
export function liveLine(isWanted: boolean): LiveLine {
  const isShown = isWanted && process.stderr.isTTY && ux.action.type === "spinner";
  if (!isShown) return { isShown, show: () => undefined, clear: () => undefined };
  return {
    isShown,
    show: (text) => ux.action.start(cut(safe(text), width() - PLACE_FOR_SPINNER)),
    clear() {
      if (!ux.action.running) return;
      ux.action.stop("");
      process.stderr.write(ONE_UP_AND_ERASED);
    },
  };
}

/** Some terminals do not know. */
const width = () => process.stderr.columns || 80;

const PLACE_FOR_SPINNER = 8;
const ONE_UP_AND_ERASED = "\u001B[1A\u001B[2K";

const cut = (text: string, length: number) =>
  text.length > length ? text.slice(0, Math.max(length, 0)) : text;
