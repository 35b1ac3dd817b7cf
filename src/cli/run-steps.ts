import type { Command } from "@oclif/core/command";
import { ux } from "@oclif/core/ux";
import type { Progress } from "../project/migrate.js";
import type { Project } from "../project/open.js";
import { current } from "../project/status.js";
import { interruption } from "./interruption.js";
import { entryJson, headLine, progressJson, progressLine } from "./report-revisions.js";

/** Prints each step as it is done, and where the database is in the end. A first Ctrl-C aborts the signal. */
export async function runSteps(
  command: Command,
  { quiet }: { readonly quiet: boolean },
  project: Project,
  start: (signal: AbortSignal) => AsyncGenerator<Progress>,
) {
  const done: Progress[] = [];
  const showsProgress = !quiet && process.stderr.isTTY && !command.jsonEnabled();
  const { signal, stop } = interruption((line) => command.logToStderr(line));
  try {
    for await (const step of start(signal)) {
      if (showsProgress) ux.action.stop("done");
      done.push(step);
      if (!quiet) command.log(progressLine(step));
      if (showsProgress && step.number < step.of)
        ux.action.start(`Running ${step.number + 1} of ${step.of}`);
    }
  } finally {
    stop();
    if (showsProgress && ux.action.running) ux.action.stop("stopped");
  }
  const { database, revisions } = await current(project);
  const place = revisions.map(headLine).join(", ") || "base";
  if (!quiet)
    command.log(`${done.length === 0 ? "Nothing to do: the" : "The"} ${database} is at ${place}.`);
  return { steps: done.map(progressJson), current: revisions.map(entryJson) };
}
