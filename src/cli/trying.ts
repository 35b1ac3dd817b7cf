import type { RevisionRequest } from "../project/revise.js";
import { MigError } from "../errors.js";
import { NotProved } from "../project/try-revision.js";
import type { Speaker } from "./each-database.js";
import { interruption } from "./interruption.js";
import { liveLine } from "./live-line.js";
import { newsLine, proofJson, proofLines, provedLines } from "./report-proof.js";

interface Flags {
  readonly verify: boolean;
  readonly quiet: boolean;
  readonly "scratch-url"?: string | undefined;
  readonly "from-database"?: string | undefined;
}

/** Does work with a revision that is to be proved: says what is against it, and stops the proof at a first Ctrl-C. */
export async function trying<T>(
  command: Speaker,
  flags: Flags,
  work: (verify: RevisionRequest["verify"]) => Promise<T>,
): Promise<T> {
  const live = liveLine(!flags.quiet && !command.jsonEnabled());
  const { signal, stop } = interruption((line) => command.logToStderr(line));
  try {
    return await work({
      scratchUrl: flags["scratch-url"],
      signal,
      told(news) {
        live.clear();
        live.show(newsLine(news));
      },
    });
  } catch (error) {
    if (!(error instanceof NotProved)) throw error;
    live.clear();
    const { proof, code, message, hint } = error;
    const how = { quiet: true, strict: false, fromDatabase: flags["from-database"] };
    [
      ...proof.revisions.flatMap((one) => provedLines(one, true)),
      ...proofLines(proof, how),
    ].forEach((line) => command.log(line));
    throw new MigError(code, message, hint, {
      cause: error,
      details: { proof: proofJson(proof, false) },
    });
  } finally {
    stop();
    live.clear();
  }
}
