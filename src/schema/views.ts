import { namesIn } from "./expression.js";
import type { TableName, View } from "./model.js";
import { localName } from "./name.js";

/**
 * The views in an order in which each can be made: one comes after those that its query names. Otherwise by name, so
 * that the order depends on nothing else.
 */
export function inReadingOrder(views: readonly View[]): readonly View[] {
  const byName = views.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const read = readers(byName);
  const done = new Set<View>();
  const visit = (view: View): void => {
    if (done.has(view)) return;
    done.add(view);
    for (const other of byName) if (other !== view && read(view, other.name)) visit(other);
    ordered.push(view);
  };
  const ordered: View[] = [];
  byName.forEach(visit);
  return ordered;
}

/** The views that read one of these tables or views, themselves or through others, in reading order. */
export function viewsOver(views: readonly View[], names: ReadonlySet<TableName>): readonly View[] {
  const ordered = inReadingOrder(views);
  const read = readers(ordered);
  const over = new Set<TableName>(names);
  return ordered.filter((view) => {
    const found = [...over].some((name) => name !== view.name && read(view, name));
    if (found) over.add(view.name);
    return found;
  });
}

/** Whether the query of a view may read the table or view of that name. */
function readers(views: readonly View[]): (view: View, name: TableName) => boolean {
  const names = new Map(views.map((view) => [view, namesIn(view.query)]));
  return (view, name) => names.get(view)?.has(localName(name).toLowerCase()) ?? false;
}
