import type { Traits } from "../dialects/dialect.js";
import type { Operation } from "../operations/index.js";
import type { Column, Schema, Table, View } from "../schema/model.js";
import { inReadingOrder, viewsOver } from "../schema/views.js";
import { changed } from "./compare-table.js";
import { pair } from "./pair.js";
import { withoutRemade } from "./remade-columns.js";

/**
 * What turns the views of a schema into those of another. One that changes goes and comes again, and so does what reads
 * it, or a column that is made anew or gets another type, where views hold on to what they read; in an order in which each finds what it reads.
 */
export function compareViews(from: Schema, to: Schema, traits: Traits): readonly Operation[] {
  const { added, removed, kept } = pair(from.views, to.views);
  const others = kept.filter(([was, view]) => isOther(was, view));
  const gone = [...removed, ...others.map(([was]) => was)];
  const remade = pair(from.tables, to.tables).kept.flatMap(([was, table]) =>
    was !== table && speaksOtherwise(was, table, traits) ? was : [],
  );
  const read = new Set([...gone, ...remade].map(({ name }) => name));
  const held = traits.viewsHold ? viewsOver(from, read) : [];
  const dropped = new Set([...gone, ...held]);
  const again = kept.filter(([was]) => dropped.has(was)).map(([, view]) => view);
  const created = new Set([...added, ...again]);
  return [
    ...inReadingOrder(from)
      .filter((view) => dropped.has(view))
      .toReversed()
      .map(drop),
    ...inReadingOrder(to)
      .filter((view) => created.has(view))
      .map(create),
    ...kept.flatMap(([was, view]) => (dropped.has(was) ? [] : compareIndexes(was, view))),
  ];
}

/**
 * Whether a view of the table has another text once the table is changed, with other casts in it: the text that undoes the
 * change is then the one from before.
 */
const speaksOtherwise = (was: Table, table: Table, traits: Traits): boolean =>
  withoutRemade(was, table, traits) !== was ||
  (traits.strictTypes &&
    pair(was.columns, table.columns).kept.some(([from, to]) => kindOf(from) !== kindOf(to)));

/** The type without its length. */
const kindOf = ({ type }: Column) => type.replace(/\(.*?\)/, "");

const isOther = (was: View, view: View) =>
  was.query !== view.query || was.materialized !== view.materialized;

const create = (view: View): Operation => ({ kind: "createView", view });
const drop = (was: View): Operation => ({
  kind: "dropView",
  name: was.name,
  materialized: was.materialized,
  was,
});

function compareIndexes({ name: table, indexes: were }: View, view: View): readonly Operation[] {
  const { removed, added } = changed(were, view.indexes);
  return [
    ...removed.map((was): Operation => ({ kind: "dropIndex", table, name: was.name, was })),
    ...added.map((index): Operation => ({ kind: "createIndex", table, index })),
  ];
}
