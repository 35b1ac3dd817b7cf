import { MigError } from "../errors.js";
import type { Candidate } from "./candidates.js";
import { formerName, renameText } from "./renames.js";

/** What may have been renamed, and nobody has said whether: nothing is guessed (MIG320). */
export class Undecided extends MigError {
  readonly candidates: readonly Candidate[];

  constructor(candidates: readonly Candidate[]) {
    super(
      "MIG320",
      [
        "It cannot be told whether these were renamed, or dropped and others added:",
        ...candidates.map(
          ({ rename, reasons }) =>
            `  ${formerName(rename)} → ${rename.to}  (${reasons.join(", ")})`,
        ),
      ].join("\n"),
      `Nothing was written. Say what was renamed, with ${flags(candidates)}; or --no-renames if nothing was.`,
    );
    this.candidates = candidates;
  }
}

/** The flag for the likeliest of each. */
const flags = (candidates: readonly Candidate[]): string => {
  const first = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const name = formerName(candidate.rename);
    if (!first.has(name)) first.set(name, candidate);
  }
  return [...first.values()].map(({ rename }) => `--rename ${renameText(rename)}`).join(" ");
};
