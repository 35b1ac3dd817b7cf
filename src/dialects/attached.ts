import type { Schema, TableName } from "../schema/model.js";

/** The schema, of which normal form knows no such thing, with what its views have attached, for those that are made again. */
export const withAttached = (
  schema: Schema,
  attached: ReadonlyMap<TableName, readonly string[]>,
): Schema => ({
  ...schema,
  views: schema.views.map((view) => ({ ...view, attached: attached.get(view.name) ?? [] })),
});
