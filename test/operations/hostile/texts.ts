import fc from "fast-check";

/** Texts that break what is put together carelessly. */
export const TEXTS = [
  `a"b`,
  `a'b`,
  "a`b",
  `""`,
  `''`,
  "``",
  "a\\b",
  "a\\",
  "\\'",
  "a\nb",
  "a\r\nb\tc",
  "a\0b",
  "🎈 é 漢",
  "select",
  "table",
  "a.b",
  ".a",
  "a.",
  "x".repeat(200),
  " a",
  "a ",
  "-- a",
  "/* a",
  "*/ a",
  "a;b",
  "$$ a $$",
  "%s %",
  "?",
  ":x",
  "$1",
  "{0}",
  "",
  `"; DROP TABLE canary; --`,
  `'; DROP TABLE canary; --`,
  "`; DROP TABLE canary; --",
  `\\'; DROP TABLE canary; --`,
  `'); DROP TABLE canary; --`,
  "DELIMITER ;\nDROP TABLE canary;",
] as const;

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS))
      .map(([a, b]) => a + b),
  },
);

/** Such a text for each position; those of names differ from each other. */
export const textsFor = (
  positions: readonly string[],
): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc
    .tuple(...positions.map(() => text))
    .filter((texts) => new Set(texts.map((one) => one.toLowerCase())).size === texts.length)
    .map((texts) =>
      Object.fromEntries(positions.map((position, at) => [position, texts[at] ?? ""])),
    );
