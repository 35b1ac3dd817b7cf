import { definition } from "../schema/definition.js";
import { add, addMissing, find, remove, replace } from "../schema/edit.js";
import { flag } from "../schema/facet.js";
import type { TableName, View } from "../schema/model.js";
import { view, viewSpec, type ViewSpec } from "../schema/spec.js";
import { namedIn, type Naming } from "./naming.js";
import type { OperationModule } from "./operation.js";
import {
  IF_NOT_EXISTS,
  options,
  orNot,
  orThere,
  type IfExists,
  type IfNotExists,
  type Options,
} from "./options.js";

export interface CreateView extends IfNotExists {
  readonly kind: "createView";
  readonly view: View;
}
export interface DropView extends IfExists {
  readonly kind: "dropView";
  readonly name: TableName;
  readonly materialized: boolean;
  /** What the view was, when mig generated the operation. */
  readonly was?: View;
}

export const createView: OperationModule<
  CreateView,
  [view: ViewSpec, options?: IfNotExists],
  DropView
> = {
  phase: "createViews",
  of: (spec, options) => ({ kind: "createView", view: view(spec), ...IF_NOT_EXISTS.of(options) }),
  withNames: ([spec, ...rest], naming) => [viewNamed(spec, naming), ...rest],
  args: (op) => [viewSpec(op.view), ...IF_NOT_EXISTS.args(op)],
  apply: ({ view, ifNotExists }, schema) => ({
    ...schema,
    views: (ifNotExists ? addMissing : add)(schema.views, view),
  }),
  inverse: ({ view: was, ...op }) => ({
    kind: "dropView",
    name: was.name,
    materialized: was.materialized,
    was,
    ...orNot(op),
  }),
  summary: ({ view }) => `+ ${kindOf(view)} ${view.name}`,
};

const DROP = options("materialized", "ifExists");

export const dropView: OperationModule<
  DropView,
  [name: TableName, options?: Options<"materialized" | "ifExists">],
  CreateView
> = {
  phase: "dropViews",
  of: (name, options) => ({
    kind: "dropView",
    name,
    materialized: false,
    ...DROP.of(options),
  }),
  args: (op) => [op.name, ...DROP.args(op)],
  apply: ({ name }, schema) => ({ ...schema, views: remove(schema.views, name) }),
  inverse: ({ was, ...op }) => was && { kind: "createView", view: was, ...orThere(op) },
  summary: (op) => `- ${kindOf(op)} ${op.name}`,
};

export interface ReplaceView {
  readonly kind: "replaceView";
  readonly view: View;
  /** What the view is so far; undo needs it. */
  readonly was?: View;
}
export interface RefreshView extends RefreshOptions {
  readonly kind: "refreshView";
  readonly name: TableName;
}
/** How a materialized view is refreshed. */
export interface RefreshOptions {
  /** Others may read it meanwhile. */
  readonly concurrently: boolean;
  /** Otherwise it is emptied, and cannot be read before it is refreshed again. */
  readonly withData: boolean;
}

export const replaceView: OperationModule<
  ReplaceView,
  [view: ViewSpec, was?: ViewSpec],
  ReplaceView
> = {
  phase: "createViews",
  of: (spec, was) => ({ kind: "replaceView", view: view(spec), ...(was && { was: view(was) }) }),
  withNames: ([spec, ...was], naming) => [
    viewNamed(spec, naming),
    ...(was.map((it) => it && viewNamed(it, naming)) as typeof was),
  ],
  args: ({ view, was }) => (was ? [viewSpec(view), viewSpec(was)] : [viewSpec(view)]),
  apply: ({ view }, schema) => ({
    ...schema,
    views: find(schema.views, view.name)
      ? replace(schema.views, view.name, () => view)
      : add(schema.views, view),
  }),
  inverse: ({ kind, view, was }) => was && { kind, view: was, was: view },
  summary: ({ view }) => `~ ${kindOf(view)} ${view.name}`,
};

/** Whether the view goes and comes again: no database replaces a materialized one. */
export const isRemade = ({ view, was }: ReplaceView): boolean =>
  view.materialized || (was?.materialized ?? false);

export const refreshView: OperationModule<
  RefreshView,
  [name: TableName, options?: Partial<RefreshOptions>],
  RefreshView
> = {
  phase: "statements",
  of: (name, options = {}) => ({ kind: "refreshView", name, ...REFRESH.full(options) }),
  args(op) {
    const said = REFRESH.spec(op);
    return Object.keys(said).length > 0 ? [op.name, said] : [op.name];
  },
  apply: (_op, schema) => schema,
  // The rows are those of its query, before as after.
  inverse: (op) => op,
  summary: ({ name, withData }) =>
    `~ materialized view ${name} is ${withData ? "refreshed" : "emptied"}`,
};

const REFRESH = definition<Partial<RefreshOptions>, RefreshOptions>(
  "set of options",
  { concurrently: flag(false), withData: flag(true) },
  {
    holds: ({ concurrently, withData }) => withData || !concurrently,
    says: "cannot have both concurrently: true and withData: false",
  },
);

/** A materialized view with names for its indexes. */
const viewNamed = (spec: ViewSpec, naming: Naming): ViewSpec =>
  Array.isArray(spec?.indexes)
    ? { ...spec, indexes: spec.indexes.map(namedIn(spec.name, naming).index) }
    : spec;

const kindOf = ({ materialized }: Pick<View, "materialized">) =>
  materialized ? "materialized view" : "view";
