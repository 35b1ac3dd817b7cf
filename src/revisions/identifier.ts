import { MigError } from "../errors.js";
import { RESERVED } from "./revision-id.js";

/**
 * A revision as a person names it: `[branch@][name][+N|-N]`.
 *
 * | typed                              | means                                                             |
 * | ---------------------------------- | ----------------------------------------------------------------- |
 * | `1da977fd3e6e`, `1da9`, `shop`     | an id, four or more of its first characters, a branch label       |
 * | `head`, `heads`                    | the only head, all heads                                          |
 * | `base`                             | before the first revision                                         |
 * | `current`                          | where the database is                                             |
 * | `shop@head`, `shop@1da9`, …        | the same, within the lineage of a label or a revision             |
 * | `1da9+2`, `1da9-2`                 | two steps up or down from there                                   |
 * | `+2`, `-2`, `shop@+2`              | two steps from where the database is                              |
 */
export interface Identifier {
  readonly text: string;
  readonly branch: string | null;
  /** Null when it counts from where the database is. */
  readonly name: string | null;
  /** How many steps up (or down, if negative); never 0 when there is no name. */
  readonly offset: number;
}

/** `lower:upper`; null where nothing was typed. */
export interface Range {
  readonly text: string;
  readonly lower: Identifier | null;
  readonly upper: Identifier | null;
}

/** Reads one identifier, or refuses (MIG104) with what is wrong with it. Whether it exists is another question. */
export function parseIdentifier(typed: string): Identifier {
  const text = typed.trim();
  if (text === "") throw malformed(text, "there is nothing in it");
  if (text.includes(":")) {
    throw malformed(text, "a range cannot stand here", "Name one revision instead of a range.");
  }
  const { branch, rest } = splitBranch(text);
  const [, name = "", count = "0"] = /^(.*?)([+-]\d+)?$/su.exec(rest) ?? [];
  const offset = Number(count) || 0;
  if (!Number.isSafeInteger(offset)) throw malformed(text, `${count} is too large a number`);
  checkName(text, name);
  if (name === "" && offset === 0) throw malformed(text, "it counts no steps");
  if (name === "current" && branch !== null) throw malformed(text, "`current` is not one branch's");
  return { text, branch, name: name === "" ? null : name, offset };
}

/** Reads a range such as `1da9:head`, `-3:current` or `:shop@head`, or refuses (MIG104). */
export function parseRange(typed: string): Range {
  const text = typed.trim();
  const [lower = "", upper, ...more] = text.split(":");
  if (upper === undefined || more.length > 0)
    throw new MigError(
      "MIG104",
      `${JSON.stringify(text)} is no range: there is ${upper === undefined ? "no" : "more than one"} colon in it.`,
      "A range is two revisions with a colon between; either may be left out: `1da9:head`.",
    );
  const side = (it: string) => (it.trim() === "" ? null : parseIdentifier(it));
  return { text, lower: side(lower), upper: side(upper) };
}

/** Whether it can be told only by a database. */
export const isCurrent = (identifier: Identifier | null): boolean => identifier?.name === "current";

/** Whether it means another revision once the database is somewhere else. */
export const isFromCurrent = (identifier: Identifier): boolean =>
  identifier.name === null || isCurrent(identifier);

function splitBranch(text: string): { branch: string | null; rest: string } {
  const [branch = "", rest, ...more] = text.split("@");
  if (rest === undefined) return { branch: null, rest: text };
  if (more.length > 0) throw malformed(text, "there is more than one @ in it");
  if (branch === "") throw malformed(text, "there is nothing before the @");
  if (rest === "") throw malformed(text, "there is nothing after the @");
  if (RESERVED.has(branch)) throw malformed(text, `\`${branch}\` is not a branch`);
  if (/[+-]\d+$/.test(branch))
    throw malformed(text, "steps are counted after the @, not before it");
  checkName(text, branch);
  return { branch, rest };
}

function checkName(text: string, name: string): void {
  if (/[+-]$/.test(name)) throw malformed(text, `there is no number after the ${name.at(-1)}`);
  if (/[+-]\d+$/.test(name)) throw malformed(text, "there are two numbers of steps in it");
  if (name.includes("+")) throw malformed(text, "after a + stands a number of steps");
}

const malformed = (
  text: string,
  problem: string,
  hint = "Name a revision by its id, the first four or more characters of it or a label, or type `head`, `heads` or `base`; add `+2` or `-2` to count steps, `label@` before it to keep to a branch.",
) =>
  new MigError(
    "MIG104",
    `${JSON.stringify(text)} is not how a revision is named: ${problem}.`,
    hint,
  );
