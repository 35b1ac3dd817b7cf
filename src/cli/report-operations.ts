import { colour } from "./colour.js";
import type { Unknown } from "../autogenerate/difference.js";
import { summary, type Operation } from "../operations/index.js";
import type { Comparison } from "../project/revise.js";

/** One line for each operation, its hazards under it, and what was left alone at the end. */
export function comparisonLines({ operations, hazards, unknown }: Comparison): readonly string[] {
  return [
    ...operations.flatMap((op) => [
      `  ${operationLine(op)}`,
      ...(hazards.get(op) ?? []).map(
        ({ code, message }) => `      ${colour.yellow(`! ${code}`)} ${message}`,
      ),
    ]),
    ...unknownLines(unknown),
  ];
}

/** What the database has, no entity knows, and no revision of this project made. */
export const unknownLines = (unknown: readonly Unknown[]): readonly string[] =>
  unknown.length === 0
    ? []
    : [
        `Left alone, as no entity and no revision of this project knows them: ${unknown
          .map(({ kind, name }) => `${kind} ${name}`)
          .join(", ")}.`,
      ];

/** The same as data, for `--json`. */
export const comparisonJson = ({ operations, hazards, unknown }: Comparison) => ({
  operations,
  hazards: operations.flatMap((op, operation) =>
    (hazards.get(op) ?? []).map((hazard) => ({ operation, ...hazard })),
  ),
  unknown,
});

/** The summary of an operation, its sign in colour. */
function operationLine(op: Operation): string {
  const text = summary(op);
  return `${COLOURS[text.charAt(0) as keyof typeof COLOURS](text.charAt(0))}${text.slice(1)}`;
}

const COLOURS = { "+": colour.green, "-": colour.red, "~": colour.yellow } as const;
