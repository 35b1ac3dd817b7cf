import { StatementError } from "../dialects/telling.js";
import type { MigError } from "../errors.js";
import type { GaveUp } from "./patience.js";
import { blockerLines } from "./blocked.js";

/** What there is to say of what could not be had: in what it was wanted, and where that stands. */
export function givenUp(
  { code, tries, blockers, refused }: GaveUp,
  inWhat = "",
  where = "",
): Pick<MigError, "code" | "message" | "hint"> {
  const isLock = code === "MIG412";
  const fate = isLock ? "could not get its lock" : "met other transactions";
  const often = tries === 1 ? "tried once" : `tried ${tries} times`;
  const [what, words, statement] =
    refused instanceof StatementError
      ? [refused.what, refused.words, `\n  ${refused.statement}`]
      : ["The revision", refused.message, ""];
  const isKnown = blockers === null || blockers.length > 0;
  const whom = isKnown ? blockerLines(blockers) : ["The database does not say whom it waits for."];
  const lines = isLock ? whom.map((line) => `\n  ${line}`).join("") : "";
  return {
    code,
    message: `${what} ${fate}${inWhat}, ${often}: ${words}${statement}${where}${lines}`,
    hint: isLock
      ? `Let what holds the lock come to an end${endOf(blockers)}, and run the same command again. \`lockTimeout\` and \`lockTries\` say how long and how often it is tried.`
      : "Run the same command again once there is less going on.",
  };
}

/** What ends it at once, where one is known for certain. */
function endOf(blockers: GaveUp["blockers"]): string {
  const end = blockers?.find(({ isCertain }) => isCertain)?.end ?? null;
  return end === null ? "" : `, or end it (\`${end}\`)`;
}
