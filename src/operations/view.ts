import { add, remove } from "../schema/edit.js";
import type { TableName, View } from "../schema/model.js";
import { view, viewSpec, type ViewSpec } from "../schema/spec.js";
import type { OperationModule } from "./operation.js";

export interface CreateView {
  readonly kind: "createView";
  readonly view: View;
}
export interface DropView {
  readonly kind: "dropView";
  readonly name: TableName;
  readonly materialized: boolean;
  /** What the view was, when mig generated the operation. */
  readonly was?: View;
}

export const createView: OperationModule<CreateView, [view: ViewSpec], DropView> = {
  phase: "createViews",
  of: (spec) => ({ kind: "createView", view: view(spec) }),
  args: (op) => [viewSpec(op.view)],
  apply: ({ view }, schema) => ({ ...schema, views: add(schema.views, view) }),
  inverse: ({ view: was }) => ({
    kind: "dropView",
    name: was.name,
    materialized: was.materialized,
    was,
  }),
  summary: ({ view }) => `+ ${kindOf(view)} ${view.name}`,
};

export const dropView: OperationModule<
  DropView,
  [name: TableName, options?: { readonly materialized?: boolean }],
  CreateView
> = {
  phase: "dropViews",
  of: (name, { materialized = false } = {}) => ({ kind: "dropView", name, materialized }),
  args: ({ name, materialized }) => (materialized ? [name, { materialized }] : [name]),
  apply: ({ name }, schema) => ({ ...schema, views: remove(schema.views, name) }),
  inverse: ({ was }) => (was ? { kind: "createView", view: was } : undefined),
  summary: (op) => `- ${kindOf(op)} ${op.name}`,
};

const kindOf = ({ materialized }: Pick<View, "materialized">) =>
  materialized ? "materialized view" : "view";
