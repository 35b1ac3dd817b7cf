import { MigError } from "../errors.js";
import type { Candidate } from "./candidates.js";
import { counted } from "../wording.js";
import { formerName, placeOf, renameText, type Rename } from "./renames.js";

/** What may have been renamed, and nobody has said whether: nothing is guessed (MIG320). */
export class Undecided extends MigError {
  readonly candidates: readonly Candidate[];

  constructor(candidates: readonly Candidate[]) {
    super(
      "MIG320",
      [
        "It cannot be told whether these were renamed, or dropped and others added:",
        ...candidates.flatMap(({ rename, reasons, others }, at) => {
          const name = formerName(rename);
          const next = candidates[at + 1]?.rename;
          const isLast = next === undefined || formerName(next) !== name;
          return [
            `  ${name} → ${rename.to}${reasons.length > 0 ? `  (${reasons.join(", ")})` : ""}`,
            ...(isLast && others > 0
              ? [`  ${name} → ${counted(others, "other")}, less likely`]
              : []),
          ];
        }),
      ].join("\n"),
      `Nothing was written. Say what was renamed, with ${flags(candidates)}; or --no-renames if nothing was.`,
      {
        details: {
          candidates: candidates.map(({ rename, reasons }) => ({
            rename: renameText(rename),
            from: formerName(rename),
            to: rename.to,
            reasons,
          })),
        },
      },
    );
    this.candidates = candidates;
  }
}

/** The flag for the likeliest of each; no two of them for one place. */
const flags = (candidates: readonly Candidate[]): string => {
  const taken = new Set<string>();
  const first = new Map<string, Rename>();
  for (const { rename } of candidates) {
    const name = formerName(rename);
    if (first.has(name) || taken.has(placeOf(rename))) continue;
    taken.add(placeOf(rename));
    first.set(name, rename);
  }
  return [...first.values()].map((rename) => `--rename ${inShell(renameText(rename))}`).join(" ");
};

/** A word that a shell takes as it is. */
const inShell = (word: string): string =>
  /^[\w.:@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
