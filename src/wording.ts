import { distance } from "fastest-levenshtein";

/** `1 table`, `2 tables`. */
export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? "" : "s"}`;

/** The names a mistyped one may have meant, nearest first, at most three; none if nothing is near. */
export function nearest(name: string, names: Iterable<string>): readonly string[] {
  // Two letters in the wrong order are two changes.
  const limit = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
  return [...new Set(names)]
    .filter((other) => Math.abs(other.length - name.length) <= limit)
    .map((other) => ({ other, away: away(name, other) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away || (a.other < b.other ? -1 : 1))
    .slice(0, 3)
    .map(({ other }) => other);
}

/** How many letters differ; another case of all of them is one difference. */
const away = (name: string, other: string) =>
  name !== other && name.toLowerCase() === other.toLowerCase() ? 1 : distance(name, other);

/** `Did you mean x or y?`; what else is to be said where no known name is near. */
export function didYouMean(
  name: string,
  known: Iterable<string>,
  otherwise: string,
  spelt: (name: string) => string = (name) => name,
): string {
  const near = nearest(name, known).map(spelt);
  return near.length > 0 ? `Did you mean ${near.join(" or ")}?` : otherwise;
}

/** As many of a list as a person reads, and what stands for the rest. */
export const firstOf = (
  list: readonly string[],
  rest: (left: number) => string = (left) => `${left} more`,
): readonly string[] =>
  list.length <= READ ? list : [...list.slice(0, READ), rest(list.length - READ)];

const READ = 50;
