import { CLIError } from "@oclif/core/errors";
import { stripVTControlCharacters } from "node:util";
import { MigError, type Code } from "../errors.js";
import { nearest } from "../wording.js";
import { errorColour as colour } from "./colour.js";
import type { progressJson } from "./report-revisions.js";
import { line, safe } from "./safe.js";

/** What went wrong, what to do about it, and how the process ends. */
export interface Failure {
  /** What stands before the message: the code, or what kind of failure has none. */
  readonly title: string;
  readonly code: Code | null;
  readonly message: string;
  /** Where a bug was thrown. */
  readonly stack: string | null;
  readonly hint: string | null;
  /** The same as data, where there is some. */
  readonly details: MigError["details"];
  /** What had run before it, where that was more than reading. */
  readonly steps: readonly Step[] | null;
  readonly exit: 1 | 2 | 3;
}

type Step = ReturnType<typeof progressJson>;

/** What has stopped a run, and what had run before it. */
export class StoppedRun extends Error {
  readonly steps: readonly Step[];

  constructor(cause: unknown, steps: readonly Step[]) {
    super("The run was stopped.", { cause });
    this.steps = steps;
  }
}

/** An error of a command, or of what was typed for one. */
export function failureOf(error: unknown, command: string | null): Failure {
  if (error instanceof StoppedRun)
    return { ...failureOf(error.cause, command), steps: error.steps };
  if (error instanceof MigError) {
    const { code, message, hint = null, details } = error;
    // What only a person can decide, or what is not proved, is a difference found, and nothing that failed.
    const exit = code === "MIG320" || code === "MIG529" ? 3 : 1;
    return { title: code, code, message, stack: null, hint, details, steps: null, exit };
  }
  const none = { code: null, stack: null, hint: null, details: {}, steps: null } as const;
  if (isWrongUsage(error)) {
    const message = stripVTControlCharacters(error.message.replace(/\nSee more help with.*$/, ""));
    const hint = usageHint(error, command);
    return { ...none, title: "Wrong usage:", message, hint, exit: 2 };
  }
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  return { ...none, title: "A bug in mig, or in the code it ran:", message, stack, exit: 1 };
}

/** A failure for people, on standard error. */
export function failureText({ title, message, stack, hint }: Failure): string {
  const way = hint === null ? "" : line`\n  ${colour.cyan("→")} ${hint}`;
  return safe(line`${colour.alarming(title)} ${stack ?? message}${way}`);
}

/** The same for `--json`. */
export const failureJson = ({ code, message, hint, details, steps }: Failure) => ({
  error: { code, message, hint, ...details },
  ...(steps && { steps }),
});

/** What oclif throws where it cannot read what was typed. */
interface WrongUsage extends Error {
  readonly suggestions?: readonly string[] | undefined;
  /** The words that are too many. */
  readonly args?: readonly string[];
  readonly flags?: readonly string[];
  readonly parse?: { readonly input?: { readonly flags?: object } };
}

/** What was typed and cannot be understood, and what to type instead. */
export const wrongUsage = (message: string, hint: string): CLIError =>
  new CLIError(message, { exit: 2, suggestions: [hint] });

const isWrongUsage = (error: unknown): error is WrongUsage =>
  error instanceof Error && "oclif" in error;

/** The flag that was meant, or where to read what there is. */
function usageHint({ suggestions, args, flags, parse }: WrongUsage, command: string | null) {
  if (suggestions?.[0] !== undefined) return suggestions[0];
  if (args !== undefined && command === "revision")
    return `A message goes after -m: \`mig revision -m ${JSON.stringify(args.join(" "))}\`.`;
  const names = Object.keys(parse?.input?.flags ?? {}).map((name) => `--${name}`);
  const [meant] = (flags ?? []).flatMap((flag) => nearest(flag, names));
  const help = `\`mig ${command} --help\` shows what it takes.`;
  return meant === undefined ? help : `Did you mean ${meant}? ${help}`;
}
