import { colour } from "./colour.js";
import { MigError } from "../errors.js";
import { safe } from "./safe.js";

/** What went wrong, where, and what to do, for standard error. A bug keeps its stack. */
export function failureText(error: Error): string {
  if (error instanceof MigError) {
    const hint = error.hint === undefined ? "" : `\n  ${colour.cyan("→")} ${safe(error.hint)}`;
    return `${colour.red.bold(error.code)} ${safe(error.message)}${hint}`;
  }
  const isUsage = "oclif" in error || "parse" in error;
  return isUsage
    ? `${colour.red.bold("Wrong usage:")} ${safe(error.message)}`
    : `${colour.red.bold("A bug in mig, or in the code it ran:")} ${safe(error.stack ?? error.message)}`;
}

/** The same for `--json`. */
export const failureJson = (error: Error) => ({
  error: {
    code: error instanceof MigError ? error.code : null,
    message: error.message,
    hint: error instanceof MigError ? (error.hint ?? null) : null,
  },
});
