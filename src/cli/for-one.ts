import { parseIdentifier, parseRange } from "../revisions/identifier.js";

/** Why what was typed names revisions of one database; null where every database has what it says, as `head` and `-1`. */
export function ofOneHistory(typed: readonly (string | undefined)[]): string | null {
  const name = typed.find((text) => text !== undefined && !isOfAny(text));
  return name === undefined ? null : `${name} is a revision of one of them`;
}

/** Why a flag is for one database; null where none of these was given. */
export function flagForOne(
  flags: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | null {
  const name = names.find((name) => isGiven(flags[name]));
  return name === undefined ? null : `--${name} is for one of them`;
}

const isGiven = (value: unknown) => value !== undefined && value !== false;

/** What cannot be read is for every database to refuse. */
function isOfAny(text: string): boolean {
  try {
    const range = text.includes(":") ? parseRange(text) : null;
    const ends = range ? [range.lower, range.upper] : [parseIdentifier(text)];
    return ends.every(
      (end) => end === null || (end.branch === null && (end.name === null || ANY.has(end.name))),
    );
  } catch {
    return true;
  }
}

const ANY = new Set(["head", "heads", "base", "current"]);
