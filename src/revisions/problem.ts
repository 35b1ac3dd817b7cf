import { MigError, type Code } from "../errors.js";

/** One thing that is wrong with history, and what to do about it. */
export interface Problem {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

/** Throws these problems as one error that lists them, with the code and the hint of the first; does nothing if there are none. */
export function refuse(problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (!first) return;
  if (others.length === 0) throw new MigError(first.code, first.message, first.hint);
  const listed = problems.slice(0, LISTED).map(({ message }) => `  - ${message}`);
  if (problems.length > LISTED) listed.push(`  and ${problems.length - LISTED} more`);
  const message = `There are ${problems.length} problems in the revision files:\n${listed.join("\n")}`;
  throw new MigError(first.code, message, first.hint);
}

const LISTED = 50;
