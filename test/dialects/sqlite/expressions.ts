import fc from "fast-check";

const BINARY = [
  "AND",
  "OR",
  "=",
  "<>",
  "==",
  "<",
  ">=",
  "+",
  "-",
  "*",
  "||",
  "IS",
  "IS NOT",
  "LIKE",
  "&",
];

function compound(part: fc.Arbitrary<string>): readonly fc.Arbitrary<string>[] {
  return [
    fc.tuple(part, fc.constantFrom(...BINARY), part).map((words) => words.join(" ")),
    fc.tuple(fc.constantFrom("NOT", "-", "+", "~"), part).map((words) => words.join(" ")),
    fc.tuple(part, part, part).map(([a, b, c]) => `${a} BETWEEN ${b} AND ${c}`),
    fc.tuple(part, part, part).map(([a, b, c]) => `${a} IN (${b}, ${c})`),
    fc.tuple(part, part).map(([a, b]) => `${a} NOT IN (${b})`),
    fc.tuple(part, part, part).map(([a, b, c]) => `CASE WHEN ${a} THEN ${b} ELSE ${c} END`),
    fc.tuple(part, part).map(([a, b]) => `coalesce(${a}, ${b})`),
    fc.tuple(part, fc.constantFrom("INTEGER", "TEXT")).map(([a, type]) => `CAST(${a} AS ${type})`),
    part.map((a) => `${a} COLLATE NOCASE`),
    part.map((a) => `${a} IS NULL`),
    part.map((a) => `lower(${a})`),
  ];
}

/** Expressions over the table, with parentheses where they are needed, where they are not, and where they change something. */
export const { expression: anyExpression } = fc.letrec<{ expression: string; part: string }>(
  (tie) => ({
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("part"),
      ...compound(tie("part")),
    ),
    part: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(
        "a",
        '"a"',
        "A",
        "b",
        '"C c"',
        "'x'",
        "'it''s (not) -- -'",
        "1",
        "1.5",
        "NULL",
        "x'00'",
        "TRUE",
      ),
      tie("expression").map((text) => `(${text})`),
      tie("expression").map((text) => `((${text}))`),
      tie("expression"),
    ),
  }),
);
