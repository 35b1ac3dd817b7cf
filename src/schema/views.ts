import { namesIn } from "./expression.js";
import type { Schema, TableName, View } from "./model.js";
import { localName, qualifier } from "./name.js";
import { tablesReadBy, type Read } from "./reads.js";

/** What the queries of views may name. */
export type Relations = Pick<Schema, "tables" | "views">;

/**
 * The views in an order in which each can be made: one comes after those that its query reads. Otherwise by name, so
 * that the order depends on nothing else.
 */
export function inReadingOrder(schema: Relations): readonly View[] {
  if (schema.views.length < 2) return schema.views;
  const known = orders.get(schema) ?? orderOf(schema);
  orders.set(schema, known);
  return known;
}

const orders = new WeakMap<Relations, readonly View[]>();

function orderOf(schema: Relations): readonly View[] {
  const views = schema.views.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const byName = new Map(views.map((view) => [view.name, view]));
  const reads = readsOf(schema);
  const viewsOf = (view: View, isSure: boolean) =>
    (reads.get(view) ?? []).flatMap((read) => {
      const other = read.isSure === isSure ? byName.get(read.name) : undefined;
      return other === undefined || other === view ? [] : other;
    });
  /** The views below this one by what is sure. */
  const below = (view: View, seen = new Set<View>()): ReadonlySet<View> => {
    for (const other of viewsOf(view, true)) if (!seen.has(other)) below(other, seen.add(other));
    return seen;
  };
  const ordered = new Set<View>();
  const begun = new Set<View>();
  const visit = (view: View): void => {
    if (begun.has(view)) return;
    begun.add(view);
    viewsOf(view, true).forEach(visit);
    for (const other of viewsOf(view, false)) if (!below(other).has(view)) visit(other);
    ordered.add(view);
  };
  views.forEach(visit);
  return [...ordered];
}

/** What views may hold on to besides tables and views. */
interface Over {
  /** Types that they name. */
  readonly types?: ReadonlySet<TableName>;
  /** Only what is read for sure, and not what may be meant by another one's name. */
  readonly isSure?: boolean;
}

const NO_TYPES: ReadonlySet<TableName> = new Set();

/** The views that read one of these tables or views, or name one of these types, themselves or through others, in reading order. */
export function viewsOver(
  schema: Relations,
  names: ReadonlySet<TableName>,
  { types = NO_TYPES, isSure = false }: Over = {},
): readonly View[] {
  if (names.size === 0 && types.size === 0) return [];
  const reads = readsOf(schema);
  const typed = [...types].map((name) => localName(name).toLowerCase());
  const over = new Set<TableName>(names);
  return inReadingOrder(schema).filter((view) => {
    const isOver =
      (reads.get(view) ?? []).some(
        (read) => read.name !== view.name && over.has(read.name) && (read.isSure || !isSure),
      ) ||
      (typed.length > 0 && overlaps(namesIn(view.query), typed));
    if (isOver) over.add(view.name);
    return isOver;
  });
}

const overlaps = (names: ReadonlySet<string>, others: readonly string[]) =>
  others.some((name) => names.has(name));

/** A table or view that a query reads; one of the connection's own schema may be meant by another name for that. */
interface Resolved {
  readonly name: TableName;
  readonly isSure: boolean;
}

/** What the query of each view reads. */
function readsOf(schema: Relations): ReadonlyMap<View, readonly Resolved[]> {
  const known = reads.get(schema) ?? readsIn(schema);
  reads.set(schema, known);
  return known;
}

const reads = new WeakMap<Relations, ReadonlyMap<View, readonly Resolved[]>>();

function readsIn({ tables, views }: Relations): ReadonlyMap<View, readonly Resolved[]> {
  const named = new Map<string, TableName[]>();
  for (const { name } of [...tables, ...views]) {
    const local = localName(name).toLowerCase();
    const others = named.get(local);
    if (others === undefined) named.set(local, [name]);
    else others.push(name);
  }
  return new Map(
    views.map((view) => [
      view,
      tablesReadBy(view.query).flatMap((read) => resolved(read, named.get(read.local) ?? [])),
    ]),
  );
}

/** The one of that very name; or else one in the connection's own schema, whose name is not known here, or in any other. */
function resolved({ outer, isDefined }: Read, names: readonly TableName[]): readonly Resolved[] {
  const exact = names.filter((name) => (qualifier(name)?.toLowerCase() ?? null) === outer);
  if (exact.length > 0) return exact.map((name) => ({ name, isSure: !isDefined }));
  const possible = outer === null ? names : names.filter((name) => qualifier(name) === null);
  return possible.map((name) => ({ name, isSure: false }));
}
