import { expect } from "chai";
import type { Answer } from "./mig.js";
import type { UserProject } from "./user-project.js";

/** Runs mig, which ends with 1 and says these words on standard error, with a way out and without a stack. */
export async function refused(
  project: UserProject,
  typed: readonly string[],
  says: readonly string[],
): Promise<Answer> {
  const answer = await project.mig(...typed);
  expect(answer.code, answer.stdout + answer.stderr).to.equal(1);
  for (const words of [...says, "→"]) expect(answer.stderr).to.contain(words);
  expect(answer.stderr).to.not.match(/^ +at /m);
  return answer;
}
