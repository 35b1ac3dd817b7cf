import type { Dialect, Query } from "../dialects/dialect.js";
import type { Schema, View } from "../schema/model.js";

/** The wanted views, with every query that the server takes for the same as the actual one spelt as that one is. */
export async function settledViews(
  actual: Schema,
  wanted: Schema,
  dialect: Dialect,
  query: Query,
): Promise<readonly View[]> {
  const before = new Map(actual.views.map((view) => [view.name, view.query]));
  const differing = wanted.views.flatMap(({ name, query: text }) => {
    const was = before.get(name);
    return was === undefined || was === text ? [] : [{ name, was, text }];
  });
  if (differing.length === 0) return wanted.views;
  const prints = await dialect.canonicalViews(
    query,
    differing.flatMap(({ was, text }) => [was, text]),
    { actual, wanted },
  );
  const same = new Map(
    differing
      .filter((_, at) => prints[2 * at] !== null && prints[2 * at] === prints[2 * at + 1])
      .map(({ name, was }) => [name, was]),
  );
  return wanted.views.map((view) => ({ ...view, query: same.get(view.name) ?? view.query }));
}
