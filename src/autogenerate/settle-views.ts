import type { Dialect, Print, Query } from "../dialects/dialect.js";
import { find } from "../schema/edit.js";
import type { Schema, View } from "../schema/model.js";
import { table } from "../schema/spec.js";
import type { Unsettled } from "./unsettled.js";

/**
 * The wanted views, with every query that the server takes for the same as the actual one spelt as that one is. What is
 * there may have other names than the actual schema.
 */
export async function settleViews(
  actual: Schema,
  wanted: Schema,
  there: Schema,
  dialect: Dialect,
  query: Query,
): Promise<{ readonly views: readonly View[]; readonly unsettled: readonly Unsettled[] }> {
  const questions = wanted.views.flatMap((view) => {
    const was = find(actual.views, view.name)?.query;
    return was === view.query ? [] : [{ was, view }];
  });
  if (questions.length === 0) return { views: wanted.views, unsettled: [] };
  const before = questions.flatMap(({ was }) => was ?? []);
  const prints = await dialect.canonicalViews(
    query,
    [...before, ...questions.map(({ view }) => view.query)],
    { actual: there, wanted },
  );
  const printsBefore = prints.slice(0, before.length).values();
  const same = new Map<View, string>();
  const unsettled: Unsettled[] = [];
  for (const [at, { was, view }] of questions.entries()) {
    const old = was === undefined ? undefined : printsBefore.next().value;
    const print = prints[before.length + at];
    if (was !== undefined && isSame(print, old)) same.set(view, was);
    if (print?.problem)
      unsettled.push({ ...print.problem, expression: placed(view), isChange: was !== undefined });
  }
  return {
    views: wanted.views.map((view) => ({ ...view, query: same.get(view) ?? view.query })),
    unsettled,
  };
}

/** Where the server may not be asked a view is left as it is: its words are never those of the entity. */
const isSame = (print: Print | undefined, old: Print | undefined) =>
  print?.problem?.kind === "not asked" || (print?.text != null && print.text === old?.text);

const placed = ({ name, query }: View): Unsettled["expression"] => ({
  table: table({ name, columns: [] }),
  place: "view",
  column: null,
  text: query,
  of: name,
});
