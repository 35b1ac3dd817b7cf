import * as Flags from "@oclif/core/flags";
import type { LockOptions } from "../project/lock.js";
import type { Waiting } from "../runtime/lock.js";
import type { BaseCommand } from "./base-command.js";
import { interruption } from "./interruption.js";
import { liveLine, type LiveLine } from "./live-line.js";
import { line, safe, type Text } from "./safe.js";

/** What commands take that write to a database. */
export const LOCK_FLAGS = {
  "wait-timeout": Flags.integer({
    min: 0,
    helpValue: "<seconds>",
    exclusive: ["sql", "output", "dry-run"],
    summary:
      "How long to wait for another run on the same database; as the configuration says if left out.",
  }),
} as const;

/** Says for whom a run waits: at the bottom of a terminal; elsewhere in one line, and in another where somebody else was quicker. */
export function waitLines(
  live: LiveLine,
  print: (text: string) => void,
): (waiting: Waiting) => void {
  let last: string | undefined;
  return (waiting) => {
    const name = waiting.holder?.name;
    if (!live.isShown && last !== undefined && (name ?? last) === last) return;
    last = name ?? "";
    const seconds = Math.round(waiting.milliseconds / 1000);
    const text = safe(waitLine(waiting));
    if (live.isShown) live.show(`${text} (${seconds} s)`);
    else print(text);
  };
}

/** `Waiting for the lock of the postgres database "shop": mig 0.1.0 anna@build-7 4711 has it since 2026-11-29T12:00:00Z.` */
const waitLine = ({ database, holder }: Waiting): Text => {
  const since = holder?.since ? ` since ${holder.since}` : "";
  return line`Waiting for the lock of the ${database}: ${holder?.name ?? "another run"} has it${since}.`;
};

/** Does work that writes at once, once the lock is there. Ctrl-C ends the waiting. */
export async function whenLocked<T>(
  command: BaseCommand,
  flags: { readonly quiet: boolean; readonly "wait-timeout"?: number | undefined },
  work: (waits: LockOptions) => Promise<T>,
): Promise<T> {
  const print = (text: string) => {
    command.logToStderr(text);
  };
  const isTold = !flags.quiet && !command.jsonEnabled();
  const live = liveLine(isTold);
  const { signal, stop } = interruption(print);
  const waiting = isTold ? waitLines(live, print) : undefined;
  try {
    return await work({ signal, waiting, waitTimeout: flags["wait-timeout"] });
  } finally {
    stop();
    live.clear();
  }
}
