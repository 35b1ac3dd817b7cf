import { MigError, type Code } from "../errors.js";
import { firstOf } from "../wording.js";

/** One thing that is wrong with history, and what to do about it. */
export interface Problem {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

/**
 * Throws these problems as one error that lists them, those with the same way out together; does nothing if there are none.
 * The code is that of the first; `details.problems` has all.
 */
export function refuse(problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (!first) return;
  if (others.length === 0) throw new MigError(first.code, first.message, first.hint);
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const group = groups.get(problem.hint);
    if (group) group.push(problem);
    else groups.set(problem.hint, [problem]);
  }
  const isOne = groups.size === 1;
  const listed = [...groups].flatMap(([hint, group]) => [
    ...firstOf(
      group.map(({ message }) => `  - ${message}`),
      (left) => `  - and ${left} more`,
    ),
    ...(isOne ? [] : [`    → ${hint}`]),
  ]);
  const message = `There are ${problems.length} problems in the revision files:\n${listed.join("\n")}`;
  throw new MigError(first.code, message, isOne ? first.hint : undefined, {
    details: { problems },
  });
}
