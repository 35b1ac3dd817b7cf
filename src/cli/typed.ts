import { takesValue } from "./shared-flags.js";

/** What was typed, read as far as no command is needed for it. */
export interface Typed {
  readonly wants: "version" | "help" | "run";
  /** The first word that is neither a flag nor the value of one. */
  readonly command: string | null;
  /** All others, as oclif reads them. */
  readonly words: readonly string[];
  readonly json: boolean;
}

/**
 * Reads what was typed. Flags may stand before the command, as in `mig -c other.config.ts upgrade`; `help upgrade` and
 * `upgrade -h` are the same; a number of steps such as `-1` goes behind `--`, so that nobody takes it for a flag.
 */
export function readTyped(typed: readonly string[]): Typed {
  const at = typed.findIndex(
    (word, at) => !word.startsWith("-") && !takesValue(typed[at - 1] ?? ""),
  );
  const [before, command, after] =
    at < 0 ? [typed, null, []] : [typed.slice(0, at), typed[at] ?? null, typed.slice(at + 1)];
  if (command === "help") return { ...readTyped([...before, ...after]), wants: "help" };
  const words = [...before, ...after];
  const flags = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
  const isVersion = command === "version" || before.some((word) => VERSION.has(word));
  const isHelp = typed.length === 0 || flags.some((word) => HELP.has(word));
  return {
    wants: isVersion ? "version" : isHelp ? "help" : "run",
    command,
    words: stepsLast(words),
    json: flags.includes("--json"),
  };
}

const VERSION = new Set(["--version", "-V"]);
const HELP = new Set(["--help", "-h"]);

function stepsLast(words: readonly string[]): readonly string[] {
  const steps = words.filter(isSteps);
  if (steps.length === 0 || words.includes("--")) return words;
  return [...words.filter((word) => !isSteps(word)), "--", ...steps];
}

const isSteps = (word: string) => /^-\d+$/.test(word);
