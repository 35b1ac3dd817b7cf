import type { Operation } from "../operations/index.js";
import type { ReplaceView } from "../operations/view.js";
import { find } from "../schema/edit.js";
import type { Schema } from "../schema/model.js";

/** What replaces a view where no statement does: it goes, where it is there, and comes again. */
export function remade({ view, was }: ReplaceView, schema: Schema): readonly Operation[] {
  const before = find(schema.views, view.name) ?? was ?? view;
  const { name, materialized } = before;
  return [
    { kind: "dropView", name, materialized, was: before, ifExists: true },
    { kind: "createView", view },
  ];
}
