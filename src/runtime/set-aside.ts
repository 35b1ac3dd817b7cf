import { remade } from "../dialects/remade-view.js";
import { MigError } from "../errors.js";
import type { Operation } from "../operations/index.js";
import { isRemade } from "../operations/view.js";
import { find } from "../schema/edit.js";
import type { Schema, TableName, View } from "../schema/model.js";
import { viewsOver } from "../schema/views.js";

/** The views that a migration drops, and what has to go with them until they are back. */
export interface SetAside {
  /** The operation with what it takes besides, given the schema before it. */
  around(op: Operation, schema: Schema): readonly Operation[];
  /** Ends the migration. Refuses (MIG401) to leave views away that no operation has dropped. */
  end(): void;
}

/**
 * A view that goes and comes again gets back what was attached to it. Where a view cannot go while another reads it, those of
 * others, which the migration does not name, go with it, and come again as soon as all is there that they read.
 */
export function setAside(viewsStopDrops: boolean): SetAside {
  const attached = new Map<TableName, readonly string[]>();
  /** Views of others, in the order in which they went, each with what it waits for. */
  let away: readonly { readonly view: View; readonly waitsFor: ReadonlySet<TableName> }[] = [];

  /** Those that read it, and are there; the ones that are away wait for it, too. */
  function readersOf(name: TableName, schema: Schema): readonly View[] {
    const views = [...schema.views, ...away.map(({ view }) => view)];
    const over = viewsOver({ tables: schema.tables, views }, new Set([name]), { isSure: true });
    const isOver = new Set(over.map((view) => view.name));
    away = away.map((one) =>
      isOver.has(one.view.name) ? { ...one, waitsFor: new Set([...one.waitsFor, name]) } : one,
    );
    return over.filter((view) => find(schema.views, view.name));
  }

  function dropped(name: TableName, schema: Schema): readonly View[] {
    attached.set(name, find(schema.views, name)?.attached ?? []);
    if (!viewsStopDrops) return [];
    const going = readersOf(name, schema).toReversed();
    away = [...away, ...going.map((view) => ({ view, waitsFor: new Set([name]) }))];
    return going;
  }

  function comeBack(name: TableName | undefined): readonly View[] {
    if (name === undefined) return [];
    const waiting = away.map(({ view, waitsFor }) => ({
      view,
      waitsFor: new Set([...waitsFor].filter((one) => one !== name)),
    }));
    away = waiting.filter(({ waitsFor }) => waitsFor.size > 0);
    return waiting.flatMap(({ view, waitsFor }) => (waitsFor.size === 0 ? view : [])).toReversed();
  }

  function around(op: Operation, schema: Schema): readonly Operation[] {
    if (op.kind === "replaceView") {
      const { name } = op.view;
      if (isRemade(op) || away.some(({ view }) => view.name === name))
        return remade(op, schema).flatMap((step) => around(step, schema));
      const stays = find(schema.views, name)?.attached ?? attached.get(name) ?? [];
      return [{ ...op, view: { ...op.view, attached: [...stays, ...op.view.attached] } }];
    }
    if (op.kind === "dropView") {
      const gone = away.find(({ view }) => view.name === op.name);
      if (gone === undefined) return [...dropped(op.name, schema).map(drop), op];
      // It has gone already, with what it read; now the migration says so itself.
      readersOf(op.name, schema);
      away = away.filter(({ view }) => view.name !== op.name);
      attached.set(op.name, gone.view.attached);
      return [];
    }
    if (op.kind !== "createView") return [op, ...comeBack(madeBy(op)).map(create)];
    const { view } = op;
    const before = attached.get(view.name) ?? [];
    return [
      { ...op, view: { ...view, attached: [...before, ...view.attached] } },
      ...comeBack(view.name).map(create),
    ];
  }

  return {
    around,
    end() {
      const left = away;
      away = [];
      attached.clear();
      const [first] = left;
      if (first === undefined) return;
      const names = left.map(({ view }) => view.name).join(", ");
      throw new MigError(
        "MIG401",
        `${names} read ${[...first.waitsFor].join(", ")}, which the migration drops and does not make again.`,
        "Drop them first, with op.dropView.",
      );
    },
  };
}

/** What a table that takes the place of a view is called. */
const madeBy = (op: Operation): TableName | undefined =>
  op.kind === "createTable" ? op.table.name : op.kind === "renameTable" ? op.to : undefined;

const create = (view: View): Operation => ({ kind: "createView", view });

const drop = (was: View): Operation => ({
  kind: "dropView",
  name: was.name,
  materialized: was.materialized,
  was,
});
