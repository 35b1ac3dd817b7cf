/** The way from texts to ones that the server prints, and back. */
export interface StandIns {
  readonly replaced: (text: string) => string;
  readonly restored: (text: string) => string;
}

/**
 * Every character of four bytes replaced by one of three: the servers print question marks for the former, which makes
 * different texts the same.
 */
export function standInsFor(texts: readonly string[]): StandIns {
  const characters = [...new Set(texts.flatMap((text) => text.match(FOUR_BYTES) ?? []))];
  if (characters.length === 0) return { replaced: (text) => text, restored: (text) => text };
  const standIns = new Map(characters.map((character, at) => [character, standIn(at)]));
  const originals = new Map(characters.map((character, at) => [standIn(at), character]));
  return {
    replaced: (text) => text.replaceAll(FOUR_BYTES, (found) => standIns.get(found) ?? found),
    restored: (text) => text.replaceAll(PRIVATE, (found) => originals.get(found) ?? found),
  };
}

/** Whether a character of the text takes four bytes in UTF-8. */
export const hasFourBytes = (text: string): boolean => text.search(FOUR_BYTES) >= 0;

const FOUR_BYTES = /[\u{10000}-\u{10ffff}]/gu;
/** Characters nobody has given a meaning: https://www.unicode.org/faq/private_use.html */
const PRIVATE = /[\ue000-\uf8ff]/g;
const standIn = (at: number) => String.fromCharCode(0xe000 + (at % 6400));
