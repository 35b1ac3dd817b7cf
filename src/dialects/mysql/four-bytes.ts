/**
 * Does the work on texts in which every character of four bytes is replaced by one of three, and gives it the way back:
 * the servers print question marks for the former, which makes different texts the same.
 */
export async function withStandIns<T>(
  texts: readonly string[],
  work: (texts: readonly string[], restored: (text: string) => string) => Promise<T>,
): Promise<T> {
  const characters = [...new Set(texts.flatMap((text) => text.match(FOUR_BYTES) ?? []))];
  if (characters.length === 0) return work(texts, (text) => text);
  const standIns = new Map(characters.map((character, at) => [character, standIn(at)]));
  const originals = new Map(characters.map((character, at) => [standIn(at), character]));
  return work(
    texts.map((text) => text.replaceAll(FOUR_BYTES, (found) => standIns.get(found) ?? found)),
    (text) => text.replaceAll(PRIVATE, (found) => originals.get(found) ?? found),
  );
}

const FOUR_BYTES = /[\u{10000}-\u{10ffff}]/gu;
/** Characters nobody has given a meaning: https://www.unicode.org/faq/private_use.html */
const PRIVATE = /[\ue000-\uf8ff]/g;
const standIn = (at: number) => String.fromCharCode(0xe000 + (at % 6400));
