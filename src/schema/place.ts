import { definition } from "./definition.js";
import { flag, orNull, text } from "./facet.js";
import type { Column } from "./model.js";

/** Where a column goes among the others of its table. */
export type Place =
  { readonly first: true } | { readonly after: string } | { readonly before: string };

/** What people write of it: at most one of the three. */
export interface PlaceSpec {
  readonly first?: boolean;
  readonly after?: string | null;
  readonly before?: string | null;
}

const otherColumn = orNull(text("the name of another column"));
/** The facets of a place, for definitions that have one. */
export const PLACE_FACETS = {
  first: flag(false),
  after: otherColumn,
  before: otherColumn,
};
export type FullPlace = Required<PlaceSpec>;
/** What has to be true of them together. */
export const PLACE_RULE = {
  holds: ({ first, after, before }: FullPlace): boolean =>
    [first, after !== null, before !== null].filter(Boolean).length < 2,
  says: "says more than one of `first`, `after` and `before`",
};

const PLACE = definition<PlaceSpec, FullPlace>("place", PLACE_FACETS, PLACE_RULE);
/** The place that is written; undefined where none is. */
export const place = (spec: PlaceSpec): Place | undefined => placeOf(PLACE.full(spec));

/** The place that its facets are; undefined where none of them says one. */
export function placeOf({ first, after, before }: FullPlace): Place | undefined {
  if (first) return { first };
  if (after !== null) return { after };
  return before === null ? undefined : { before };
}

/** The column that a place is next to. */
export const neighbour = (where: Place): string | undefined =>
  "after" in where ? where.after : "before" in where ? where.before : undefined;

/** The place next to another column, as it is called elsewhere. */
export const besides = (where: Place, name: string): Place =>
  "after" in where ? { after: name } : "before" in where ? { before: name } : where;

/** The columns with one put in its place, out of the one it had; last where no place is said, or none is found. */
export function placed(
  columns: readonly Column[],
  column: Column,
  where: Place | undefined,
): readonly Column[] {
  const others = columns.filter(({ name }) => name !== column.name);
  return others.toSpliced(indexIn(others, where), 0, column);
}

/** The columns whose names are listed first, in that order; the others follow as they stood. */
export function inOrderOf(columns: readonly Column[], names: readonly string[]): readonly Column[] {
  const listed = names.flatMap((name) => columns[indexNamed(columns, name)] ?? []);
  return [...listed, ...columns.filter((column) => !listed.includes(column))];
}

function indexIn(columns: readonly Column[], where: Place | undefined): number {
  if (where === undefined) return columns.length;
  if ("first" in where) return 0;
  const at = indexNamed(columns, neighbour(where) ?? "");
  if (at < 0) return columns.length;
  return "after" in where ? at + 1 : at;
}

/** Where only the case of letters differs, some databases take it for the same. */
function indexNamed(columns: readonly Column[], name: string): number {
  const exact = columns.findIndex((column) => column.name === name);
  const folded = name.toLowerCase();
  return exact < 0 ? columns.findIndex((column) => column.name.toLowerCase() === folded) : exact;
}
