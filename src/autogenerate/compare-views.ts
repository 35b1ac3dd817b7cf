import type { Traits } from "../dialects/dialect.js";
import type { Operation } from "../operations/index.js";
import type { Schema, View } from "../schema/model.js";
import { inReadingOrder, viewsOver } from "../schema/views.js";
import { changed } from "./compare-table.js";
import { pair } from "./pair.js";
import { namesRetyped } from "./retyped.js";
import { withoutRemade } from "./remade-columns.js";

/**
 * What turns the views of a schema into those of another. One that changes goes and comes again, and so does what reads
 * it, or a column that is made anew or gets another type, where views hold on to what they read; in an order in which each finds what it reads.
 */
export function compareViews(from: Schema, to: Schema, traits: Traits): readonly Operation[] {
  const { added, removed, kept } = pair(from.views, to.views);
  const others = kept.filter(([was, view]) => isOther(was, view));
  const gone = [...removed, ...others.map(([was]) => was)];
  const respelt = traits.viewsHold ? viewsThatSpeakOtherwise(from, to, traits) : [];
  const read = new Set([...gone, ...respelt].map(({ name }) => name));
  const held = traits.viewsHold ? [...respelt, ...viewsOver(from, read)] : [];
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
 * The views that have another text once their tables are changed, with other casts in it: the text that undoes the change
 * is then the one from before. Those that name a column of another type, and all over a table of which a column is made anew.
 */
function viewsThatSpeakOtherwise(from: Schema, to: Schema, traits: Traits): readonly View[] {
  if (!traits.strictTypes || from.views.length === 0) return [];
  return pair(from.tables, to.tables).kept.flatMap(([was, table]) => {
    if (was === table) return [];
    const over = () => viewsOver(from, new Set([was.name]));
    if (withoutRemade(was, table, traits) !== was) return over();
    const namesOne = namesRetyped(was, table);
    return namesOne === null ? [] : over().filter(({ query }) => namesOne(query));
  });
}

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
