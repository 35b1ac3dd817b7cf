import { MigError } from "../errors.js";
import type { RevisionId } from "./revision.js";

/** Words that mean something wherever a revision is named, so nothing can be called by them. */
export const RESERVED: ReadonlySet<string> = new Set(["head", "heads", "base", "current"]);

/** The column of the version table is this wide. */
export const LONGEST_ID = 255;

/** Refuses an id that could not be typed, stored or be part of a file's name. */
export function checkRevisionId(id: RevisionId): void {
  const problem = idProblem(id) ?? newNameProblem(id);
  if (problem === null) return;
  throw new MigError(
    "MIG104",
    `${quoted(id)} cannot be a revision id: ${problem}.`,
    "Choose letters, digits, dots and underscores, such as 1da977fd3e6e.",
  );
}

/** Why `id` cannot name a revision, or null if it can. */
export function idProblem(id: string): string | null {
  if (id === "") return "it is empty";
  if (id.length > LONGEST_ID) return `it is longer than ${LONGEST_ID} characters`;
  if (RESERVED.has(id)) return `\`${id}\` has a meaning of its own`;
  const [bad] = /[@+:/\\-]|\p{Cc}/u.exec(id) ?? [];
  if (bad !== undefined) return `${quoted(bad)} is not allowed in it`;
  if (id.startsWith(".")) return "it begins with a dot, and hidden files are not read";
  return id.trim() === id ? null : "it begins or ends with a space";
}

/**
 * Why an id or a label should not be given to a new revision, or null: it has to be typed in any shell, and be part of a
 * file's name on any system. What files say that were written by hand is read all the same.
 */
export function newNameProblem(name: string): string | null {
  if (name.length > LONGEST_ID) return `it is longer than ${LONGEST_ID} characters`;
  if (name.startsWith("-")) return "it begins like a flag";
  if (name.endsWith(".d")) return "a file that ends in .d.ts has no code";
  const [bad] = /[^\p{L}\p{M}\p{N}._-]/u.exec(name) ?? [];
  return bad === undefined ? null : `${quoted(bad)} is not allowed in a new one`;
}

/** Why `label` cannot name a branch, or null if it can. Hyphens are fine as long as it cannot be taken for `rev-2`. */
export function labelProblem(label: string): string | null {
  if (label === "") return "it is empty";
  if (RESERVED.has(label)) return `\`${label}\` has a meaning of its own`;
  const [bad] = /[@+:]|\p{Cc}/u.exec(label) ?? [];
  if (bad !== undefined) return `${quoted(bad)} is not allowed in it`;
  if (/-\d*$/.test(label)) return "its end reads like a number of steps";
  if (/^[\da-f]{12}$/.test(label)) return "it looks like a revision id";
  return label.trim() === label ? null : "it begins or ends with a space";
}

const quoted = (text: string) => JSON.stringify(text);
