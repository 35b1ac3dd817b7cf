/** One facet of a definition: what people may write for it, and what it is where they write nothing. */
export interface Facet<Full> {
  /** What it takes, for the message that refuses anything else. */
  readonly takes: string;
  readonly read: (given: unknown, within: Within) => Full | typeof WRONG;
  /** As short as it can be written. */
  readonly write: (full: Full) => unknown;
  /** Left out where it has to be said. */
  readonly otherwise?: Full;
  /** It is written also where it need not be said. */
  readonly isAloud?: true;
}

/** Names the definition that something stands in; null where it stands in none. */
export type Within = (() => string) | null;

export const WRONG = Symbol("a wrong value");

const same = <T>(value: T): T => value;

/** A text; what it is to say is told to those who give anything else. */
export const text = (takes: string): Facet<string> => ({
  takes,
  read: (given) => (typeof given === "string" ? given : WRONG),
  write: same,
});

/** A whole number as a text, which may be of more digits than a JavaScript number keeps. */
export const digits = (takes: string): Facet<string> => ({
  takes,
  read: (given) => (typeof given === "string" && /^-?\d+$/.test(given) ? given : WRONG),
  write: same,
});

/** A whole number above zero. */
export const count = (takes: string): Facet<number> => ({
  takes,
  read: (given) => (Number.isSafeInteger(given) && Number(given) > 0 ? Number(given) : WRONG),
  write: same,
});

/** True or false, and which it is otherwise. */
export const flag = (otherwise: boolean): Facet<boolean> => ({
  takes: "true or false",
  read: (given) => (typeof given === "boolean" ? given : WRONG),
  write: same,
  otherwise,
});

/** One of some words. */
export const word = <Word extends string>(words: readonly Word[]): Facet<Word> => ({
  takes: words.map((each) => JSON.stringify(each)).join(", "),
  read: (given) => words.find((each) => each === given) ?? WRONG,
  write: same,
});

/** The facet, or null, which it is otherwise. */
export const orNull = <Full>({ takes, read, write }: Facet<Full>): Facet<Full | null> => ({
  takes: `${takes}, or null`,
  read: (given, within) => (given === null ? null : read(given, within)),
  write: (full) => (full === null ? null : write(full)),
  otherwise: null,
});

/** The facet, and what it is otherwise. */
export const otherwise = <Full>(value: Full, facet: Facet<Full>): Facet<Full> => ({
  ...facet,
  otherwise: value,
});

/** The facet, written also where it is what it is otherwise. */
export const aloud = <Full>(facet: Facet<Full>): Facet<Full> => ({ ...facet, isAloud: true });

/** Any number of them. */
export const list = <Full>(takes: string, item: Facet<Full>): Facet<readonly Full[]> => ({
  takes,
  read(given, within) {
    if (!Array.isArray(given)) return WRONG;
    const found: Full[] = [];
    for (const each of given) {
      const full = item.read(each, within);
      if (full === WRONG) return WRONG;
      found.push(full);
    }
    return found;
  },
  write: (full) => full.map((each) => item.write(each)),
});

/** Whether the value need not be said. */
export const isUsual = (value: unknown, facet: Facet<unknown>): boolean =>
  "otherwise" in facet &&
  !facet.isAloud &&
  (value === facet.otherwise || (isEmptyList(value) && isEmptyList(facet.otherwise)));

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;
