import type { Command } from "@oclif/core/command";
import type { Answers } from "../autogenerate/difference.js";
import type { Candidate } from "../autogenerate/candidates.js";
import { formerName, placeOf, renameText } from "../autogenerate/renames.js";
import { MigError } from "../errors.js";
import { Undecided } from "../autogenerate/undecided.js";
import { safe } from "./safe.js";
import { counted } from "../wording.js";

/** Does the work, and where it cannot tell what was renamed asks the person at the terminal, until all is said. */
export async function asking<T>(
  command: Command,
  answers: Answers,
  work: (said: Answers) => Promise<T>,
): Promise<T> {
  let said = answers;
  for (;;) {
    try {
      return await work(said);
    } catch (error) {
      if (!(error instanceof Undecided) || !canAsk(command)) throw error;
      said = await ask(error.candidates, said);
    }
  }
}

const canAsk = (command: Command) =>
  process.stdin.isTTY && process.stderr.isTTY && !command.jsonEnabled();

/** One question for each thing that is gone; what was chosen once is not offered again. */
async function ask(candidates: readonly Candidate[], { renames = [], drops = [] }: Answers) {
  const { default: select } = await import("@inquirer/select");
  const [chosen, dropped] = [[...renames], drops === "all" ? [] : [...drops]];
  const taken = new Set<string>();
  const names = new Set(candidates.map(({ rename }) => formerName(rename)));
  for (const name of names) {
    const open = candidates.filter(
      ({ rename }) => formerName(rename) === name && !taken.has(placeOf(rename)),
    );
    const others = candidates.find(({ rename }) => formerName(rename) === name)?.others ?? 0;
    // All that were listed went to other names: it is asked about the next ones once these answers are known.
    if (open.length === 0 && others > 0) continue;
    const answer =
      open.length === 0
        ? null
        : await select<Candidate | null>(
            {
              message: safe(
                `${name} is gone. What became of it?${others > 0 ? ` (--rename takes ${counted(others, "other")}, less likely)` : ""}`,
              ),
              choices: [
                ...open.map((candidate) => ({
                  value: candidate,
                  name: safe(`It is called ${candidate.rename.to} now`),
                  description: safe(candidate.reasons.join(", ")),
                })),
                { value: null, name: "It is dropped, with what it holds" },
              ],
            },
            { output: process.stderr },
          ).catch(refuseInterrupted);
    if (answer === null) dropped.push(name);
    else {
      taken.add(placeOf(answer.rename));
      chosen.push(renameText(answer.rename));
    }
  }
  return { renames: chosen, drops: dropped };
}

/** Ctrl-C at a question is an answer too. */
function refuseInterrupted(error: unknown): never {
  if (!(error instanceof Error) || error.name !== "ExitPromptError") throw error;
  throw new MigError(
    "MIG403",
    "Interrupted at a question.",
    "Nothing was written. Run the same command again, or answer with --rename and --no-renames.",
    { cause: error },
  );
}
