import { changedJson, type ChangedFile } from "../project/changed.js";
import type { Options, Progress } from "../project/migrate.js";
import type { Project } from "../project/open.js";
import { current } from "../project/status.js";
import { absence } from "../project/version-locations.js";
import type { BaseCommand } from "./base-command.js";
import { StoppedRun } from "./failure.js";
import { interruption } from "./interruption.js";
import { waitLines } from "./lock-wait.js";
import { rowLines } from "./row-lines.js";
import { liveLine } from "./live-line.js";
import { changedLines, SHOWN } from "./report-log.js";
import { entryJson, headLine, nextLine, progressJson, progressLine } from "./report-revisions.js";
import { joined, line } from "./safe.js";
import { blockedLines, cutOffLines } from "./blocked-lines.js";

interface RunFlags {
  readonly quiet: boolean;
  readonly "wait-timeout"?: number | undefined;
}

/** Prints each step as it is done, and where the database is in the end. A first Ctrl-C stops the run. */
export async function runSteps(
  command: BaseCommand,
  flags: RunFlags,
  project: Project,
  start: (options: Options) => AsyncGenerator<Progress>,
) {
  const done: Progress[] = [];
  let files: readonly ChangedFile[] = [];
  const changed = (found: readonly ChangedFile[]) => void (files = found);
  try {
    await printSteps(command, flags, start, done, changed);
    const { database, revisions } = await current(project);
    const place = revisions.length === 0 ? "base" : joined(revisions.map(headLine), ", ");
    command.remark(flags, await absence(project));
    if (!flags.quiet)
      command.log(
        line`${done.length === 0 ? "Nothing to do: the" : "The"} ${database} is at ${place}.`,
      );
    return {
      steps: done.map(progressJson),
      current: revisions.map(entryJson),
      changed: files.map(changedJson),
    };
  } catch (error) {
    throw new StoppedRun(error, done.map(progressJson));
  }
}

async function printSteps(
  command: BaseCommand,
  flags: RunFlags,
  start: (options: Options) => AsyncGenerator<Progress>,
  done: Progress[],
  note: (files: readonly ChangedFile[]) => void,
): Promise<void> {
  const isTold = !flags.quiet && !command.jsonEnabled();
  const live = liveLine(isTold);
  const { signal, stop } = interruption((line) => command.logToStderr(line));
  try {
    live.show("Running");
    const print = (text: string) => {
      command.logToStderr(text);
    };
    const progress = isTold ? rowLines(live, print) : undefined;
    const waiting = isTold ? waitLines(live, print) : undefined;
    const blocked = isTold ? blockedLines(live, print) : undefined;
    const cutOff = isTold ? cutOffLines(print) : undefined;
    const changed = (files: readonly ChangedFile[]) => {
      note(files);
      live.clear();
      changedLines(files, SHOWN).forEach((line) => command.remark(flags, line));
      live.show("Running");
    };
    const waitTimeout = flags["wait-timeout"];
    for await (const step of start({
      signal,
      progress,
      waiting,
      blocked,
      cutOff,
      waitTimeout,
      changed,
    })) {
      live.clear();
      done.push(step);
      if (!flags.quiet) command.log(progressLine(step));
      if (step.next) live.show(nextLine(step, step.next));
    }
  } finally {
    stop();
    live.clear();
  }
}
