import type { Expression, Problem } from "../dialects/dialect.js";
import type { Schema } from "../schema/model.js";
import { localName } from "../schema/name.js";
import { counted } from "../wording.js";
import { pair } from "./pair.js";

/** An expression, and what it is part of. */
export interface Placed extends Omit<Expression, "place"> {
  readonly place: Expression["place"] | "view";
  /** The constraint or index it belongs to, and which key of it; the column otherwise. */
  readonly of: string;
}

/** An expression of the wanted schema that the server did not take, or was not asked about. */
export interface Unsettled extends Problem {
  readonly expression: Placed;
  /** Whether something else stands in its place in the database. */
  readonly isChange: boolean;
}

/** The expressions that the server would refuse also after the change: what they name may be made by that. */
export function refusedFor(
  unsettled: readonly Unsettled[],
  actual: Schema,
  wanted: Schema,
): readonly Unsettled[] {
  const refused = unsettled.filter(({ kind }) => kind === "refused" || kind === "unknown name");
  if (refused.length === 0) return [];
  const names = new Set(made(actual, wanted));
  const addsExtension = pair(actual.extensions, wanted.extensions).added.length > 0;
  return refused.filter(
    ({ kind, words }) =>
      kind === "refused" ||
      (!addsExtension &&
        !quotedIn(words).some((name) => names.has(name) || names.has(localName(name)))),
  );
}

/** What is to be said of defaults that are moments, and of what the server could not be asked about, each reason once. */
export function notesOf(unsettled: readonly Unsettled[]): readonly string[] {
  const open = unsettled.filter(({ kind }) => kind === "not asked");
  const moments = unsettled.filter(({ kind }) => kind === "moment");
  return [...moments.map(momentNote), ...reasons(open)];
}

const momentNote = ({ expression: { table, of, text }, words }: Unsettled): string =>
  `${table.name}.${of} has the default ${text}. ${words}.`;

const reasons = (open: readonly Unsettled[]): readonly string[] =>
  [...new Set(open.map(({ words }) => words))].flatMap((words) => {
    const all = open.filter((one) => one.words === words);
    const [changes, fresh] = [true, false].map((is) =>
      all.filter(({ isChange }) => isChange === is),
    );
    const isView = ({ expression }: Unsettled) => expression.place === "view";
    const facts = [
      ...fact("could not be compared and is taken to be as it is", "view", changes?.filter(isView)),
      ...fact(
        "could only be compared word by word",
        "expression",
        changes?.filter((one) => !isView(one)),
      ),
      ...fact("could not be tried", "new expression", fresh),
    ];
    return facts.map((fact) => `${fact}, as the server could not be asked: ${words}.`);
  });

function fact(what: string, noun: string, all: readonly Unsettled[] = []): readonly string[] {
  if (all.length === 0) return [];
  const names = all.slice(0, NAMED).map(placeName);
  const more = all.length > NAMED ? [`${all.length - NAMED} more`] : [];
  return [`${counted(all.length, noun)} ${what} (${[...names, ...more].join(", ")})`];
}

/** How many of them are named. */
const NAMED = 5;

const placeName = ({ expression: { table, place, of } }: Unsettled): string =>
  place === "view" ? of : `${table.name}.${of}`;

/** The names that come with the change, as the server would have them, those of serial columns' sequences included. */
function made(actual: Schema, wanted: Schema): readonly string[] {
  const named = [
    ...pair(actual.namespaces, wanted.namespaces).added,
    ...pair(actual.enums, wanted.enums).added,
    ...pair(actual.sequences, wanted.sequences).added,
    ...pair(actual.tables, wanted.tables).added,
    ...pair(actual.views, wanted.views).added,
    ...pair(actual.tables, wanted.tables).kept.flatMap(
      ([was, table]) => pair(was.columns, table.columns).added,
    ),
  ].flatMap(({ name }) => [name, localName(name)]);
  const sequences = wanted.tables.flatMap(({ name, columns }) =>
    columns
      .filter(({ generated }) => generated !== null)
      .map((column) => `${localName(name)}_${column.name}_seq`),
  );
  return [...named, ...sequences];
}

/** What stands in quotes or parentheses of some language. */
const quotedIn = (words: string): readonly string[] =>
  [...words.matchAll(/["'`«„“(]([^"'`»”“()]+)["'`»”“)]/g)].map(([, name = ""]) => name.trim());
