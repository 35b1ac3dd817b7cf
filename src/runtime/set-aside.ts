import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import { find } from "../schema/edit.js";
import type { Schema, TableName, View } from "../schema/model.js";
import { viewsOver } from "../schema/views.js";

/** The views that a migration drops, and what has to go with them until they are back. */
export interface SetAside {
  /** The operation with what it takes besides, given the schema before it. */
  around(op: Operation, schema: Schema): readonly Operation[];
  /** Refuses (MIG401) to leave views away that no operation has dropped. */
  end(): void;
}

/**
 * A view that goes and comes again gets back what was attached to it. Where views hold what they read, those of others over it,
 * which the migration does not name, go with it, and come again as soon as all is there that they read.
 */
export function setAside(viewsHold: boolean): SetAside {
  const attached = new Map<TableName, readonly string[]>();
  /** Views of others, in the order in which they went, each with what it waits for. */
  let away: readonly { readonly view: View; readonly waitsFor: ReadonlySet<TableName> }[] = [];

  function dropped(name: TableName, schema: Schema): readonly View[] {
    const views = [...schema.views, ...away.map(({ view }) => view)];
    attached.set(name, find(schema.views, name)?.attached ?? []);
    if (!viewsHold) return [];
    const over = viewsOver({ tables: schema.tables, views }, new Set([name]));
    const isOver = new Set(over.map((view) => view.name));
    away = away.map((one) =>
      isOver.has(one.view.name) ? { ...one, waitsFor: new Set([...one.waitsFor, name]) } : one,
    );
    const going = over.filter(({ name: own }) => find(schema.views, own)).toReversed();
    away = [...away, ...going.map((view) => ({ view, waitsFor: new Set([name]) }))];
    return going;
  }

  function comeBack(name: TableName): readonly View[] {
    const waiting = away.map(({ view, waitsFor }) => ({
      view,
      waitsFor: new Set([...waitsFor].filter((one) => one !== name)),
    }));
    away = waiting.filter(({ waitsFor }) => waitsFor.size > 0);
    return waiting.flatMap(({ view, waitsFor }) => (waitsFor.size === 0 ? view : [])).toReversed();
  }

  return {
    around(op, schema) {
      if (op.kind === "dropView") {
        // What the migration drops itself is not another's.
        away = away.filter(({ view }) => view.name !== op.name);
        return [...dropped(op.name, schema).map(drop), op];
      }
      if (op.kind !== "createView") return [op];
      const { view } = op;
      const before = attached.get(view.name) ?? [];
      return [
        { ...op, view: { ...view, attached: [...before, ...view.attached] } },
        ...comeBack(view.name).map((other): Operation => ({ kind: "createView", view: other })),
      ];
    },
    end() {
      const [first] = away;
      if (first === undefined) return;
      const names = away.map(({ view }) => view.name).join(", ");
      throw new MigError(
        "MIG401",
        `${names} read ${[...first.waitsFor].join(", ")}, which the migration drops and does not make again.`,
        "Drop them first, with op.dropView.",
      );
    },
  };
}

const drop = (was: View): Operation => ({
  kind: "dropView",
  name: was.name,
  materialized: was.materialized,
  was,
});
