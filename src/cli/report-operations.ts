import { relative } from "node:path";
import { colour } from "./colour.js";
import type { Unknown } from "../autogenerate/difference.js";
import { summary, type Operation } from "../operations/index.js";
import type { CheckRequest, Comparison } from "../project/compare.js";
import type { Revised } from "../project/revise.js";
import { qualifier } from "../schema/name.js";
import { counted } from "../wording.js";
import { line, type Text } from "./safe.js";

/** What `mig check` found. With `quiet` nothing where there is no difference. */
export function checkLines(
  found: Comparison,
  request: CheckRequest,
  quiet: boolean,
): readonly Text[] {
  const { length } = found.operations;
  if (length === 0) return quiet ? [] : [...remarkLines(found, request), noDifference(request)];
  const target = isOther(request) ? "the other one" : "the entities";
  return [
    `${counted(length, "difference")} between the database and ${target}:`,
    ...comparisonLines(found, request),
  ];
}

/** What `mig revision` wrote. With `quiet` the path alone, and nothing where none was written. */
export function revisionLines(
  written: Revised,
  request: CheckRequest,
  quiet: boolean,
): readonly Text[] {
  const path = written.path === null ? null : relative(process.cwd(), written.path);
  if (quiet) return path === null ? [] : [path];
  if (path !== null)
    return [
      ...comparisonLines(written, request),
      ...(written.proof?.notes ?? []).map((note) => line`${colour.yellow("Note:")} ${note}`),
      `Wrote ${path}${written.proof === null ? "" : ", which is proved: up, down and up"}`,
    ];
  return written.stopped
    ? [...comparisonLines(written, request), NOT_WRITTEN]
    : [...remarkLines(written, request), `${noDifference(request)} No file was written.`];
}

/** Said where the configuration has kept a revision from being written. */
export const NOT_WRITTEN = "No file was written: processRevisionDirectives let none be.";

/** One line for each operation, its hazards under it, and what was left alone at the end. */
function comparisonLines(found: Comparison, request: CheckRequest): readonly Text[] {
  const { operations, hazards } = found;
  return [
    ...operations.flatMap((op) => [
      line`  ${changeLine(op)}`,
      ...(hazards.get(op) ?? []).map(
        ({ code, message }) => line`      ${colour.yellow(`! ${code}`)} ${message}`,
      ),
    ]),
    ...remarkLines(found, request),
  ];
}

const noDifference = (request: CheckRequest) =>
  isOther(request)
    ? "No difference: the database has what the other one has."
    : "No difference: the database is what the entities ask for.";

const isOther = ({ fromDatabase }: CheckRequest) => fromDatabase !== undefined;

/** What there is to say beside the operations. */
const remarkLines = ({ unknown, notes }: Comparison, request: CheckRequest): readonly Text[] => [
  ...unknownLines(unknown, request),
  ...notes.map((note) => line`${colour.yellow("Note:")} ${note}`),
];

/** What the database has, no entity knows, and no revision of this project made: in one line, however much it is. */
function unknownLines(unknown: readonly Unknown[], request: CheckRequest): readonly string[] {
  if (unknown.length === 0) return [];
  const schemas = new Set(unknown.flatMap(({ kind, name }) => (kind === "schema" ? [name] : [])));
  const isInside = ({ kind, name }: Unknown) =>
    kind !== "schema" && schemas.has(qualifier(name) ?? "");
  const inside = unknown.filter(isInside);
  const texts = unknown
    .filter((item) => !isInside(item))
    .map(({ kind, name }) => {
      const tables = inside.filter(
        (item) => item.kind === "table" && qualifier(item.name) === name,
      );
      return kind === "schema" && tables.length > 0
        ? `schema ${name} with ${counted(tables.length, "table")}`
        : `${kind} ${name}`;
    });
  const [first, rest] = [texts.slice(0, LISTED), texts.length - LISTED];
  const list = first.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  return [
    `Left alone, as ${isOther(request) ? "neither the other database" : "no entity"} ${isOther(request) ? "nor a" : "and no"} revision of this project knows them: ${list}.`,
  ];
}

const LISTED = 8;

/** A comparison as data, for `--json`. */
export const comparisonJson = ({ operations, hazards, unknown, notes }: Comparison) => ({
  operations,
  hazards: operations.flatMap((op, operation) =>
    (hazards.get(op) ?? []).map((hazard) => ({ operation, ...hazard })),
  ),
  unknown,
  notes,
});

/** A revision that was written as data; without an id where it was not. */
export const revisionJson = (written: Revised) => {
  const { id, down, path, proof } = written;
  return { id: path && id, down, path, proved: proof && true, ...comparisonJson(written) };
};

/** The summary of an operation, its sign in colour. */
export function changeLine(op: Operation): Text {
  const text = summary(op);
  return line`${COLOURS[text.charAt(0) as keyof typeof COLOURS](text.charAt(0))}${text.slice(1)}`;
}

const COLOURS = { "+": colour.green, "-": colour.red, "~": colour.yellow } as const;
